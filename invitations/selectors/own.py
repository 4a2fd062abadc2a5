"""What a person who has an account is asked themselves: invitations to meetings, and dates of a poll."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from invitations.models import MeetingInvitation, PollVoter
from roundtables.models import Meeting
from roundtables.querysets import tables_of

if TYPE_CHECKING:
    from accounts.models import User
    from roundtables.models import RoundTableSeries


def own_invitations(user: User) -> Any:
    """To meetings that may still be answered, the next one first; nothing is asked for somebody without a table."""
    if not tables_of(user).read:
        return MeetingInvitation.visible_to(user).none()
    coming = {
        "participant__meeting__state": Meeting.State.PLANNED,
        "participant__meeting__starts_at__gt": timezone.now(),
    }
    rows = MeetingInvitation.visible_to(user).own(user).filter(**coming)
    return rows.select_related("participant__meeting__series").order_by("participant__meeting__starts_at")


def own_votes(user: User) -> Any:
    """In polls that still run, the oldest first; likewise."""
    if not tables_of(user).read:
        return PollVoter.visible_to(user).none()
    rows = PollVoter.visible_to(user).own(user).filter(poll__closed_at=None)
    return rows.select_related("poll__series").order_by("poll__created_at")


def own_invitation(meeting: Meeting, *, user: User) -> MeetingInvitation | None:
    """The reader's own, while it may be answered."""
    found: MeetingInvitation | None = own_invitations(user).filter(participant__meeting=meeting).first()
    return found


def own_votes_at(series: RoundTableSeries, *, user: User) -> list[PollVoter]:
    """The reader's own, in polls of one table that still run."""
    return list(own_votes(user).filter(poll__series=series))
