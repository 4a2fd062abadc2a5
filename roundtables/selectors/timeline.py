"""The milestones of one school year, month by month, with what is still open from before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from roundtables.models import Milestone
from roundtables.selectors.milestones import MilestoneFilter, milestone_rows
from schools.models.register import school_year_begin, school_year_label, school_year_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


ON_CARD = (
    "text",
    "due_on",
    "state",
    "state_reason",
    "responsible",
    "series__name",
    "school__name",
    "school__display_name",
)
OLDEST = 12  # so many of what is still open from before stand on the page; the table shows the rest


@dataclass(frozen=True, slots=True)
class Month:
    """One month, and whether today falls into it."""

    begins: date
    rows: tuple[Milestone, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """A school year; in the current one `before` holds the oldest that were due earlier and are still open."""

    year: int
    label: str
    months: tuple[Month, ...]
    before: tuple[Milestone, ...]
    before_count: int  # all of them

    @property
    def count(self) -> int:
        return sum(len(month.rows) for month in self.months)

    @property
    def done(self) -> int:
        return sum(row.state == Milestone.State.DONE for month in self.months for row in month.rows)

    @property
    def earlier(self) -> tuple[int, str]:
        return self.year - 1, school_year_label(self.year - 1)

    @property
    def later(self) -> tuple[int, str]:
        return self.year + 1, school_year_label(self.year + 1)


def timeline_of(rows: QuerySet[Milestone], filters: MilestoneFilter, *, user: User) -> Timeline:
    """`rows` is already cut to the user. Without a year in the filters: the school year of today."""
    today = timezone.localdate()
    year = filters.year or school_year_of(today)
    found: dict[tuple[int, int], list[Milestone]] = {}
    for row in _cards(milestone_rows(rows, replace(filters, year=year), user=user)):
        found.setdefault((row.due_on.year, row.due_on.month), []).append(row)
    before: Any = rows.none()
    if year == school_year_of(today):
        earlier: Any = rows.filter(due_on__lt=school_year_begin(year))
        before = milestone_rows(earlier.open(), replace(filters, year=None), user=user)
    return Timeline(
        year,
        school_year_label(year),
        months=tuple(_month(begins, found, today) for begins in _months(year)),
        before=tuple(_cards(before)[:OLDEST]),
        before_count=before.count(),
    )


def _cards(found: Any) -> Any:
    """With what a card says and nothing else."""
    return found.select_related("series", "school").only(*ON_CARD)


def _months(year: int) -> list[date]:
    first = school_year_begin(year).month
    return [date(year + (first + n - 1) // 12, (first + n - 1) % 12 + 1, 1) for n in range(12)]


def _month(begins: date, found: dict[tuple[int, int], list[Milestone]], today: date) -> Month:
    key = (begins.year, begins.month)
    return Month(begins, tuple(found.get(key, ())), is_current=key == (today.year, today.month))
