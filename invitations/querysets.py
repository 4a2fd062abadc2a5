"""Who reads the answers to an invitation: those who run the table, and each person their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.scoping import ScopedQuerySet
from roundtables.models import SeriesMember
from roundtables.querysets import run_q
from schools.access import NOBODY, access_for, any_of

if TYPE_CHECKING:
    from accounts.models import User


class ForThoseWhoRunQuerySet(ScopedQuerySet):
    """Rows that lead to a table by `to_series`: whoever runs it reads them."""

    to_series: str

    def visible_q(self, user: User) -> Q:
        return run_q(user, self.to_series)

    def run_by(self, user: User) -> Self:
        return self.filter(run_q(user, self.to_series))


class AnsweredQuerySet(ForThoseWhoRunQuerySet):
    """Rows that one person answers, and reads: the address named beside the mail's link is that of the account."""

    def own_q(self, user: User) -> Q:
        """Those that `user` answers, who holds an office."""
        raise NotImplementedError

    def visible_q(self, user: User) -> Q:
        return any_of(super().visible_q(user), self._own(user))

    def own(self, user: User) -> Self:
        return self.filter(self._own(user))

    def _own(self, user: User) -> Q:
        """A name on a list opens nothing to somebody whose last role has ended."""
        return self.own_q(user) if access_for(user).roles else NOBODY


class OwnQuerySet(ScopedQuerySet):
    """Rows with a `user`, who alone reads them."""

    def visible_q(self, user: User) -> Q:
        return Q(user=user)


class FeedQuerySet(OwnQuerySet):
    def running(self) -> Self:
        """Those that open something today."""
        return self.filter(until__gte=timezone.localdate())


class MeetingInvitationQuerySet(AnsweredQuerySet):
    to_series = "participant__meeting__series__"

    def own_q(self, user: User) -> Q:
        """As the table's list of members names the person now: whoever was taken off it answers no more."""
        keys = {"series": "meeting__series", "name": "name", "body": "body"}
        seat = {mine: OuterRef(f"participant__{its}") for mine, its in keys.items()}
        listed = SeriesMember.unscoped.filter(**seat)
        entered = Q(Exists(listed.filter(user=None)), participant__user=user)
        return any_of(Q(Exists(listed.filter(user=user))), entered)


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


class PollVoterQuerySet(AnsweredQuerySet):
    to_series = "poll__series__"

    def own_q(self, user: User) -> Q:
        return Q(member__user=user)


class PollAnswerQuerySet(ForThoseWhoRunQuerySet):
    to_series = "voter__poll__series__"
