"""What must be replaced in which year and what it costs. Pure arithmetic, no Django.

Every amount is pieces times the price of one piece, and that price is rounded to the cent once for each year.
So amounts add up whatever they are grouped by: the schools, the classes or the funds of a Träger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from core.money import PERCENT, cents

HORIZON = 10  # years shown, the first one included
PRICE_LIMIT = Decimal(800)  # euro net a piece: up to it an expense (konsumtiv), KomHVO NRW § 36 Abs. 3


class Line(NamedTuple):
    """Alike things: where they stand, what they are, what paid them, when they were bought."""

    school: int
    type: int
    fund: int | None
    year: int | None
    quantity: int


class Purchase(NamedTuple):
    """Pieces that come beside the stock, bought `at` years after the first; they follow no number of pupils."""

    school: int
    type: int
    at: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Kind:
    """What is planned with for a type: years (None: not planned), net euro a piece, and a year by kind of cost."""

    group: str
    life: int | None
    price: Decimal | None = None
    follow_up: Mapping[str, Decimal] = field(
        default_factory=dict
    )  # kind of cost -> euro; 0 is not the same as none


@dataclass(frozen=True, slots=True)
class Plan:
    """The assumptions. Rates in percent a year; shares in percent of a piece's price that a programme bears."""

    first_year: int
    kinds: Mapping[int, Kind]
    price_index: Decimal = Decimal(0)
    pupils: Decimal = Decimal(0)
    pupils_of: Mapping[int, Decimal] = field(default_factory=dict)  # school -> its own rate
    grows: frozenset[str] = frozenset()  # classes that grow with the number of pupils
    shares: Mapping[int, Decimal] = field(default_factory=dict)  # type -> share
    fund_shares: Mapping[int, Decimal] = field(
        default_factory=dict
    )  # source that paid the old piece -> share
    purchases: tuple[Purchase, ...] = ()
    limit: Decimal = PRICE_LIMIT
    again: bool = True  # what was replaced falls due again after its life
    horizon: int = HORIZON

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(range(self.first_year, self.first_year + self.horizon))

    @property
    def grows_anywhere(self) -> bool:
        return bool(self.pupils or any(self.pupils_of.values()))


@dataclass(slots=True)
class Cell:
    """One year of one row. Euro net; `unpriced` are pieces without a price, which are in no amount.

    `kept` is follow-up cost by kind, with a zero where zero was said and nothing where nothing was.
    """

    pieces: int = 0
    unpriced: int = 0
    expense: Decimal = Decimal(0)
    invest: Decimal = Decimal(0)
    funded: Decimal = Decimal(0)
    kept: dict[str, Decimal] = field(default_factory=dict)

    @property
    def follow_up(self) -> Decimal:
        return sum(self.kept.values(), Decimal(0))

    def keep(self, kind: str, amount: Decimal) -> None:
        self.kept[kind] = self.kept.get(kind, Decimal(0)) + amount

    @property
    def euro(self) -> Decimal:
        """Replacement alone, konsumtiv and investiv together."""
        return self.expense + self.invest

    def add(self, other: Cell) -> None:
        self.pieces += other.pieces
        self.unpriced += other.unpriced
        self.expense += other.expense
        self.invest += other.invest
        self.funded += other.funded
        for kind, amount in other.kept.items():
            self.keep(kind, amount)


@dataclass(slots=True)
class Row:
    """The years of one class, school, fund or type, and its pieces that stand in no year."""

    cells: list[Cell]
    overdue: int = 0  # due before the first year; counted in the first year too
    undated: int = 0  # year of purchase missing
    later: int = 0  # due after the last year
    unplanned: int = 0  # no useful life: nobody plans to replace them

    @property
    def total(self) -> Cell:
        found = Cell()
        for cell in self.cells:
            found.add(cell)
        return found


