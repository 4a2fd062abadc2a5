"""Who reads the answers to an invitation: those who run the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Q
from django.utils import timezone

from core.scoping import ScopedQuerySet
from roundtables.querysets import run_q

if TYPE_CHECKING:
    from accounts.models import User


class ForThoseWhoRunQuerySet(ScopedQuerySet):
    """Rows that lead to a table by `to_series`: whoever runs it reads them."""

    to_series: str

    def visible_q(self, user: User) -> Q:
        return run_q(user, self.to_series)


class OwnQuerySet(ScopedQuerySet):
    """Rows with a `user`, who alone reads them."""

    def visible_q(self, user: User) -> Q:
        return Q(user=user)


class MeetingInvitationQuerySet(ForThoseWhoRunQuerySet):
    to_series = "participant__meeting__series__"


class MeetingMailQuerySet(ForThoseWhoRunQuerySet):
    to_series = "invitation__participant__meeting__series__"


class MinutesMailQuerySet(ForThoseWhoRunQuerySet):
    to_series = "meeting__series__"

    def open_links(self) -> Self:
        """Whose link opens the minutes now."""
        return self.filter(token_hash__isnull=False, link_until__gt=timezone.now())


class DatePollQuerySet(ForThoseWhoRunQuerySet):
    to_series = "series__"

    def open(self) -> Self:
        return self.filter(closed_at=None)


class OnPollQuerySet(ForThoseWhoRunQuerySet):
    """Rows with a `poll`."""

    to_series = "poll__series__"


class PollAnswerQuerySet(ForThoseWhoRunQuerySet):
    to_series = "voter__poll__series__"
