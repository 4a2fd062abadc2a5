"""Who reads the answers to an invitation: those who run the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Q
from django.utils import timezone

from core.scoping import ScopedQuerySet
from roundtables.querysets import municipalities_run_by

if TYPE_CHECKING:
    from accounts.models import User


class MeetingInvitationQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q(participant__meeting__series__municipality__in=municipalities_run_by(user))


class MeetingMailQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q(invitation__participant__meeting__series__municipality__in=municipalities_run_by(user))


class MinutesMailQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q(meeting__series__municipality__in=municipalities_run_by(user))

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
        return Q(series__municipality__in=municipalities_run_by(user))

    def open(self) -> Self:
        return self.filter(closed_at=None)


class OnPollQuerySet(ScopedQuerySet):
    """Rows with a `poll`."""

    def visible_q(self, user: User) -> Q:
        return Q(poll__series__municipality__in=municipalities_run_by(user))


class PollAnswerQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q(voter__poll__series__municipality__in=municipalities_run_by(user))
