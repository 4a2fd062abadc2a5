"""Inviting to a meeting, telling a new time or place, calling it off: one button for all three."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import Conflict, DomainError
from invitations.models import MeetingInvitation
from invitations.selectors import Seat, round_of
from invitations.services.letters import write_letter
from roundtables import ics
from roundtables.services.guards import locked_meeting

if TYPE_CHECKING:
    from accounts.models import User
    from roundtables.models import Meeting


@transaction.atomic
def send_round(meeting: Meeting, *, text: str, seen: int, actor: User) -> int:
    """Write to everybody who does not know the meeting as it stands now; returns how many mails.

    `seen` is the SEQUENCE that the sender looked at: Conflict when date or place have changed since. Pressed twice,
    the second one finds nobody left. DomainError once the meeting has begun.
    """
    stored = locked_meeting(meeting)
    found = round_of(stored)
    if not found.is_open:
        raise DomainError(_("The meeting has begun or is over: nobody is written to any more."))
    if seen != stored.sequence:
        raise Conflict(_("Date, place or state of the meeting have changed in between. Please look again."))
    written = sum(_tell(stored, seat, found.kind, text=text, actor=actor) for seat in found.due)
    if written:
        told = {"mails": [0, written], "sequence": [None, stored.sequence]}
        audit.record(actor, "invitations.sent", stored, told)
    return written


def _tell(meeting: Meeting, seat: Seat, kind: str, *, text: str, actor: User) -> int:
    """The person, and the deputy if there is one. Whoever answered for another day is asked anew."""
    invitation = _invitation(meeting, seat)
    if kind == "moved":
        if invitation.mails.exists():
            _ask_anew(invitation, meeting)
        else:
            kind = "invite"  # came to the table after the others had been told the earlier date
    for address in seat.due:
        write_letter(
            invitation,
            purpose=kind,
            recipient=address,
            text=text,
            sender=actor.name,
            for_deputy=address != seat.address,
        )
    return len(seat.due)


def _invitation(meeting: Meeting, seat: Seat) -> MeetingInvitation:
    seat.participant.meeting = meeting
    invitation, _created = MeetingInvitation.unscoped.get_or_create(participant=seat.participant)
    invitation.participant = seat.participant
    return invitation


def _ask_anew(invitation: MeetingInvitation, meeting: Meeting) -> None:
    """An answer was given for a moment; for another place at the same moment it stands."""
    earlier = invitation.mails.filter(sequence__lt=meeting.sequence).order_by("-sequence").first()
    moved = earlier is not None and earlier.starts_at != meeting.starts_at
    changed = ics.last_changes([meeting]).get(str(meeting.pk))
    if moved and changed and invitation.answered_at and invitation.answered_at < changed:
        invitation.answer, invitation.answered_at = MeetingInvitation.Answer.OPEN, None
        invitation.deputy_name = invitation.deputy_email = ""
        invitation.version += 1
        invitation.save()
