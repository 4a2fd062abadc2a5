"""Answering, by link without an account or signed in: yes, no, or somebody else comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from core.errors import DomainError, require_seen
from invitations.models import MeetingInvitation
from invitations.selectors.sending import deputy_address, member_of
from invitations.services.letters import write_letter
from roundtables.models import Meeting, Participant
from roundtables.services.guards import open_meeting

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

Answer = MeetingInvitation.Answer
NOT_ASKED = gettext_lazy(
    "You are not asked here any more, so nothing was saved. Please talk to whoever runs the round table."
)
MOST_DEPUTIES = 3  # addresses that one link may have written to: it is no way to mail strangers


class InvitationOver(DomainError):
    """The meeting has begun or was cancelled, or the seat has gone to somebody else."""


def require_open(meeting: Meeting, *, now: datetime | None = None) -> None:
    """InvitationOver, in words for the person invited, when no answer is taken any more."""
    if meeting.state == Meeting.State.CANCELLED:
        raise InvitationOver(_("This meeting was cancelled. You need not do anything."))
    if meeting.state != Meeting.State.PLANNED or meeting.starts_at <= (now or timezone.now()):
        raise InvitationOver(_("The meeting has begun. Please talk to whoever runs the round table."))


@transaction.atomic
def answer(
    invitation: MeetingInvitation,
    *,
    answer: str,
    seen: int,
    deputy_name: str = "",
    deputy_email: str = "",
    actor: User | None = None,
) -> MeetingInvitation:
    """Take the answer; the last one counts. Saying no also excuses the person in the list of attendance.

    `seen` is the version that the page showed: Conflict when somebody has answered with another link or page since,
    and not the same. A deputy with an address gets the calendar entry; the
    standing deputy is named without one. `actor` is whoever answers signed in; nobody is known behind a link.
    """
    if answer not in Answer.values or answer == Answer.OPEN:
        raise DomainError(_("Please choose one of the three answers."))
    meeting = open_meeting(invitation.participant.meeting)
    require_open(meeting)
    stored = MeetingInvitation.unscoped.select_for_update(of=("self",)).select_related("participant")
    row = stored.filter(pk=invitation.pk).first()
    if row is None:
        raise InvitationOver(str(NOT_ASKED))
    row.participant.meeting = meeting
    said = {"answer": answer, "deputy_name": "", "deputy_email": ""}
    if answer == Answer.DEPUTY:
        said |= {"deputy_name": deputy_name.strip(), "deputy_email": deputy_email.strip()}
        if not said["deputy_name"]:
            raise DomainError(_("Please say who comes instead."))
    changes = audit.set_values(row, said)
    if not changes:
        return row
    changed = _("This invitation was answered in between. Please compare and save again.")
    require_seen(row.version, seen, changed=changed)
    row.answered_at, row.version = timezone.now(), row.version + 1
    row.save()
    _excuse(row.participant, declines=answer == Answer.DECLINED)
    _tell_deputy(row)
    audit.record(actor, "invitations.answered", row, {"answer": changes.get("answer", [answer, answer])})
    return row


def _excuse(person: Participant, *, declines: bool) -> None:
    """Only from invited to excused and back: what the minutes' writer has entered stays."""
    before, after = Participant.Attendance.INVITED, Participant.Attendance.EXCUSED
    if not declines:
        before, after = after, before
    if person.attendance == before:
        person.attendance = after
        person.save(update_fields=["attendance"])


def _tell_deputy(row: MeetingInvitation) -> None:
    address, meeting = deputy_address(row, member_of(row.participant)), row.participant.meeting
    if not address or row.mails.filter(recipient=address, sequence=meeting.sequence).exists():
        return
    if row.mails.filter(token_hash=None).values("recipient").distinct().count() >= MOST_DEPUTIES:
        raise DomainError(
            _(
                "Too many different addresses were given here. Please pass the date on to your deputy yourself."
            )
        )
    write_letter(row, purpose="invite", recipient=address, for_deputy=True)
