"""What the moderator has in view while people talk: where the talk is, what came of it, what the wall shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matrix.models import JoinedTopic
from roundtables.selectors import agenda_lines, attendance_of, open_proposals, result_groups, sources_of
from screens.selectors.wall import wall_of

if TYPE_CHECKING:
    from accounts.models import User
    from roundtables.models import AgendaDocument, Meeting, MilestoneProposal, ParkedItem
    from roundtables.selectors.meeting import Attendance
    from roundtables.selectors.minutes import AgendaLine
    from roundtables.selectors.subjects import Source
    from screens.models import Wall


@dataclass(frozen=True, slots=True)
class DeskResult:
    """A result of the current item; `anchor` is its place on the page of the meeting."""

    kind: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class DeskPage:
    """All parts as finished values."""

    meeting: Meeting
    wall: Wall
    lines: tuple[AgendaLine, ...]
    place: int | None  # of the current item in `lines`
    results: tuple[DeskResult, ...]
    topics: tuple[JoinedTopic, ...]
    attendance: Attendance
    parked: tuple[ParkedItem, ...]  # what still waits
    proposals: tuple[MilestoneProposal, ...]  # of the schools, for an answer
    sources: tuple[Source, ...]  # where the current item comes from

    @property
    def line(self) -> AgendaLine | None:
        return None if self.place is None else self.lines[self.place]

    @property
    def papers(self) -> tuple[AgendaDocument, ...]:
        """What lies beside the current item; whoever runs the table may open it."""
        return tuple(self.line.item.documents.all()) if self.line else ()

    @property
    def following(self) -> AgendaLine | None:
        """The next item; before anything has begun the first."""
        place = -1 if self.place is None else self.place
        return self.lines[place + 1] if place + 1 < len(self.lines) else None

    @property
    def previous(self) -> AgendaLine | None:
        """The item that was left last, whatever its place."""
        return next((line for line in self.lines if line.item.pk == self.wall.item_before_id), None)

    @property
    def is_running(self) -> bool:
        return bool(self.meeting.state == self.meeting.State.RUNNING)


def desk_page(meeting: Meeting, *, user: User) -> DeskPage:
    """`meeting` is run by `user`."""
    wall, lines = wall_of(meeting), tuple(agenda_lines(meeting, with_documents=True))
    place = next((place for place, line in enumerate(lines) if line.item.pk == wall.item_id), None)
    item = None if place is None else lines[place].item
    current = item.pk if item else None
    return DeskPage(
        meeting,
        wall,
        lines,
        place,
        results=tuple(_results(meeting, current)),
        topics=tuple(JoinedTopic.objects.filter(catalogue__is_current=True)),
        attendance=attendance_of(meeting),
        parked=tuple(meeting.parked.filter(taken_at=None)),
        proposals=tuple(open_proposals(meeting, user)),
        sources=sources_of(meeting, [item], user=user)[item.pk] if item else (),
    )


def _results(meeting: Meeting, item: int | None) -> list[DeskResult]:
    def told(name: str, row: Any) -> DeskResult:
        return DeskResult(str(row._meta.verbose_name), row.text, f"{name}-{row.pk}")

    return [
        told(group.name, row)
        for group in result_groups(meeting)
        for row in group.rows
        if item is not None and row.agenda_item_id == item
    ]
