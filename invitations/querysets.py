"""Who reads the answers to an invitation: those who run the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

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


class CalendarFeedQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q(user=user)


class MilestoneMailQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        return Q(user=user)
