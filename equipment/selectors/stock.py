"""What is there and when it must be replaced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils import timezone

from equipment import lifecycle
from equipment.models import StockBatch, UsefulLife
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class ReplacementRow:
    """Pieces of one equipment type to replace, by calendar year; overdue ones stand in the first year too."""

    code: str
    name: str
    group: str
    by_year: dict[int, int]
    overdue: int
    later: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Replacement:
    years: tuple[int, ...]
    rows: list[ReplacementRow]


def stock_summary(*, school: School) -> list[dict[str, Any]]:
    """What is available at a school which the caller may read: summed over rooms, no serial numbers.

    Two queries. The useful life is the one that its Träger plans with.
    """
    lives = UsefulLife.of([school.authority_id])
    rows = (
        school.stock.in_use()
        .values(
            "type",
            "type__code",
            "type__name",
            "type__group",
            "purchase_year",
            "type__useful_life",
            "funding_source__name",
            "condition",
        )
        .annotate(total=Sum("quantity"))
        .order_by("type__order", "type__name", "purchase_year", "funding_source__name", "condition")
    )
    return [
        {
            "code": row["type__code"],
            "name": row["type__name"],
            "group": row["type__group"],
            "quantity": row["total"],
            "purchase_year": row["purchase_year"],
            "useful_life": lives.get((school.authority_id, row["type"]), row["type__useful_life"]),
            "funding_source": row["funding_source__name"] or "",
            "condition": row["condition"],
        }
        for row in rows
    ]


def replacement_by_year(
    *, user: User, schools: Iterable[School], first_year: int | None = None
) -> Replacement:
    """Ersatzbedarf of these schools together, ten years from `first_year` (default: this year); two queries.

    Each Träger's own useful lives count; a type is left out where nobody plans to replace it.
    """
    schools = list(schools)
    lives = UsefulLife.of({school.authority_id for school in schools})
    rows = (
        StockBatch.visible_to(user)
        .in_use()
        .filter(school__in=schools)
        .values_list(
            "school__authority",
            "type",
            "type__code",
            "type__name",
            "type__group",
            "type__useful_life",
            "type__order",
            "purchase_year",
        )
        .annotate(total=Sum("quantity"))
        .order_by("type__order", "type__name")
    )
    faces: dict[str, tuple[str, str]] = {}
    items = []
    for authority, type_, code, name, group, life, _order, year, total in rows:
        faces[code] = (name, group)
        items.append(lifecycle.Item(code, total, year, lives.get((authority, type_), life)))
    wave = lifecycle.replacement_wave(items, first_year=first_year or timezone.localdate().year)
    return Replacement(
        wave.years,
        [
            ReplacementRow(code, *faces[code], one.by_year, one.overdue, one.later, one.unknown)
            for code, one in wave.classes.items()
        ],
    )


def stock_of(*, user: User, school: School, group: str = "", state: str = "") -> Any:
    """The lines of a school's stock list; without `state` everything that is not retired."""
    found = StockBatch.visible_to(user).filter(school=school).select_related("type", "funding_source")
    found = found.filter(state=state) if state else found.exclude(state=StockBatch.State.RETIRED)
    return found.of_group(group) if group else found
