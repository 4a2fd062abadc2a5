"""What is missing against the standard: per school and type, with everything that the figure is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Sum
from django.utils import timezone

from equipment.models import EquipmentType, StockBatch, UsefulLife
from equipment.selectors import prices_on
from schools import framework
from schools.models import School, SchoolAuthority, SchoolYearFigures
from standards import reckoning
from standards.models import StandardException, StandardRule, StandardVersion

if TYPE_CHECKING:
    from accounts.models import User

SOUND = ("in_use", "stored")


@dataclass(frozen=True, slots=True)
class Counted:
    """A rule at one school: what it counted, and what that comes to; None where the number is missing."""

    rule: StandardRule
    basis: int | None
    pieces: int | None


@dataclass(frozen=True, slots=True)
class GapLine:
    """One type at one school. Money in euro net; None for readers without prices, and where the price is missing."""

    school: School
    type: EquipmentType
    target: int | None  # None: a number of the school is missing
    stock: int  # all that is not retired
    usable: int
    undated: int  # of the usable ones: without year of purchase
    price: Decimal | None
    counted: tuple[Counted, ...]
    exception: StandardException | None
    max_age: int | None
    figures: SchoolYearFigures | None
    stock_changed: datetime | None

    @property
    def missing(self) -> int | None:
        return None if self.target is None else max(self.target - self.usable, 0)

    @property
    def cost(self) -> Decimal | None:
        missing = self.missing
        return None if missing is None or self.price is None else self.price * missing


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over lines; what cannot be reckoned is counted apart."""

    target: int
    stock: int
    usable: int
    missing: int
    cost: Decimal
    unknown: int  # lines without a target
    unpriced: int  # missing pieces without a price


def summed(lines: Iterable[GapLine]) -> Totals:
    known = list(lines)
    reckoned = [line for line in known if line.target is not None]
    return Totals(
        target=sum(line.target or 0 for line in reckoned),
        stock=sum(line.stock for line in known),
        usable=sum(line.usable for line in known),
        missing=sum(line.missing or 0 for line in reckoned),
        cost=sum((line.cost for line in reckoned if line.cost is not None), Decimal("0.00")),
        unknown=len(known) - len(reckoned),
        unpriced=sum(line.missing or 0 for line in reckoned if line.price is None),
    )


@dataclass(frozen=True, slots=True)
class GapTable:
    """All lines of some schools; `version` None: nothing was adopted, then there are no lines."""

    version: StandardVersion | None
    lines: tuple[GapLine, ...]
    has_prices: bool

    @property
    def total(self) -> Totals:
        return summed(self.lines)

    def by_school(self) -> list[tuple[School, Totals]]:
        return [(lines[0].school, summed(lines)) for lines in _grouped(self.lines, "school").values()]

    def by_type(self) -> list[tuple[EquipmentType, Totals]]:
        found = sorted(_grouped(self.lines, "type").values(), key=lambda lines: _order(lines[0].type))
        return [(lines[0].type, summed(lines)) for lines in found]


def _grouped(lines: Iterable[GapLine], name: str) -> dict[int, list[GapLine]]:
    found: dict[int, list[GapLine]] = defaultdict(list)
    for line in lines:
        found[getattr(line, name).pk].append(line)
    return found


def _order(type_: EquipmentType) -> tuple[int, str]:
    return type_.order, type_.name


def version_in_force(*, user: User, authority: SchoolAuthority) -> StandardVersion | None:
    """The adopted version that counts today, for readers whom it binds."""
    found = StandardVersion.visible_to(user).filter(authority=authority)
    version: StandardVersion | None = found.filter(adopted_at__isnull=False, replaced_at__isnull=True).first()
    return version


def gap_of_school(*, user: User, school: School) -> GapTable:
    """The gap of one school against the version in force."""
    version = version_in_force(user=user, authority=school.authority)
    return gap_of(user=user, authority=school.authority, version=version, schools=[school.pk])


def gap_of(
    *,
    user: User,
    authority: SchoolAuthority,
    version: StandardVersion | None,
    schools: Iterable[int] | None = None,
) -> GapTable:
    """Every open school of the Träger (or these) against this version; eight queries, however many schools."""
    if version is None:
        return GapTable(None, (), has_prices=False)
    places = School.visible_to(user).filter(authority=authority).open()
    if schools is not None:
        places = School.visible_to(user).filter(authority=authority, pk__in=list(schools))
    found = list(places.select_related("municipality").prefetch_related("figures").order_by("name", "pk"))
    rules = list(version.rules.select_related("type"))
    exceptions = list(version.exceptions.select_related("type", "school"))
    source = _Source(
        lots=_lots(user, found),
        lives=UsefulLife.of([authority.pk]),
        prices={
            pk: entry.price
            for pk, entry in prices_on(user=user, authority=authority, day=timezone.localdate()).items()
        },
        year=timezone.localdate().year,
    )
    lines = [
        line
        for school in found
        for line in _lines(school, rules, [one for one in exceptions if one.school_id == school.pk], source)
    ]
    return GapTable(version, tuple(lines), has_prices=bool(source.prices))


@dataclass(frozen=True, slots=True)
class _Source:
    """What was read once for all schools."""

    lots: Mapping[tuple[int, int], list[tuple[reckoning.Lot, datetime]]]
    lives: Mapping[tuple[int, int], int | None]
    prices: Mapping[int, Decimal]
    year: int


