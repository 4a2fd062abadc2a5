"""Seit dem letzten Mal for the projector: what, but not by whom and not why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.days import day_in_figures
from roundtables.selectors import since_last_time

if TYPE_CHECKING:
    from roundtables.models import Meeting, Milestone
    from roundtables.selectors import SinceLastTime

MOST = 4  # lines of one kind that can be read from six metres


@dataclass(frozen=True, slots=True)
class WallGroup:
    """One kind of news; `more` counts what has no room on the wall."""

    title: str
    count: int
    lines: tuple[str, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class WallSince:
    """Since which meeting, and what happened; kinds of which nothing happened are left out."""

    number: int
    on: datetime
    groups: tuple[WallGroup, ...]


def wall_since(meeting: Meeting) -> WallSince | None:
    """None at the first meeting of a table."""
    since = since_last_time(meeting)
    if since.previous is None:
        return None
    groups = (WallGroup(title, len(lines), tuple(lines[:MOST])) for title, lines in _told(since) if lines)
    return WallSince(since.previous.number, since.previous.starts_at, tuple(groups))


def _told(since: SinceLastTime) -> Iterable[tuple[str, Sequence[str]]]:
    """Texts of the table, stages and numbers: who is responsible and every reason stand on the page of the meeting."""
    yield _("Carried out"), _texts(since.done)
    yield _("Late"), _texts(since.late)
    yield _("Moved"), [_moved(row) for row in since.moved]
    yield _("Dropped"), _texts(since.dropped)
    yield _("Agreements still open"), [row.text for row in since.open_agreements]
    first = [
        _("Released for the first time: %(names)s") % {"names": len(since.newcomers)}
    ]  # who says the page
    yield (
        _("Released differently"),
        [*(first if since.newcomers else ()), *(one.counted for one in since.moves)],
    )
    yield (
        _("Delivered"),
        [f"{one.school}: {one.count}\N{NO-BREAK SPACE}× {one.kind}" for one in since.arrivals],
    )


def _texts(rows: Iterable[Milestone]) -> list[str]:
    return [row.text for row in rows]


def _moved(row: Milestone) -> str:
    words = {"text": row.text, "day": day_in_figures(row.due_on)}
    return _("%(text)s (now until %(day)s)") % words
