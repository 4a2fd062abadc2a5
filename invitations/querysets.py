"""Who reads the answers to an invitation: those who run the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Q
from django.utils import timezone

from core.scoping import ScopedQuerySet
from roundtables.querysets import run_q

if TYPE_CHECKING:
    from accounts.models import User


class MeetingInvitationQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return run_q(user, "participant__meeting__series__")


class MeetingMailQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return run_q(user, "invitation__participant__meeting__series__")


class MinutesMailQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return run_q(user, "meeting__series__")

    def open_links(self) -> Self:
        """Whose link opens the minutes now."""
        return self.filter(token_hash__isnull=False, link_until__gt=timezone.now())


class CalendarFeedQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q(user=user)


class MilestoneMailQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q(user=user)


class DatePollQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return run_q(user, "series__")

    def open(self) -> Self:
        return self.filter(closed_at=None)


class OnPollQuerySet(ScopedQuerySet):
    """Rows with a `poll`."""

    def visible_q(self, user: User) -> Q:
        return run_q(user, "poll__series__")


class PollAnswerQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return run_q(user, "voter__poll__series__")
