"""Milestones across tables: filters from the address, who may report, and what happened to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import trail_of
from core.models import AuditEntry
from core.parsing import hidden_number
from roundtables.models import Milestone
from roundtables.querysets import municipalities_run_by
from schools.access import access_for
from schools.models.register import school_year_begin, school_year_end, school_year_label, school_year_of

if TYPE_CHECKING:
    from accounts.models import User

MINE, ALL = "mine", "all"
LATE, STILL_OPEN = "late", "open_all"


@dataclass(frozen=True, slots=True)
class MilestoneFilter:
    """What the list shows. Only known values get in; anything else counts as not asked for."""

    scope: str = ALL
    state: str = ""
    owner: str = ""
    year: int | None = None  # first calendar year of the school year in which the milestone is due

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> MilestoneFilter:
        states = {*Milestone.State.values, LATE, STILL_OPEN}
        year = hidden_number(str(query.get("year", ""))) or 0
        return cls(
            scope=MINE if query.get("scope") == MINE else ALL,
            state=_known(query.get("state"), states),
            owner=_known(query.get("owner"), set(Milestone.Owner.values)),
            year=year if 2000 <= year <= 2100 else None,
        )

    @property
    def states(self) -> list[tuple[str, str]]:
        mixed = [(STILL_OPEN, _("all that are still open")), (LATE, _("late"))]
        return [*mixed, *((value, str(label)) for value, label in Milestone.State.choices)]

    @property
    def owners(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Milestone.Owner.choices]

    @property
    def years(self) -> list[tuple[int, str]]:
        this = school_year_of(timezone.localdate())
        return [(year, school_year_label(year)) for year in range(this - 2, this + 4)]

    @property
    def is_narrow(self) -> bool:
        return self != MilestoneFilter()


def _known(value: Any, allowed: set[str]) -> str:
    return str(value) if value in allowed else ""


def milestone_rows(rows: QuerySet[Milestone], filters: MilestoneFilter, *, user: User) -> QuerySet[Milestone]:
    """`rows` is already cut to the user; next date first."""
    found: Any = rows.select_related("series__municipality", "school", "topic", "meeting")
    if filters.scope == MINE:
        found = found.mine(user)
    if filters.state == LATE:
        found = found.late()
    elif filters.state == STILL_OPEN:
        found = found.open()
    elif filters.state:
        found = found.filter(state=filters.state)
    if filters.owner:
        found = found.filter(owner=filters.owner)
    if filters.year:
        found = found.filter(due_on__range=(school_year_begin(filters.year), school_year_end(filters.year)))
    return found.prefetch_related("aspects").order_by("due_on", "pk")


def may_report(user: User, milestones: Iterable[Milestone]) -> list[tuple[Milestone, bool]]:
    """Each milestone with whether this person may report its progress, in one query for all."""
    run = set(municipalities_run_by(user).values_list("pk", flat=True))
    access = access_for(user)
    return [
        (row, row.series.municipality_id in run or bool(row.school and access.works_at(row.school)))
        for row in milestones
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a milestone's history in words."""

    at: datetime
    by: str
    text: str


def milestone_history(milestone: Milestone) -> list[Step]:
    """How the milestone came to be as it is, newest first. The caller may read it."""
    return [
        Step(entry.at, entry.actor.name if entry.actor else "", _step_text(entry))
        for entry in trail_of(milestone)
    ]


def _step_text(entry: AuditEntry) -> str:
    if entry.verb.endswith("_recorded"):
        return _("recorded")
    states = dict(Milestone.State.choices)
    parts = []
    if "state" in entry.changes:
        old, new = (str(states.get(value, value)) for value in entry.changes["state"])
        parts.append(_("%(old)s → %(new)s") % {"old": old, "new": new})
    if "due_on" in entry.changes:
        old, new = (_german_day(value) for value in entry.changes["due_on"])
        parts.append(_("date from %(old)s to %(new)s") % {"old": old, "new": new})
    if entry.changes.get("state_reason", ["", ""])[1]:
        parts.append(_("reason: %(reason)s") % {"reason": entry.changes["state_reason"][1]})
    if entry.changes.get("evidence", ["", ""])[1]:
        parts.append(_("evidence: %(evidence)s") % {"evidence": entry.changes["evidence"][1]})
    return "; ".join(parts) or _("corrected")


def _german_day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text
