"""The stock of one school as its page shows it: one look over all lines, then the lines of the page alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.core.paginator import Page, Paginator
from django.db.models import Count, Sum

from equipment.models import EquipmentType, FundingSource, StockBatch
from equipment.models.stock import place_of
from equipment.querysets import AVAILABLE
from equipment.selectors.coverage import Coverage, coverage
from equipment.selectors.filters import StockFilter, stock_list

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

PER_PAGE = 50


class Pile(NamedTuple):
    """Lines of one type, state and funding source; the index `stock_piles` holds all that they are added up from."""

    type: int
    state: str
    fund: int | None
    lines: int
    pieces: int


class Line(NamedTuple):
    """What the page says of a batch; a model with all its columns takes longer to make than to show."""

    pk: int
    type: int
    fund: str | None
    building: str
    room: str
    quantity: int
    counted_on: date | None
    purchase_year: int | None
    invoice_number: str
    invoice_date: date | None
    price: Decimal | None
    condition: str
    state: str
    retired_reason: str

    @property
    def place(self) -> str:
        return place_of(self.building, self.room)


COLUMNS = ("pk", "type_id", "funding_source__name", *Line._fields[3:])


@dataclass(frozen=True, slots=True)
class TypeBlock:
    """The lines of one type on this page; `total` counts all pages."""

    type: EquipmentType
    lines: list[Line]
    total: int


@dataclass(frozen=True, slots=True)
class StockPage:
    """`funds` are the sources that any line of the school names, whatever is filtered.

    `undated` counts pieces without year of purchase, retired ones left out: no wave can hold them. `had_stock`: there
    is a line, if only a retired one.
    """

    blocks: list[TypeBlock]
    page: Page
    total: int
    funds: list[FundingSource]
    coverage: list[Coverage]
    undated: int
    had_stock: bool


def stock_page(*, user: User, school: School, chosen: StockFilter, number: str | None) -> StockPage:
    """As many queries for one line as for a million; a filter costs one more."""
    everything = _piles(StockBatch.visible_to(user).filter(school=school))
    types = {one.pk: one for one in _types(everything)}
    stock = stock_list(user=user, school=school, chosen=chosen)
    kept = [pile for pile in everything if pile.state != StockBatch.State.RETIRED]
    met = _piles(stock) if chosen.narrows else kept
    lines, pieces = Counter[int](), Counter[int]()
    for pile in met:
        lines[pile.type] += pile.lines
        pieces[pile.type] += pile.pieces
    page = Paginator(range(lines.total()), PER_PAGE).get_page(number)
    window = cast("range", page.object_list)
    return StockPage(
        _blocks(stock, {pk: lines[pk] for pk in types if pk in lines}, window, types, pieces),
        page,
        pieces.total(),
        list(FundingSource.objects.filter(pk__in={pile.fund for pile in everything if pile.fund})),
        coverage(school=school, devices=_devices(everything, types)),
        undated_pieces(StockBatch.visible_to(user).filter(school=school)),
        had_stock=bool(everything),
    )


def undated_pieces(stock: Any) -> int:
    """Pieces without year of purchase that are not retired; the index `stock_without_year` holds just these."""
    found = stock.filter(purchase_year__isnull=True).exclude(state=StockBatch.State.RETIRED).order_by()
    return int(found.aggregate(pieces=Sum("quantity", default=0))["pieces"])


def _piles(stock: Any) -> list[Pile]:
    columns = ("type_id", "state", "funding_source_id")
    told = stock.order_by().values_list(*columns).annotate(lines=Count("*"), pieces=Sum("quantity"))
    return list(map(Pile._make, told))


def _types(piles: list[Pile]) -> Any:
    """In the order of the list."""
    return EquipmentType.objects.filter(pk__in={pile.type for pile in piles}).order_by("order", "name", "pk")


def _devices(piles: list[Pile], types: dict[int, EquipmentType]) -> dict[str, int]:
    """Group -> pieces that count as available."""
    found: defaultdict[str, int] = defaultdict(int)
    for pile in piles:
        if pile.state in AVAILABLE:
            found[types[pile.type].group] += pile.pieces
    return found


def _blocks(
    stock: Any,
    lines: dict[int, int],
    window: range,
    types: dict[int, EquipmentType],
    pieces: Counter[int],
) -> list[TypeBlock]:
    """Only lines of types that stand on this page are looked at. `lines` are counts in the order of the list."""
    shown: list[int] = []
    first = before = 0
    for pk, count in lines.items():
        if before < window.stop and before + count > window.start:
            first = first if shown else before
            shown.append(pk)
        before += count
    told = stock.filter(type__in=shown).values_list(*COLUMNS)[window.start - first : window.stop - first]
    found = groupby(map(Line._make, told), key=attrgetter("type"))
    return [TypeBlock(types[pk], list(group), pieces[pk]) for pk, group in found]
