"""Orders as the offices see them, and what of them a school waits for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.templatetags.ui import Tone
from equipment.models import PriceEntry
from needs.models import NeedItem
from needs.states import State
from planning.models import Budget, BudgetLine
from planning.selectors.budgets import decided_lines
from procurement.models import Delivery, Invoice, Order, OrderLine
from procurement.reckoning import Rest, rest_of

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School, SchoolAuthority

REST_YEARS = 2  # planning years back whose needs are still offered with their rest
LIVE = ~Q(lines__state=OrderLine.State.CANCELLED)
TONES: dict[str, Tone] = {
    OrderLine.State.OPEN: "info",
    OrderLine.State.COMPLETE: "success",
    OrderLine.State.CLOSED: "warning",
    OrderLine.State.CANCELLED: "neutral",
}


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order of the list; `pieces` and `gross` (euro) without lines that were called off."""

    order: Order
    schools: int
    pieces: int
    arrived: int
    gross: Decimal
    live: int
    unfinished: int

    @property
    def state(self) -> str:
        if not self.live:
            return _("called off")
        if not self.unfinished:
            return _("complete")
        return _("partly delivered") if self.arrived else _("ordered")

    @property
    def tone(self) -> Tone:
        if not self.live:
            return "neutral"
        return "info" if self.unfinished else "success"


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line with its deliveries, oldest first."""

    line: OrderLine
    deliveries: list[Delivery]

    @property
    def arrived(self) -> int:
        return sum(one.kept for one in self.deliveries)

    @property
    def announced(self) -> list[Delivery]:
        """Deliveries that wait for the school's word."""
        return [one for one in self.deliveries if not one.is_confirmed]

    @property
    def confirmed(self) -> list[Delivery]:
        return [one for one in self.deliveries if one.is_confirmed]

    @property
    def rest(self) -> int:
        return self.line.quantity - self.arrived

    @property
    def unannounced(self) -> int:
        """Pieces of the rest that nobody has announced."""
        return self.rest - sum(one.announced or 0 for one in self.announced)

    @property
    def is_open(self) -> bool:
        return bool(self.line.state == OrderLine.State.OPEN)

    @property
    def state(self) -> str:
        if self.is_open and self.arrived:
            return _("partly delivered")
        return str(self.line.get_state_display())

    @property
    def tone(self) -> Tone:
        return TONES[self.line.state]


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order with all that came of it; sums in euro, without lines that were called off."""

    order: Order
    rows: list[LineRow]
    invoices: list[Invoice]

    @property
    def live(self) -> list[LineRow]:
        return [row for row in self.rows if row.line.state != OrderLine.State.CANCELLED]

    @property
    def net(self) -> Decimal:
        return sum((row.line.net for row in self.live), Decimal(0))

    @property
    def vat(self) -> Decimal:
        return sum((row.line.vat for row in self.live), Decimal(0))

    @property
    def gross(self) -> Decimal:
        return sum((row.line.gross for row in self.live), Decimal(0))

    @property
    def invoiced(self) -> Decimal:
        amounts = (one.amount for row in self.rows for one in row.deliveries)
        return sum((amount for amount in amounts if amount is not None), Decimal(0))

    @property
    def uninvoiced(self) -> int:
        """Confirmed deliveries without an invoice."""
        return sum(one.is_confirmed and one.invoice_id is None for row in self.rows for one in row.deliveries)

    @property
    def may_be_cancelled(self) -> bool:
        return any(row.is_open and not row.deliveries for row in self.rows)


def order_rows(*, user: User, authority: SchoolAuthority) -> list[OrderRow]:
    """Two queries, for any number of orders."""
    counted = (
        Order.visible_to(user)
        .filter(authority=authority)
        .select_related("fund")
        .annotate(
            schools=Count("lines__school", distinct=True, filter=LIVE),
            pieces=Sum("lines__quantity", filter=LIVE, default=0),
            gross=Sum("lines__gross", filter=LIVE, default=Decimal(0)),
            live=Count("lines", filter=LIVE),
            unfinished=Count("lines", filter=Q(lines__state=OrderLine.State.OPEN)),
        )
    )
    came = Delivery.visible_to(user).filter(line__order__authority=authority).order_by()
    arrived = dict(
        came.values_list("line__order").annotate(kept=Sum("good", default=0) + Sum("broken", default=0))
    )
    names = ("schools", "pieces", "gross", "live", "unfinished")
    return [
        OrderRow(order=one, arrived=arrived.get(one.pk, 0), **{name: getattr(one, name) for name in names})
        for one in counted
    ]


def next_number(*, user: User, authority: SchoolAuthority) -> str:
    """A number to propose: the year and one more than its highest, such as 2027-015."""
    year = timezone.localdate().year
    own = Order.visible_to(user).filter(authority=authority, number__startswith=f"{year}-").order_by()
    found = (re.fullmatch(r"\d{4}-(\d{1,6})", number) for number in own.values_list("number", flat=True))
    return f"{year}-{max((int(one[1]) for one in found if one), default=0) + 1:03d}"


def waiting_items(*, user: User, authority: SchoolAuthority) -> list[NeedItem]:
    """Budgeted needs that nobody has ordered, by type and school."""
    items = NeedItem.visible_to(user).filter(
        need_list__school__authority=authority, need_list__sent_at__isnull=False, state=State.BUDGETED
    )
    related = items.select_related("type", "need_list__school")
    return list(related.order_by("type__order", "need_list__school__name", "priority", "pk"))


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A need that nobody has ordered; `approved` in euro gross, None where no council has decided on it."""

    item: NeedItem
    approved: Decimal | None


