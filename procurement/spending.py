"""What was ordered and invoiced for the lines of a budget table: by need, and for free lines by the line itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING

from core.money import cents
from planning.outside import FREE_SPENDING, SPENDING, Spending
from procurement.models import Delivery, OrderLine
from procurement.reckoning import bound_money, rounding

if TYPE_CHECKING:
    from accounts.models import User


def spending(user: User, items: Collection[int]) -> dict[int, Spending]:
    return _spending(user, "item", items)


def free_spending(user: User, lines: Collection[int]) -> dict[int, Spending]:
    return _spending(user, "budget_line", lines)


def _spending(user: User, name: str, keys: Collection[int]) -> dict[int, Spending]:
    """Gross, from orders that were not called off, and from what was invoiced and stays; two queries.

    A line that ended before all had come binds only what came of it.
    """
    own = OrderLine.visible_to(user).filter(**{f"{name}__in": keys})
    lines = own.exclude(state=OrderLine.State.CANCELLED)
    came = Delivery.visible_to(user).filter(**{f"line__{name}__in": keys}, confirmed_at__isnull=False)
    spent: dict[int, Decimal] = defaultdict(Decimal)
    kept: dict[int, int] = defaultdict(int)
    for delivery in came.select_related("line"):
        spent[getattr(delivery.line, f"{name}_id")] += delivery.amount or Decimal(0)
        kept[delivery.line_id] += delivery.kept
    bound: dict[int, list[Decimal]] = defaultdict(list)
    reasons: dict[int, list[str]] = defaultdict(list)
    for line in lines.order_by("pk"):
        key = getattr(line, f"{name}_id")
        bound[key].append(bound_money(line, kept[line.pk]))
        if line.above_reason:
            reasons[key].append(line.above_reason)
    return {
        key: Spending(sum(own, Decimal(0)), cents(spent[key]), tuple(reasons[key]), rounding(len(own)))
        for key, own in bound.items()
    }


def lend() -> None:
    SPENDING.fill(spending)
    FREE_SPENDING.fill(free_spending)
