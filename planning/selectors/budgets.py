"""The budget table as page and file show it, and what can still be put into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from core.money import cents, gross
from equipment.models import PriceEntry
from equipment.models.prices import VAT_RATE
from equipment.selectors import prices_on
from needs.checks import suggested_accounting
from needs.models import NeedItem, PlanningRound
from needs.states import State
from planning.models import Budget, BudgetLine
from planning.outside import Spending, free_spending_on, spending_on
from planning.selectors.rankings import Line, ranking_picture

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority

OPEN = (Budget.State.DRAFT, Budget.State.REQUESTED)
NOTHING = Spending()


@dataclass(frozen=True, slots=True)
class Row:
    """A line with what became of its money."""

    line: BudgetLine
    spending: Spending

    @property
    def school(self) -> str:
        return str(self.line.item.need_list.school) if self.line.item else ""

    @property
    def is_orderable(self) -> bool:
        """A free line with money left; what a need asks for is ordered with the needs of other schools."""
        return self.line.item_id is None and self.spending.ordered < (self.line.approved or 0)

    @property
    def is_ordered_above(self) -> bool:
        return self._is_above(self.spending.ordered)

    @property
    def reasons_above(self) -> tuple[str, ...]:
        """Why more was ordered; where orders were called off since, there is nothing to explain any more."""
        return self.spending.reasons if self.is_ordered_above else ()

    @property
    def is_spent_above(self) -> bool:
        return self._is_above(self.spending.spent)

    def _is_above(self, amount: Decimal) -> bool:
        return self.line.approved is not None and amount - self.line.approved > self.spending.rounding


@dataclass(frozen=True, slots=True)
class Sums:
    """Euro; `approved`, `ordered` and `spent` gross. The sums of exactly the lines that are shown."""

    lines: int = 0
    net: Decimal = Decimal(0)
    vat: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)
    approved: Decimal = Decimal(0)
    ordered: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Sums:
        found = cls()
        for row in rows:
            line, spending = row.line, row.spending
            found = cls(
                found.lines + 1,
                found.net + line.net,
                found.vat + line.vat,
                found.gross + line.gross,
                found.approved + (line.approved or Decimal(0)),
                found.ordered + spending.ordered,
                found.spent + spending.spent,
            )
        return found


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one side of the books, or of one school."""

    title: str
    rows: list[Row]

    @property
    def sums(self) -> Sums:
        return Sums.of(self.rows)


@dataclass(frozen=True, slots=True)
class BudgetPicture:
    budget: Budget
    rows: list[Row]

    @property
    def sums(self) -> Sums:
        return Sums.of(self.rows)

    @property
    def blocks(self) -> list[Block]:
        sides = ((side.label, side.value) for side in NeedItem.Accounting)
        found = [
            Block(str(label), [row for row in self.rows if row.line.accounting == value])
            for label, value in sides
        ]
        return [block for block in found if block.rows]

    @property
    def schools(self) -> list[Block]:
        """By name; what belongs to no school stands at the end."""
        names = sorted({row.school for row in self.rows}, key=lambda name: (not name, name))
        return [
            Block(name or _("for no single school"), [row for row in self.rows if row.school == name])
            for name in names
        ]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ranked need that can be put into the table; without a price it cannot. `running` is gross, down to here."""

    line: Line
    net: Decimal | None
    vat_rate: Decimal
    accounting: str
    from_list: bool  # the price comes from the price list, the school named none
    running: Decimal

    @property
    def item(self) -> NeedItem:
        return self.line.item

    @property
    def gross(self) -> Decimal | None:
        return None if self.net is None else gross(self.net, self.vat_rate)

    @property
    def text(self) -> str:
        return f"{self.item}, {self.item.need_list.school}"[:200]


def budget_of(*, user: User, authority: SchoolAuthority, year: int) -> Budget:
    """The table of a fiscal year, or an unsaved one."""
    known = Budget.visible_to(user).filter(authority=authority, year=year).first()
    return known or Budget(authority=authority, year=year)


def budget_picture(*, user: User, authority: SchoolAuthority, year: int) -> BudgetPicture:
    """Two queries, and those of the spending, for any number of lines."""
    budget = budget_of(user=user, authority=authority, year=year)
    if not budget.pk:
        return BudgetPicture(budget, [])
    lines = list(
        BudgetLine.visible_to(user)
        .filter(budget=budget)
        .select_related("item__type", "item__need_list__school")
    )
    spending = spending_on([line.item_id for line in lines if line.item_id], user=user)
    free = free_spending_on([line.pk for line in lines if not line.item_id], user=user)

    def told(line: BudgetLine) -> Spending:
        return spending.get(line.item_id, NOTHING) if line.item_id else free.get(line.pk, NOTHING)

    return BudgetPicture(budget, [Row(line, told(line)) for line in lines])


def decided_lines(items: Collection[int], *, user: User) -> dict[int, BudgetLine]:
    """Need -> its line in the newest table that the council has decided; one query."""
    lines = BudgetLine.visible_to(user).filter(item__in=items, budget__state=Budget.State.DECIDED)
    return {line.item_id: line for line in lines.order_by("budget__year", "pk")}


def candidates(*, user: User, authority: SchoolAuthority, year: int) -> list[Candidate]:
    """Recognised needs of the ranking before this fiscal year, in their order, that stand in no open table yet."""
    planning_year = year - 1
    picture = ranking_picture(user=user, authority=authority, year=planning_year)
    taken = BudgetLine.visible_to(user).filter(
        budget__authority=authority, budget__state__in=OPEN, item__isnull=False
    )
    used = set(taken.values_list("item_id", flat=True))
    entries = prices_on(user=user, authority=authority, day=timezone.localdate())
    limit = PlanningRound.of(authority.pk, planning_year).price_limit
    found, running = [], Decimal(0)
    for line in picture.lines:
        if line.item.state == State.RECOGNISED and line.pk not in used:
            one = _candidate(line, entries.get(line.item.type_id), limit, running)
            running = one.running
            found.append(one)
    return found


def _candidate(line: Line, entry: PriceEntry | None, limit: Decimal, running: Decimal) -> Candidate:
    item = line.item
    from_list = item.price is None and entry is not None
    price = entry.price if item.price is None and entry else item.price
    net = cents(price * item.quantity) if price else None  # a price of nothing asks for no money
    rate = entry.vat_rate if entry else VAT_RATE
    accounting = item.accounting or suggested_accounting(price, limit)
    amount = gross(net, rate) if net is not None else Decimal(0)
    return Candidate(line, net, rate, accounting, from_list, running + amount)
