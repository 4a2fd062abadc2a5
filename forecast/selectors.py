"""What a Träger's stock, prices and assumptions say about the years to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.number_tables import NumberRow
from equipment.models import EquipmentType, FundingSource, StockBatch, UsefulLife
from equipment.selectors import prices_on
from forecast import outside
from forecast.models import BindingPeriod, FollowUpCost, Scenario
from forecast.reckoning import Binding, Kind, Line, Plan, Row, Wave, bindings, reckon, without_schools
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Municipality, SchoolAuthority

GROWS = frozenset({EquipmentType.Group.PUPIL_DEVICE.value})  # classes that follow the number of pupils


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is planned with, and the names of what the plan calls by its key."""

    plan: Plan
    types: Mapping[int, EquipmentType]
    funds: Mapping[int, str]
    periods: Mapping[int, int]  # source -> years of its Zweckbindung
    limit_year: int | None = None  # of the planning round whose limit the plan takes for all its years


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which part of the stock: all of it where a field is empty."""

    school: str = ""  # its number
    group: str = ""
    fund: int | None = None


def assumptions(
    *, user: User, authority: SchoolAuthority, first_year: int | None = None, **rates: Any
) -> Assumptions:
    """Lives, prices of today and follow-up cost of this Träger, as far as `user` may read them; eight queries.

    `rates` are further fields of Plan. A school reads no prices: its plan has none.
    """
    today = timezone.localdate()
    types = {one.pk: one for one in EquipmentType.objects.all()}
    lives = {type_: years for (_pk, type_), years in UsefulLife.of([authority.pk]).items()}
    prices = prices_on(user=user, authority=authority, day=today)
    costs = FollowUpCost.visible_to(user).filter(authority=authority)
    periods = BindingPeriod.visible_to(user).filter(authority=authority)
    follow_up: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    for row in costs:
        follow_up[row.type_id][row.kind] = row.amount
    kinds = {
        pk: Kind(
            one.group,
            lives.get(pk, one.useful_life),
            prices[pk].price if pk in prices else None,
            follow_up.get(pk, {}),
        )
        for pk, one in types.items()
    }
    limit = outside.limit_of(authority.pk)
    plan = Plan(first_year or today.year, kinds, grows=GROWS, limit=limit.euro, **rates)
    funds = dict(FundingSource.objects.values_list("pk", "name"))
    spans = {row.source_id: row.years for row in periods}
    return Assumptions(plan, types, funds, spans, limit.year)


def lines_of(*, user: User, schools: Any, chosen: Chosen = Chosen(), by_school: bool = True) -> list[Line]:
    """The stock in use of these schools (a queryset), summed over rooms; one query.

    Without `by_school` summed over schools, too, as `without_schools` does it.
    """
    found = StockBatch.visible_to(user).in_use().filter(school__in=schools).order_by()
    if chosen.school:
        found = found.filter(school__school_number=chosen.school)
    if chosen.group:
        found = found.of_group(chosen.group)
    if chosen.fund:
        found = found.filter(funding_source=chosen.fund)
    columns = ("type_id", "funding_source_id", "purchase_year")
    if by_school:
        rows = found.values_list("school_id", *columns).annotate(pieces=Sum("quantity"))
        return list(map(Line._make, rows))
    return [Line(0, *row) for row in found.values_list(*columns).annotate(pieces=Sum("quantity"))]


def schools_of(*, user: User, authority: SchoolAuthority) -> Any:
    """Schools of the Träger that are in operation: whose stock is planned with."""
    return School.visible_to(user).filter(authority=authority).open().order_by("name", "school_number")


@dataclass(frozen=True, slots=True)
class Picture:
    """A wave in the words of its readers. `rows` pair a label with its years, in the order shown."""

    assumed: Assumptions
    rows: list[tuple[str, Row]]
    groups: dict[str, Row]  # by class, for the chart
    sums: Row
    unpriced: list[tuple[str, int]]  # type, pieces due in the years shown that have no price
    undated: list[tuple[str, int]]
    unplanned: list[tuple[str, int]]
    told_costs: list[tuple[str, int]]  # kind of follow-up cost, types of the rows for which it was entered
    all_types: int
    bindings: list[Binding]

    @property
    def years(self) -> tuple[int, ...]:
        return self.assumed.plan.years


def picture(
    lines: list[Line], assumed: Assumptions, *, by: str = "group", names: Mapping[int, str] | None = None
) -> Picture:
    """Everything that a page, a table for download and a report say. `names` are those of schools, by key."""
    plan = assumed.plan
    fewer = lines if plan.grows_anywhere else without_schools(lines)
    of_types = reckon(fewer, plan, by="type")
    groups = _by_class(of_types, assumed)
    sums = of_types.sums
    if by in {"school", "fund"}:
        wave = reckon(lines if by == "school" else fewer, plan, by=by)
        unknown = {None: _("unknown")}
        labels: Mapping[Any, Any] = (names or {}) if by == "school" else {**assumed.funds, **unknown}
        rows = sorted(
            ((str(labels.get(key, "")), row) for key, row in wave.rows.items()), key=lambda row: row[0]
        )
    elif by == "type":
        rows = [(str(one), of_types.rows[pk]) for pk, one in assumed.types.items() if pk in of_types.rows]
    else:
        rows = [(str(EquipmentType.Group(group).label), row) for group, row in groups.items()]

    def told(count: Any) -> list[tuple[str, int]]:
        found = [
            (str(one), count(of_types.rows[pk])) for pk, one in assumed.types.items() if pk in of_types.rows
        ]
        return [(name, pieces) for name, pieces in found if pieces]

    return Picture(
        assumed,
        [(label, row) for label, row in rows if _says(row)],
        groups,
        sums,
        unpriced=told(lambda row: row.total.unpriced),
        undated=told(lambda row: row.undated),
        unplanned=told(lambda row: row.unplanned),
        told_costs=_told_costs([plan.kinds[_key(pk)] for pk in of_types.rows]),
        all_types=len(of_types.rows),
        bindings=bindings(fewer, plan, assumed.periods),
    )


def _told_costs(kinds: list[Kind]) -> list[tuple[str, int]]:
    """A sum that nobody parted is told only where there is one: it is no gap."""
    counted = [(one, sum(one.value in kind.follow_up for kind in kinds)) for one in FollowUpCost.Kind]
    return [(str(one.label), n) for one, n in counted if n or one != FollowUpCost.Kind.UNDIVIDED]


def _by_class(wave: Wave, assumed: Assumptions) -> dict[str, Row]:
    """Types together by class, in the order of the classes."""
    found: dict[str, Row] = {}
    for group in EquipmentType.Group.values:
        rows = {pk: row for pk, row in wave.rows.items() if assumed.plan.kinds[_key(pk)].group == group}
        if rows:
            found[group] = Wave(wave.years, rows).sums
    return found


def _key(pk: int | str | None) -> int:
    assert isinstance(pk, int)  # noqa: S101 - the wave was grouped by type
    return pk


def _says(row: Row) -> bool:
    total = row.total
    return bool(total.pieces or total.follow_up or row.undated or row.later)


@dataclass(frozen=True, slots=True)
class DueIn:
    """What the start page says about a year, as the forecast's page does: `overdue` are among `pieces`.

    `euro` is net, replacement alone, and leaves out pieces without a price.
    """

    year: int
    pieces: int
    euro: Decimal
    unpriced: int
    overdue: int = 0


def due_soon(lines: list[Line], plan: Plan) -> list[DueIn]:
    """This year, with which `plan` begins, and the next one; a year in which nothing is due is left out."""
    sums = reckon(lines, plan).sums
    years = zip(plan.years[:2], sums.cells[:2], (sums.overdue, 0), strict=True)
    return [
        DueIn(year, cell.pieces, cell.euro, cell.unpriced, overdue)
        for year, cell, overdue in years
        if cell.pieces
    ]


# --- assumptions as rows of a form ---------------------------------------------------------------------------------


def follow_up_rows(*, user: User, authority: SchoolAuthority) -> list[NumberRow]:
    """Every type of the catalogue with each kind of its yearly cost a piece, by class; two queries."""
    own = FollowUpCost.visible_to(user).filter(authority=authority)
    amounts = {(row.type_id, row.kind): row.amount for row in own}
    order = EquipmentType.Group.values.index
    types = sorted(EquipmentType.objects.active(), key=lambda one: (order(one.group), one.order, one.name))
    return [
        NumberRow(
            f"{one.pk}-{kind.value}",
            str(kind.label).capitalize(),
            "",
            one.name,
            amounts.get((one.pk, kind.value)),
        )
        for one in types
        for kind in FollowUpCost.Kind
    ]


def binding_rows(*, user: User, authority: SchoolAuthority) -> list[NumberRow]:
    """Every source with the years of its Zweckbindung; two queries."""
    own = BindingPeriod.visible_to(user).filter(authority=authority)
    years = {row.source_id: row.years for row in own}
    title = _("Funding sources")
    return [NumberRow(one.pk, one.name, "", title, years.get(one.pk)) for one in FundingSource.objects.all()]


def shown_scenarios(*, user: User, municipality: Municipality) -> list[Scenario]:
    """Scenarios that a Träger with schools in the municipality shows at its table; one query."""
    here = School.visible_to(user).filter(municipality=municipality).values("authority_id")
    found = Scenario.visible_to(user).filter(shown_at__isnull=False, authority__in=here)
    return list(found.select_related("authority"))
