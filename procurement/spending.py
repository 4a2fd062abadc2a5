"""What was ordered and invoiced for needs that stand in a budget table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum

from core.money import cents
from planning.spending import Spending, register
from procurement.models import Delivery, OrderLine

if TYPE_CHECKING:
    from accounts.models import User


def spending(user: User, items: Collection[int]) -> dict[int, Spending]:
    """Gross, from orders that were not called off, and from what was invoiced and stays; two queries."""
    lines = OrderLine.visible_to(user).filter(item__in=items).exclude(state=OrderLine.State.CANCELLED)
    ordered = dict(lines.order_by().values_list("item_id").annotate(total=Sum("gross")))
    came = Delivery.visible_to(user).filter(
        line__item__in=items, price__isnull=False, confirmed_at__isnull=False
    )
    spent: dict[int, Decimal] = defaultdict(Decimal)
    for delivery in came.select_related("line"):
        spent[delivery.line.item_id] += delivery.amount or Decimal(0)
    nothing = Decimal(0)
    return {
        item: Spending(cents(ordered.get(item, nothing)), cents(spent[item])) for item in {*ordered, *spent}
    }


def lend() -> None:
    register(spending)