def _lots(user: User, schools: list[School]) -> dict[tuple[int, int], list[tuple[reckoning.Lot, datetime]]]:
    """(school, type) -> alike pieces, retired ones left out; one query."""
    rows: Any = (
        StockBatch.visible_to(user)
        .filter(school__in=schools)
        .exclude(state=StockBatch.State.RETIRED)
        .order_by()
        .values_list("school_id", "type_id", "purchase_year", "state", "condition")
        .annotate(total=Sum("quantity"), newest=Max("changed_at"))
    )
    found: dict[tuple[int, int], list[tuple[reckoning.Lot, datetime]]] = defaultdict(list)
    for school, type_, year, state, condition, total, newest in rows:
        is_sound = state in SOUND and condition != StockBatch.Condition.POOR
        found[school, type_].append((reckoning.Lot(total, year, is_sound), newest))
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known of one school."""

    school: School
    figures: SchoolYearFigures | None
    basis: reckoning.Basis
    exceptions: Mapping[int, StandardException]


def _lines(
    school: School, rules: list[StandardRule], exceptions: list[StandardException], source: _Source
) -> list[GapLine]:
    figures = max(school.figures.all(), key=lambda one: one.school_year, default=None)
    place = _Place(school, figures, basis_of(school, figures), {one.type_id: one for one in exceptions})
    applying = [rule for rule in rules if reckoning.applies(plain(rule), school.school_type)]
    types = {rule.type_id: rule.type for rule in applying} | {one.type_id: one.type for one in exceptions}
    return [
        _line(place, type_, [rule for rule in applying if rule.type_id == type_.pk], source)
        for type_ in sorted(types.values(), key=_order)
    ]


def _line(place: _Place, type_: EquipmentType, rules: list[StandardRule], source: _Source) -> GapLine:
    exception = place.exceptions.get(type_.pk)
    ages = [rule.max_age for rule in rules if rule.max_age is not None]
    life = source.lives.get((place.school.authority_id, type_.pk), type_.useful_life)
    max_age = min(ages) if ages else life
    lots = source.lots.get((place.school.pk, type_.pk), [])
    usable = [lot for lot, _at in lots if reckoning.is_usable(lot, this_year=source.year, max_age=max_age)]
    wanted = reckoning.target([plain(rule) for rule in rules], place.basis)
    return GapLine(
        school=place.school,
        type=type_,
        target=exception.quantity if exception else wanted,
        stock=sum(lot.quantity for lot, _at in lots),
        usable=sum(lot.quantity for lot in usable),
        undated=sum(lot.quantity for lot in usable if lot.purchase_year is None),
        price=source.prices.get(type_.pk),
        counted=tuple(_counted(rule, place.basis) for rule in rules),
        exception=exception,
        max_age=max_age,
        figures=place.figures,
        stock_changed=max((at for _lot, at in lots), default=None),
    )


def _counted(rule: StandardRule, basis: reckoning.Basis) -> Counted:
    simple = plain(rule)
    number = reckoning.basis_of(simple, basis)
    return Counted(rule, number, None if number is None else reckoning.target_of(simple, number))


def plain(rule: StandardRule) -> reckoning.Rule:
    return reckoning.Rule(
        rule.quantity, rule.every, rule.per, tuple(rule.school_types), rule.year_from, rule.year_to
    )


def basis_of(school: School, figures: SchoolYearFigures | None) -> reckoning.Basis:
    """The newest figures of a school as the reckoning takes them."""
    span = framework.year_span(school.school_type)
    if figures is None:
        return reckoning.Basis(school.school_type, span=span)
    years = {int(year): (row["classes"], row["pupils"]) for year, row in figures.year_groups.items()}
    return reckoning.Basis(
        school.school_type,
        figures.pupils,
        figures.classes,
        figures.teachers,
        figures.teaching_rooms,
        years or None,
        span,
    )


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What one rule comes to at one school; None where a number is missing."""

    school: School
    basis: int | None
    pieces: int | None


def rule_preview(*, user: User, authority: SchoolAuthority, rule: StandardRule) -> list[PreviewRow]:
    """The rule alone, at every open school that it means; two queries. The rule need not be saved."""
    places = School.visible_to(user).filter(authority=authority).open().prefetch_related("figures")
    simple, found = plain(rule), []
    for school in places.order_by("name", "pk"):
        if reckoning.applies(simple, school.school_type):
            figures = max(school.figures.all(), key=lambda one: one.school_year, default=None)
            counted = _counted(rule, basis_of(school, figures))
            found.append(PreviewRow(school, counted.basis, counted.pieces))
    return found


def stock_behind(*, user: User, table: GapTable) -> dict[int, list[StockBatch]]:
    """Type pk -> the lines of the stock that the figures of one school are made of; one query."""
    schools = {line.school.pk for line in table.lines}
    types = {line.type.pk for line in table.lines}
    rows = (
        StockBatch.visible_to(user)
        .filter(school__in=schools, type__in=types)
        .exclude(state=StockBatch.State.RETIRED)
    )
    found: dict[int, list[StockBatch]] = defaultdict(list)
    for batch in rows.order_by("purchase_year", "building", "room", "pk"):
        found[batch.type_id].append(batch)
    return dict(found)  # a template asks for "items"
