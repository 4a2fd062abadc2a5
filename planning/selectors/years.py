"""A planning year as a line of phases, and the phase of today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from needs.models import PlanningRound
from planning.models import PlanningPhase
from planning.phases import REPORTING, RULES, Rule, years_around
from schools.models import SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User

COLUMNS = ("number", "title", "begins_on", "ends_on", "school_text", "authority_text", "is_active")


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase as it counts, changed or proposed. An empty text: this side has nothing to do."""

    rule: Rule
    year: int
    title: str
    begins_on: date
    ends_on: date
    school_text: str
    authority_text: str
    is_active: bool = True

    @property
    def number(self) -> int:
        return self.rule.number

    def text_for(self, side: str) -> str:
        """`side` is "school" or "authority"."""
        return self.school_text if side == "school" else self.authority_text

    def has_page(self, side: str) -> bool:
        return bool(self.rule.school_page if side == "school" else self.rule.authority_page)

    def runs_on(self, day: date) -> bool:
        return self.is_active and self.begins_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class YearPicture:
    planning: PlanningRound
    phases: list[Phase]


@dataclass(frozen=True, slots=True)
class Now:
    """A Träger (its key and its number) and its phases of one day."""

    authority: int
    number: str
    phases: list[Phase]


def phase_of(rule: Rule, *, year: int, deadline: date, row: dict[str, Any] | None) -> Phase:
    """`row` is what the Träger has set. Needs are reported until `deadline`, the day of the round."""
    begins_on, ends_on = rule.days(year)
    told = row or {
        "title": str(rule.title),
        "begins_on": begins_on,
        "ends_on": ends_on,
        "school_text": str(rule.school),
        "authority_text": str(rule.authority),
        "is_active": True,
    }
    found = {name: told[name] for name in COLUMNS[1:]}
    if rule.number == REPORTING:
        found |= {"ends_on": deadline, "begins_on": min(found["begins_on"], deadline)}
    return Phase(rule, year, **found)


def year_picture(*, user: User, authority: SchoolAuthority, year: int) -> YearPicture:
    """Two queries."""
    planning = PlanningRound.of(authority.pk, year)
    rows = PlanningPhase.visible_to(user).filter(planning__authority=authority, planning__year=year)
    changed = {row["number"]: row for row in rows.values(*COLUMNS)}
    return YearPicture(planning, _phases(year, planning.deadline, changed))


def phases_now(*, user: User, authorities: Iterable[int], day: date) -> list[Now]:
    """What runs on `day` in all planning years of these Träger; one query.

    The reader works there or at one of the schools, so the rounds are their own.
    """
    years = list(years_around(day))
    columns = [f"planning_rounds__phases__{name}" for name in COLUMNS]
    rows = SchoolAuthority.visible_to(user).filter(pk__in=list(authorities)).order_by("number")
    found: dict[int, Now] = {}
    deadlines: dict[tuple[int, int], date] = {}
    changed: dict[tuple[int, int], dict[int, dict[str, Any]]] = {}
    for pk, number, year, due_on, *values in rows.values_list(
        "pk", "number", "planning_rounds__year", "planning_rounds__due_on", *columns
    ):
        found[pk] = Now(pk, number, [])
        if year:
            deadlines[pk, year] = _deadline(year, due_on)
        row = dict(zip(COLUMNS, values, strict=True))
        if row["number"]:
            changed.setdefault((pk, year), {})[row["number"]] = row
    for now in found.values():
        for year in years:
            key = (now.authority, year)
            phases = _phases(year, deadlines.get(key, _deadline(year)), changed.get(key, {}))
            now.phases.extend(phase for phase in phases if phase.runs_on(day))
    return list(found.values())


def _deadline(year: int, due_on: date | None = None) -> date:
    return PlanningRound(year=year, due_on=due_on).deadline


def _phases(year: int, deadline: date, changed: dict[int, dict[str, Any]]) -> list[Phase]:
    return [phase_of(rule, year=year, deadline=deadline, row=changed.get(rule.number)) for rule in RULES]
