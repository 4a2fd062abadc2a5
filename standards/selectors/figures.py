"""The figures of the gap as finished values: a line for a school and type, sums over lines, the whole table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from core.days import day_in_figures
from equipment.models import EquipmentType, PriceEntry
from schools.models import School, SchoolYearFigures
from standards.models import StandardException, StandardVersion
from standards.outside import Coming, coming_to, is_told
from standards.reckoning import Lot
from standards.selectors.counting import Counted

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class GapLine:
    """One type at one school. Money in euro net; prices are None for readers without them, and where one is missing."""

    school: School
    type: EquipmentType
    target: int | None  # None: a number of the school is missing
    stock: int  # all that is not retired
    usable: int
    undated: int  # of the usable ones: without year of purchase
    worn: tuple[Lot, ...]  # in use or in store, but too old or worn out
    entry: PriceEntry | None  # of the price list
    counted: tuple[Counted, ...]
    exception: StandardException | None
    max_age: int | None
    age_source: str  # who says `max_age`: "rule", "rules" (they differ, the strictest counts), "authority", "catalogue"
    figures: SchoolYearFigures | None
    stock_changed: datetime | None
    coming: tuple[Coming, ...] = ()  # what is on its way and not in the stock yet

    @property
    def price(self) -> Decimal | None:
        return self.entry.price if self.entry else None

    @property
    def missing(self) -> int | None:
        return None if self.target is None else max(self.target - self.usable, 0)

    @property
    def under_way(self) -> int:
        """Pieces on their way, of those that are missing: never more than these."""
        return min(self.missing or 0, sum(one.pieces for one in self.coming))

    @property
    def left(self) -> int | None:
        """Missing and not under way: what there is to ask for."""
        return None if self.missing is None else self.missing - self.under_way

    @property
    def lacking(self) -> tuple[str, ...]:
        """The numbers of the school that are missing for the target."""
        return () if self.target is not None else tuple(filter(None, (one.lacking for one in self.counted)))

    @property
    def coming_words(self) -> str:
        return ", ".join(one.words for one in self.coming)

    @property
    def cost(self) -> Decimal | None:
        """Of what is left to ask for; what is under way is paid elsewhere, so what comes wholly costs nothing here.

        None where it cannot be told.
        """
        left = self.left
        if left == 0:
            return Decimal("0.00")
        return None if left is None or self.price is None else self.price * left


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over lines; what cannot be reckoned is counted apart."""

    target: int
    stock: int
    usable: int
    missing: int
    under_way: int  # of the missing pieces
    left: int  # missing and not under way
    cost: Decimal  # of what is left
    unknown: int  # lines without a target
    unpriced: int  # pieces that are left and have no price
    is_known: bool = (
        True  # False: no line has a target, so target, missing, left and cost are no zeros but unknown
    )


def summed(lines: Iterable[GapLine]) -> Totals:
    """Stock and usable stock of all lines; target, missing and cost only of those that have a target."""
    known = list(lines)
    reckoned = [line for line in known if line.target is not None]
    return Totals(
        target=sum(line.target or 0 for line in reckoned),
        stock=sum(line.stock for line in known),
        usable=sum(line.usable for line in known),
        missing=sum(line.missing or 0 for line in reckoned),
        under_way=sum(line.under_way for line in reckoned),
        left=sum(line.left or 0 for line in reckoned),
        cost=sum((line.cost for line in reckoned if line.cost is not None), Decimal("0.00")),
        unknown=len(known) - len(reckoned),
        unpriced=sum(line.left or 0 for line in reckoned if line.price is None),
        is_known=bool(reckoned) or not known,
    )


@dataclass(frozen=True, slots=True)
class GapTable:
    """All lines of some schools; `version` None: nothing was adopted, then there are no lines."""

    version: StandardVersion | None
    lines: tuple[GapLine, ...]
    has_prices: bool
    tells_coming: bool = False  # whether the lines know what is on its way, so that what is left can be told
    year: int | None = None  # a year to come whose usable stock counts; None: that of today

    @property
    def total(self) -> Totals:
        return summed(self.lines)

    def with_coming(self, *, user: User) -> GapTable:
        """The same lines, each with what is on its way; without it for a `user` who may not read all of it."""
        schools = {line.school.pk: line.school for line in self.lines}
        if not is_told(schools.values(), user=user):
            return self
        known = coming_to(set(schools), user=user)
        lines = (replace(line, coming=known.get((line.school.pk, line.type.pk), ())) for line in self.lines)
        return replace(self, lines=tuple(lines), tells_coming=True)

    @property
    def reckoned_with(self) -> str:
        """Which day or year the usable stock is that of; it stands on every page with these figures."""
        if self.year is not None:
            return _("Reckoned with what is still usable in %(year)s.") % {"year": self.year}
        words = {"day": day_in_figures(timezone.localdate())}
        return _("Reckoned with what is usable on %(day)s.") % words

    def by_school(self) -> list[tuple[School, Totals]]:
        return [(lines[0].school, summed(lines)) for lines in _grouped(self.lines, "school").values()]

    def lacking(self) -> list[tuple[School, str]]:
        """School by school the numbers that are missing, each named once."""
        named = [
            (lines[0].school, dict.fromkeys(word for line in lines for word in line.lacking))
            for lines in _grouped(self.lines, "school").values()
        ]
        return [(school, ", ".join(words)) for school, words in named if words]

    def by_type(self) -> list[tuple[EquipmentType, Totals]]:
        found = sorted(_grouped(self.lines, "type").values(), key=lambda lines: order_of(lines[0].type))
        return [(lines[0].type, summed(lines)) for lines in found]


@dataclass(frozen=True, slots=True)
class Change:
    """One type under two standards; None where a standard says nothing about it."""

    type: EquipmentType
    before: Totals | None
    after: Totals | None


def compared(before: GapTable, after: GapTable) -> list[Change]:
    """What another standard would change, type by type, in the order of the catalogue."""
    old = {type_.pk: (type_, totals) for type_, totals in before.by_type()}
    new = {type_.pk: (type_, totals) for type_, totals in after.by_type()}
    types = sorted({pk: type_ for pk, (type_, _totals) in (old | new).items()}.values(), key=order_of)
    return [
        Change(one, old[one.pk][1] if one.pk in old else None, new[one.pk][1] if one.pk in new else None)
        for one in types
    ]


def _grouped(lines: Iterable[GapLine], name: str) -> dict[int, list[GapLine]]:
    found: dict[int, list[GapLine]] = defaultdict(list)
    for line in lines:
        found[getattr(line, name).pk].append(line)
    return found


def order_of(type_: EquipmentType) -> tuple[int, str]:
    """Sorts types as the catalogue does."""
    return type_.order, type_.name
