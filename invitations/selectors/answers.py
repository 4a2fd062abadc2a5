"""The answers to the invitations of one meeting, for those who run the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invitations.models import MeetingInvitation

if TYPE_CHECKING:
    from accounts.models import User
    from roundtables.models import Meeting


@dataclass(frozen=True, slots=True)
class Answers:
    """By participant; empty for somebody who may not read them."""

    rows: dict[int, MeetingInvitation]

    def of(self, participant_id: int) -> MeetingInvitation | None:
        return self.rows.get(participant_id)

    def count(self, answer: str) -> int:
        return sum(row.answer == answer for row in self.rows.values())


def answers_at(meeting: Meeting, *, user: User) -> Answers:
    rows = MeetingInvitation.visible_to(user).filter(participant__meeting=meeting)
    return Answers({row.participant_id: row for row in rows})
