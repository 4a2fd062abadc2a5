"""The answers to the invitations of one meeting, for those who run the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from invitations.models import MeetingInvitation
from invitations.selectors.sending import Round, Seat, letters_of
from roundtables.models import Meeting

if TYPE_CHECKING:
    from accounts.models import User

ANSWER = MeetingInvitation.Answer


@dataclass(frozen=True, slots=True)
class Answers:
    """By participant; empty for somebody who may not read them."""

    rows: dict[int, MeetingInvitation]

    def of(self, participant_id: int) -> MeetingInvitation | None:
        return self.rows.get(participant_id)

    def count(self, answer: str) -> int:
        return sum(row.answer == answer for row in self.rows.values())


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """All who were invited and said the same, in the order of the list of attendance."""

    answer: str
    label: str
    seats: tuple[Seat, ...]


def answer_groups(told: Round) -> tuple[AnswerGroup, ...]:
    """Who takes part first, who has said nothing yet last; nobody of a cancelled meeting. Reads what `told` holds."""
    if told.kind == "cancelled":
        return ()
    invited = [(seat.invitation.answer, seat) for seat in told.seats if seat.invitation]
    groups = (
        AnswerGroup(answer.value, str(answer.label), tuple(seat for said, seat in invited if said == answer))
        for answer in (ANSWER.ACCEPTED, ANSWER.DEPUTY, ANSWER.DECLINED, ANSWER.OPEN)
    )
    return tuple(group for group in groups if group.seats)


def answers_at(meeting: Meeting, *, user: User) -> Answers:
    rows = MeetingInvitation.visible_to(user).run_by(user).filter(participant__meeting=meeting)
    return Answers({row.participant_id: row for row in rows})


def standings_at(told: Round | None, *, runs: bool) -> dict[int, str]:
    """What happened to the invitation of each participant, in words, until the meeting begins.

    Whoever runs the table has the answer beside the name, and reads here only what keeps somebody from answering;
    everybody else reads whether a mail has gone out, and nothing about addresses. Reads what `told` holds.
    """
    if told is None or told.meeting.state != Meeting.State.PLANNED:
        return {}
    words = _for_those_who_run if runs else _for_those_who_read
    return {seat.participant.pk: words(seat) for seat in told.seats}


def _for_those_who_run(seat: Seat) -> str:
    letters = letters_of(seat.invitation)
    if seat.has_left:
        return _("the account is switched off or holds no office any more, not invited")
    if not letters:
        return _("not invited yet") if seat.address else _("no mail address known, not invited")
    if all(one.bounce == one.Bounce.FAILED for one in letters if one.sequence == letters[-1].sequence):
        return _("the invitation came back")
    return "" if seat.told else _("does not know the new date yet")


def _for_those_who_read(seat: Seat) -> str:
    return _("invited by mail") if letters_of(seat.invitation) else _("not invited by mail yet")
