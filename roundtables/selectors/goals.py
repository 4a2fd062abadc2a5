"""How far a Zielperspektive has come: how many schools and Träger have released its target stage, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import ngettext

from matrix import scoring
from matrix.models import Side
from matrix.selectors import codes_in, stage_in
from roundtables.selectors.picture import newest_releases, picture_of
from roundtables.selectors.tables import living_goals

if TYPE_CHECKING:
    from matrix.selectors import AspectInfo, Matrix
    from roundtables.models import GoalPerspective, Meeting, RoundTableSeries
    from roundtables.selectors.picture import Cell, Picture


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """One Zielperspektive with a sentence per aspect; none where it names no aspect or no target stage."""

    goal: GoalPerspective
    sentences: tuple[str, ...]


def goals_with_progress(
    series: RoundTableSeries, *, meeting: Meeting | None = None, until: datetime | None = None
) -> list[GoalProgress]:
    """The living goals of a table, in released pictures. The same number of queries for one goal and for many.

    With `meeting` only those of this one and the ones before, with `until` only what was released by then.
    """
    goals = living_goals(series)
    if meeting is not None:
        goals = goals.filter(Q(meeting=None) | Q(meeting__starts_at__lte=meeting.starts_at))
    return progress_of(series, list(goals.prefetch_related("aspects__field")), until=until)


def progress_of(
    series: RoundTableSeries, goals: Iterable[GoalPerspective], *, until: datetime | None = None
) -> list[GoalProgress]:
    """How far these goals of one table have come; their aspects are fetched with their fields."""
    goals = list(goals)
    measured = any(goal.target_stage for goal in goals)
    picture = picture_of(series, newest_releases(series, until=until)) if measured else None
    return [GoalProgress(goal, tuple(_sentences(goal, picture)) if picture else ()) for goal in goals]


def _sentences(goal: GoalPerspective, picture: Picture) -> Iterable[str]:
    columns = {aspect.code: (aspect, cells) for grid in picture.grids for aspect, cells in grid.columns}
    for code, stage in _aims(goal, picture.matrix).items():
        aspect, cells = columns[code]
        yield _reached(aspect, cells, stage, goal.horizon_year)


def _aims(goal: GoalPerspective, matrix: Matrix) -> dict[str, int]:
    """Codes of today with the stage that counts there, whichever version of the matrix the goal was agreed with."""
    found: dict[str, int] = {}
    for aspect in goal.aspects.all():
        version = aspect.field.catalogue_id
        stage = stage_in(matrix, goal.target_stage, since=version)
        found |= {code: stage for code in codes_in(matrix, aspect.code, since=version) if stage}
    return found


def _reached(aspect: AspectInfo, cells: tuple[tuple[Cell, bool], ...], stage: int, year: int) -> str:
    there = sum(cell.state == scoring.RATED and (cell.stage or 0) >= stage for cell, _released in cells)
    silent = sum(not released for _cell, released in cells)
    words = {
        "aspect": f"{aspect.code} {aspect.name}",
        "there": there,
        "total": len(cells),
        "share": round(100 * there / len(cells)) if cells else 0,
        "stage": stage,
        "year": year,
    }
    if aspect.side == Side.SCHOOL:
        told = ngettext(
            "%(aspect)s: one of %(total)s schools (%(share)s %%) reached stage %(stage)s, the goal for %(year)s.",
            "%(aspect)s: %(there)s of %(total)s schools (%(share)s %%) reached stage %(stage)s, the goal for %(year)s.",
            there,
        )
    else:
        told = ngettext(
            "%(aspect)s: one of %(total)s Träger (%(share)s %%) reached stage %(stage)s, the goal for %(year)s.",
            "%(aspect)s: %(there)s of %(total)s Träger (%(share)s %%) reached stage %(stage)s, the goal for %(year)s.",
            there,
        )
    if not silent:
        return told % words
    waiting = ngettext("%(count)d has released nothing.", "%(count)d have released nothing.", silent)
    return f"{told % words} {waiting % {'count': silent}}"