@dataclass(frozen=True, slots=True)
class Wave:
    """Rows by what they were grouped by."""

    years: tuple[int, ...]
    rows: dict[int | str | None, Row]

    @property
    def sums(self) -> Row:
        """All rows together; each of its cells is the sum of the cells above it."""
        found = Row([Cell() for _year in self.years])
        for row in self.rows.values():
            for cell, other in zip(found.cells, row.cells, strict=True):
                cell.add(other)
            found.overdue += row.overdue
            found.undated += row.undated
            found.later += row.later
            found.unplanned += row.unplanned
        return found


ALWAYS = -1  # instead of a year: the same in each
Due = tuple[int | str | None, int, int | None, int]  # row, type, fund, years from the first
Kept = tuple[int | str | None, int, int]  # row, type, years from the first or ALWAYS
By = Callable[[Line, Kind], int | str | None]
BY: dict[str, By] = {
    "group": lambda _line, kind: kind.group,
    "type": lambda line, _kind: line.type,
    "school": lambda line, _kind: line.school,
    "fund": lambda line, _kind: line.fund,
}


def reckon(lines: Iterable[Line], plan: Plan, *, by: str = "group") -> Wave:
    """The wave of these lines; lines of a type that the plan does not know are left out."""
    key_of, every = BY[by], range(plan.horizon)
    rows: defaultdict[int | str | None, Row] = defaultdict(lambda: Row([Cell() for _year in every]))
    due: defaultdict[Due, int] = defaultdict(int)
    kept: defaultdict[Kept, int] = defaultdict(int)
    growth, steps = _growth(plan), _Steps(plan)
    for line in lines:
        kind = plan.kinds.get(line.type)
        if kind is None:
            continue
        key = key_of(line, kind)
        row = rows[key]
        grown = growth(line, kind)
        for at in steps.of(line, kind, row):
            due[key, line.type, line.fund, at] += grown[at] if grown else line.quantity
        if not kind.follow_up:
            continue
        if grown:
            for at in every:
                kept[key, line.type, at] += grown[at]
        else:
            kept[key, line.type, ALWAYS] += line.quantity
    _buy(due, kept, plan, key_of)
    _price(rows, due, plan)
    _keep(rows, kept, plan)
    return Wave(plan.years, rows)


def without_schools(lines: Iterable[Line]) -> list[Line]:
    """The same pieces with fewer lines, for plans under which no school grows otherwise than another."""
    found: defaultdict[tuple[int, int | None, int | None], int] = defaultdict(int)
    for line in lines:
        found[line.type, line.fund, line.year] += line.quantity
    return [Line(0, *key, pieces) for key, pieces in found.items()]


def price_in(price: Decimal, at: int, index: Decimal) -> Decimal:
    """`price` after `at` years of `index` percent, compounding; in whole cents."""
    return cents(price * ((PERCENT + index) / PERCENT) ** at)


