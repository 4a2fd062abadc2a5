"""What is missing against the standard, per school and type: reading it from stock, figures, prices and lives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Sum, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from equipment.models import EquipmentType, PriceEntry, StockBatch, UsefulLife
from equipment.selectors import prices_on
from schools.models import School, SchoolAuthority, SchoolYearFigures
from schools.models.register import school_year_begin
from standards import reckoning
from standards.models import StandardException, StandardRule, StandardVersion
from standards.selectors.counting import basis_of, counted, newest_figures, plain
from standards.selectors.figures import GapLine, GapTable, order_of
from standards.selectors.standing import standing

if TYPE_CHECKING:
    from accounts.models import User

SOUND = ("in_use", "stored")
ROWS_SHOWN = 100  # lines of the stock under one figure; the list of the stock has them all


def gap_of_school(*, user: User, school: School, year: int | None = None) -> GapTable:
    """The gap of one school, as `gap_in_force` reckons it."""
    return gap_in_force(user=user, authority=school.authority, schools=[school.pk], year=year)


def gap_in_force(
    *, user: User, authority: SchoolAuthority, schools: Iterable[int], year: int | None = None
) -> GapTable:
    """The gap of these schools as it is today, or will be in the planning year against the version that counts then.

    That is the one in force when the school year begins that begins in `year`; where it has begun, today's. All pages
    about the same planning year read it here. Each line knows what is on its way.
    """
    today = timezone.localdate()
    day = max(today, school_year_begin(year)) if year else today
    version = standing(user=user, authority=authority, on=day).in_force
    ahead = max(year, today.year) if year else None
    table = gap_of(user=user, authority=authority, version=version, schools=schools, year=ahead)
    return table.with_coming(user=user)


def gap_of(
    *,
    user: User,
    authority: SchoolAuthority,
    version: StandardVersion | None,
    schools: Iterable[int] | None = None,
    year: int | None = None,
) -> GapTable:
    """Every open school of the Träger (or these) against this version; eight queries, however many schools.

    What is usable in `year` counts; without one, what is usable today.
    """
    this_year = timezone.localdate().year
    ahead = year if year and year > this_year else None
    if version is None:
        return GapTable(None, (), has_prices=False, year=ahead)
    source = source_of(user=user, authority=authority, schools=schools, year=year)
    rules = list(version.rules.select_related("type"))
    exceptions = list(version.exceptions.select_related("type", "school"))
    lines = lines_of(source, rules, exceptions)
    return GapTable(version, lines, has_prices=bool(source.prices), year=ahead)


@dataclass(frozen=True, slots=True)
class Source:
    """What was read once for all schools: any standard is reckoned from it without another query."""

    schools: list[School]
    lots: Mapping[tuple[int, int], list[tuple[reckoning.Lot, datetime]]]
    lives: Mapping[tuple[int, int], int | None]
    prices: Mapping[int, PriceEntry]
    year: int


def source_of(
    *, user: User, authority: SchoolAuthority, schools: Iterable[int] | None = None, year: int | None = None
) -> Source:
    """Of every open school of the Träger, or of these; six queries."""
    places = School.visible_to(user).filter(authority=authority).open()
    if schools is not None:
        places = School.visible_to(user).filter(authority=authority, pk__in=list(schools))
    found = list(places.select_related("municipality").prefetch_related("figures").order_by("name", "pk"))
    return Source(
        schools=found,
        lots=_lots(user, found),
        lives=UsefulLife.of([authority.pk]),
        prices=prices_on(user=user, authority=authority, day=timezone.localdate()),
        year=year or timezone.localdate().year,
    )


def lines_of(
    source: Source, rules: list[StandardRule], exceptions: list[StandardException]
) -> tuple[GapLine, ...]:
    """These rules and exceptions at every school that was read, school by school; no query. They need not be saved."""
    return tuple(
        line
        for school in source.schools
        for line in _lines(school, rules, [one for one in exceptions if one.school_id == school.pk], source)
    )


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
        is_there = state in SOUND
        is_sound = is_there and condition != StockBatch.Condition.POOR
        found[school, type_].append((reckoning.Lot(total, year, is_sound, is_there), newest))
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known of one school."""

    school: School
    figures: SchoolYearFigures | None
    basis: reckoning.Basis
    exceptions: Mapping[int, StandardException]


