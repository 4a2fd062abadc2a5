"""What was ordered and invoiced for needs that stand in a budget table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING

from core.money import cents
from planning.spending import Spending, register
from procurement.models import Delivery, OrderLine
from procurement.models.orders import sums_of

if TYPE_CHECKING:
    from accounts.models import User


def spending(user: User, items: Collection[int]) -> dict[int, Spending]:
    """Gross, from orders that were not called off, and from what was invoiced and stays; two queries.

    A line that ended before all had come binds only what came of it.
    """
    lines = OrderLine.visible_to(user).filter(item__in=items).exclude(state=OrderLine.State.CANCELLED)
    came = Delivery.visible_to(user).filter(line__item__in=items, confirmed_at__isnull=False)
    spent: dict[int, Decimal] = defaultdict(Decimal)
    kept: dict[int, int] = defaultdict(int)
    for delivery in came.select_related("line"):
        spent[delivery.line.item_id] += delivery.amount or Decimal(0)
        kept[delivery.line_id] += delivery.kept
    return {
        line.item_id: Spending(_bound(line, kept[line.pk]), cents(spent[line.item_id]))
        for line in lines.order_by()
    }


def _bound(line: OrderLine, kept: int) -> Decimal:
    """What the line obliges to pay, in euro gross."""
    is_short = line.state == OrderLine.State.CLOSED
    return sums_of(line.price, kept, line.vat_rate)["gross"] if is_short else line.gross


def lend() -> None:
    register(spending)
