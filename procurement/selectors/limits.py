"""Which limits grants pass as their ledgers stand, whether or not somebody has said why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from procurement.checks import Breach, Charge, standing_breaches
from procurement.models import Allocation, Grant, GrantCategory

if TYPE_CHECKING:
    from accounts.models import User

CHARGE_RELATED = ("delivery__school", "delivery__invoice", "delivery__line__order__fund")


def charge_of(row: Allocation) -> Charge:
    """`row` comes with CHARGE_RELATED."""
    delivery = row.delivery
    return Charge(
        category_id=row.category_id,
        school_id=delivery.school_id,
        school=str(delivery.school),
        school_type=delivery.school.school_type,
        invoiced_on=delivery.invoice.date if delivery.invoice else None,
        funded=row.funded,
        fund=delivery.line.order.fund,
        reason=row.reason,
        pk=row.pk,
    )


def breaches_of(grants: Collection[Grant], *, user: User) -> dict[int, list[Breach]]:
    """Grant -> the limits that it passes; two queries for any number of grants, which come with their programmes."""
    if not grants:
        return {}
    charges: dict[int, list[Charge]] = defaultdict(list)
    rows = Allocation.visible_to(user).filter(grant__in=grants).select_related(*CHARGE_RELATED)
    for row in rows.order_by("pk"):
        charges[row.grant_id].append(charge_of(row))
    categories: dict[int, list[GrantCategory]] = defaultdict(list)
    for category in GrantCategory.visible_to(user).filter(grant__in=grants):
        categories[category.grant_id].append(category)
    return {one.pk: standing_breaches(one, categories[one.pk], charges[one.pk]) for one in grants}