def _lines(
    school: School, rules: list[StandardRule], exceptions: list[StandardException], source: Source
) -> list[GapLine]:
    figures = newest_figures(school)
    place = _Place(school, figures, basis_of(school, figures), {one.type_id: one for one in exceptions})
    applying = [rule for rule in rules if reckoning.applies(plain(rule), school.school_type)]
    types = {rule.type_id: rule.type for rule in applying} | {one.type_id: one.type for one in exceptions}
    return [
        _line(place, type_, [rule for rule in applying if rule.type_id == type_.pk], source)
        for type_ in sorted(types.values(), key=order_of)
    ]


def _line(place: _Place, type_: EquipmentType, rules: list[StandardRule], source: Source) -> GapLine:
    exception = place.exceptions.get(type_.pk)
    max_age, age_source = _age_that_counts(place.school.authority_id, type_, rules, source)
    lots = source.lots.get((place.school.pk, type_.pk), [])
    usable: list[reckoning.Lot] = []
    others: list[reckoning.Lot] = []
    for lot, _at in lots:
        is_usable = reckoning.is_usable(lot, this_year=source.year, max_age=max_age)
        (usable if is_usable else others).append(lot)
    wanted = reckoning.target([plain(rule) for rule in rules], place.basis)
    return GapLine(
        school=place.school,
        type=type_,
        target=exception.quantity if exception else wanted,
        stock=sum(lot.quantity for lot, _at in lots),
        usable=sum(lot.quantity for lot in usable),
        undated=sum(lot.quantity for lot in usable if lot.purchase_year is None),
        worn=tuple(lot for lot in others if lot.is_there),
        entry=source.prices.get(type_.pk),
        counted=tuple(counted(rule, place.basis) for rule in rules),
        exception=exception,
        max_age=max_age,
        age_source=age_source,
        figures=place.figures,
        stock_changed=max((at for _lot, at in lots), default=None),
    )


def _age_that_counts(
    authority_id: int, type_: EquipmentType, rules: list[StandardRule], source: Source
) -> tuple[int | None, str]:
    """The strictest age that a rule names, or else the useful life; and who says so."""
    ages = {rule.max_age for rule in rules if rule.max_age is not None}
    if ages:
        return min(ages), "rule" if len(ages) == 1 else "rules"
    own = (authority_id, type_.pk)
    if own in source.lives:
        return source.lives[own], "authority"
    return type_.useful_life, "catalogue"


@dataclass(frozen=True, slots=True)
class StockRow:
    """A line of the stock, and why it does not count as usable: "state", "condition", "age"; empty: it counts."""

    batch: StockBatch
    unusable: str


@dataclass(slots=True)
class StockRows:
    """The first `ROWS_SHOWN` lines of one type, the oldest first, and how many more there are."""

    shown: list[StockRow] = field(default_factory=list)
    more: int = 0


def stock_behind(*, user: User, table: GapTable) -> dict[int, StockRows]:
    """Type pk -> the lines of the stock that the figures of one school are made of; one query."""
    schools = {line.school.pk for line in table.lines}
    ages = {line.type.pk: line.max_age for line in table.lines}
    rows = (
        StockBatch.visible_to(user)
        .filter(school__in=schools, type__in=ages)
        .exclude(state=StockBatch.State.RETIRED)
    )
    order = ("purchase_year", "building", "room", "pk")
    numbered = rows.annotate(
        turn=Window(RowNumber(), partition_by="type_id", order_by=order),
        together=Window(Count("pk"), partition_by="type_id"),
    )
    found: dict[int, StockRows] = defaultdict(StockRows)
    for batch in numbered.filter(turn__lte=ROWS_SHOWN).order_by(*order):
        lines = found[batch.type_id]
        lines.shown.append(StockRow(batch, _reason_against(batch, ages[batch.type_id])))
        lines.more = batch.together - len(lines.shown)
    return dict(found)  # a template asks for "items"


def _reason_against(batch: StockBatch, max_age: int | None) -> str:
    if batch.state not in SOUND:
        return "state"
    if batch.condition == StockBatch.Condition.POOR:
        return "condition"
    lot = reckoning.Lot(batch.quantity, batch.purchase_year, is_sound=True)
    return "" if reckoning.is_usable(lot, this_year=timezone.localdate().year, max_age=max_age) else "age"