class _Steps:
    """In which of the years shown pieces fall due; what stands in no year is counted in its row."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.known: dict[tuple[int, int], range] = {}

    def of(self, line: Line, kind: Kind, row: Row) -> range:
        if kind.life is None:
            row.unplanned += line.quantity
            return range(0)
        if line.year is None:
            row.undated += line.quantity
            return range(0)
        found = self.known.get((line.year, kind.life))
        if found is None:
            found = self.known[line.year, kind.life] = self._steps(line.year, kind.life)
        if line.year + kind.life < self.plan.first_year:
            row.overdue += line.quantity
        if not found:
            row.later += line.quantity
        return found

    def _steps(self, bought: int, life: int) -> range:
        return self.since(max(bought + life - self.plan.first_year, 0), life)

    def since(self, first: int, life: int | None) -> range:
        """`first` and, where things are replaced again, each end of a life after it; years from the first one."""
        again = life if self.plan.again else None
        end = self.plan.horizon if again else min(first + 1, self.plan.horizon)
        return range(first, end, again or 1)


def _growth(plan: Plan) -> Callable[[Line, Kind], list[int] | None]:
    """Pieces of a line by year, whole ones, half a piece up; None where they stay. Grouping comes after rounding."""
    rates = {plan.pupils, *plan.pupils_of.values()} - {Decimal(0)}
    powers = {rate: [((PERCENT + rate) / PERCENT) ** at for at in range(plan.horizon)] for rate in rates}

    def grown(line: Line, kind: Kind) -> list[int] | None:
        if not powers or kind.group not in plan.grows:
            return None
        factors = powers.get(plan.pupils_of.get(line.school, plan.pupils))
        if factors is None:
            return None
        return [int((line.quantity * factor).to_integral_value(ROUND_HALF_UP)) for factor in factors]

    return grown


def _buy(due: defaultdict[Due, int], kept: defaultdict[Kept, int], plan: Plan, key_of: By) -> None:
    """What is bought beside the stock costs in its year, is kept from then on, and is replaced after its life."""
    steps = _Steps(plan)
    for bought in plan.purchases:
        kind = plan.kinds[bought.type]
        key = key_of(Line(bought.school, bought.type, None, None, bought.quantity), kind)
        for at in steps.since(bought.at, kind.life):
            due[key, bought.type, None, at] += bought.quantity
        for at in range(bought.at, plan.horizon) if kind.follow_up else ():
            kept[key, bought.type, at] += bought.quantity


def _price(
    rows: dict[int | str | None, Row],
    due: Mapping[Due, int],
    plan: Plan,
) -> None:
    units: dict[tuple[int, int], Decimal] = {}
    for (key, type_, fund, at), pieces in due.items():
        cell, price = rows[key].cells[at], plan.kinds[type_].price
        cell.pieces += pieces
        if price is None:
            cell.unpriced += pieces
            continue
        unit = units.get((type_, at))
        if unit is None:
            unit = units[type_, at] = price_in(price, at, plan.price_index)
        if unit > plan.limit:
            cell.invest += unit * pieces
        else:
            cell.expense += unit * pieces
        share = plan.shares.get(type_, plan.fund_shares.get(fund, Decimal(0)) if fund else Decimal(0))
        if share:
            cell.funded += cents(unit * share / PERCENT) * pieces


def _keep(rows: dict[int | str | None, Row], kept: Mapping[Kept, int], plan: Plan) -> None:
    """Follow-up cost of everything that stands there: what is replaced goes on costing."""
    units: dict[int, list[tuple[str, list[Decimal]]]] = {}
    for (key, type_, at), pieces in kept.items():
        if type_ not in units:
            units[type_] = [
                (kind, [price_in(cost, year, plan.price_index) for year in range(plan.horizon)])
                for kind, cost in plan.kinds[type_].follow_up.items()
            ]
        cells = rows[key].cells
        for kind, amounts in units[type_]:
            for year in range(plan.horizon) if at == ALWAYS else (at,):
                cells[year].keep(kind, amounts[year] * pieces)


# --- Zweckbindung: how long what a programme paid must be used for its purpose -------------------------------------


@dataclass(slots=True)
class Binding:
    """Pieces of one source whose binding ends in one year; `early` of them reach the end of their life before it."""

    fund: int
    year: int
    pieces: int = 0
    early: int = 0


def bindings(lines: Iterable[Line], plan: Plan, periods: Mapping[int, int]) -> list[Binding]:
    """Bindings that end in the first year shown or later, by year; `periods` are years from purchase by source."""
    found: dict[tuple[int, int], Binding] = {}
    for line in lines:
        if line.fund is None or line.year is None or line.fund not in periods:
            continue
        ends, kind = line.year + periods[line.fund], plan.kinds.get(line.type)
        if ends < plan.first_year:
            continue
        one = found.setdefault((ends, line.fund), Binding(line.fund, ends))
        one.pieces += line.quantity
        if kind and kind.life is not None and line.year + kind.life < ends:
            one.early += line.quantity
    return [found[key] for key in sorted(found)]