def waiting_rows(*, user: User, authority: SchoolAuthority) -> list[WaitingRow]:
    """One query more than `waiting_items`."""
    items = waiting_items(user=user, authority=authority)
    lines = decided_lines([one.pk for one in items], user=user)
    return [WaitingRow(one, lines[one.pk].approved if one.pk in lines else None) for one in items]


@dataclass(frozen=True, slots=True)
class RestRow:
    """A need of which a part is ordered, and what of it can be ordered still."""

    item: NeedItem
    rest: Rest


def rest_rows(*, user: User, authority: SchoolAuthority) -> list[RestRow]:
    """Ordered needs with a rest that the approved money reaches for at the price of their last order; three queries."""
    since = timezone.localdate().year - REST_YEARS
    items = NeedItem.visible_to(user).filter(
        need_list__school__authority=authority,
        need_list__year__gte=since,
        state__in=(State.ORDERED, State.DELIVERED, State.IN_OPERATION),
    )
    found = list(
        items.exclude(order_number="")
        .select_related("type", "need_list__school")
        .order_by("type__order", "need_list__school__name", "priority", "pk")
    )
    rests, last = _rests(found, user)
    return [
        RestRow(one, rests[one.pk])
        for one in found
        if one.pk in last and rests[one.pk].reach(last[one.pk].price, last[one.pk].vat_rate)
    ]


def _rests(items: list[NeedItem], user: User) -> tuple[dict[int, Rest], dict[int, OrderLine]]:
    """By need: its rest, and the newest line that stands."""
    keys = [one.pk for one in items]
    lines: dict[int, list[Any]] = {pk: [] for pk in keys}
    for line in OrderLine.visible_to(user).filter(item__in=keys).order_by("pk").with_kept():
        lines[line.item_id].append(line)
    approved = {pk: line.approved for pk, line in decided_lines(keys, user=user).items()}
    rests = {one.pk: rest_of(one.quantity, lines[one.pk], approved.get(one.pk)) for one in items}
    live = {
        pk: [line for line in own if line.state != OrderLine.State.CANCELLED] for pk, own in lines.items()
    }
    return rests, {pk: own[-1] for pk, own in live.items() if own}


def free_rest(line: BudgetLine, *, user: User) -> Rest:
    """What of a free budget line is not ordered: money alone, it names no pieces; one query."""
    lines = OrderLine.visible_to(user).filter(budget_line=line).order_by().with_kept()
    return rest_of(0, lines, line.approved or Decimal(0))


@dataclass(frozen=True, slots=True)
class FreeRow:
    """A free budget line whose money is not all bound by orders; whether the price list knows it does not matter."""

    line: BudgetLine
    rest: Rest


def _approved_free_lines(user: User, authorities: Iterable[SchoolAuthority]) -> Any:
    return BudgetLine.visible_to(user).filter(
        budget__authority__in=authorities,
        budget__state=Budget.State.DECIDED,
        budget__year__gte=timezone.localdate().year - REST_YEARS,
        item__isnull=True,
        approved__gt=0,
    )


def free_rows(*, user: User, authority: SchoolAuthority) -> list[FreeRow]:
    """Approved free lines with money left, the newest budget first; two queries."""
    approved = _approved_free_lines(user, [authority]).select_related("budget")
    found = list(approved.order_by("-budget__year", "added_at", "pk"))
    ordered: dict[int, list[Any]] = {line.pk: [] for line in found}
    for line in OrderLine.visible_to(user).filter(budget_line__in=found).order_by().with_kept():
        ordered[line.budget_line_id].append(line)
    rows = [FreeRow(line, rest_of(0, ordered[line.pk], line.approved)) for line in found]
    return [row for row in rows if row.rest.money]


def untouched_free_lines(*, user: User, authorities: Iterable[SchoolAuthority]) -> dict[int, int]:
    """Pk of a Träger -> its approved free lines of which nothing is ordered; a small rest asks nobody. One query."""
    live = (
        OrderLine.visible_to(user).filter(budget_line__isnull=False).exclude(state=OrderLine.State.CANCELLED)
    )
    untouched = _approved_free_lines(user, authorities).exclude(pk__in=live.order_by().values("budget_line"))
    return dict(untouched.order_by().values_list("budget__authority").annotate(lines=Count("pk")))


def supplier_offers(
    *, user: User, authority: SchoolAuthority, day: date
) -> dict[str, dict[int, list[PriceEntry]]]:
    """Supplier -> type pk -> what it offers on the day, the cheapest first; one query."""
    valid = PriceEntry.visible_to(user).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day), authority=authority, valid_from__lte=day
    )
    found: dict[str, dict[int, list[PriceEntry]]] = {}
    for entry in valid.select_related("type").order_by("supplier", "price", "-valid_from", "pk"):
        found.setdefault(entry.supplier, {}).setdefault(entry.type_id, []).append(entry)
    return found


def order_page(*, user: User, order: Order) -> OrderPage:
    """Three queries, for any number of lines and deliveries."""
    lines = (
        OrderLine.visible_to(user)
        .filter(order=order)
        .select_related("school", "type", "item__need_list", "budget_line", "above_by")
    )
    invoices = Invoice.visible_to(user).filter(order=order)
    return OrderPage(order, _with_deliveries(lines, user), list(invoices))


def school_lines(*, user: User, school: School) -> list[LineRow]:
    """What the school is to count first, then what it waits for, then what it got; two queries."""
    lines = (
        OrderLine.visible_to(user).filter(school=school).select_related("order", "type", "item__need_list")
    )
    rows = _with_deliveries(lines.order_by("-order__ordered_on", "type__order", "pk"), user)
    return sorted(rows, key=lambda row: (not row.announced, not row.is_open))


def _with_deliveries(lines: Iterable[OrderLine], user: User) -> list[LineRow]:
    rows = [LineRow(line, []) for line in lines]
    by_line = {row.line.pk: row for row in rows}
    deliveries: Any = Delivery.visible_to(user).filter(line__in=list(by_line))
    for one in deliveries.select_related("invoice").order_by("delivered_on", "pk"):
        row = by_line[one.line_id]
        one.line = row.line  # read already, with school and product
        row.deliveries.append(one)
    return rows
