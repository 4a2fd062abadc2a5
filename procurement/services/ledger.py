"""The ledger of a grant: deliveries are charged to it whole, once, and never over a cap without a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import Conflict, DomainError
from core.money import require_plausible
from procurement.checks import Charge, broken_caps, parts_of
from procurement.models import Allocation, Delivery, Grant, GrantCategory
from procurement.selectors.limits import CHARGE_RELATED, charge_of

if TYPE_CHECKING:
    from decimal import Decimal

    from accounts.models import User


@transaction.atomic
def charge(
    grant: Grant,
    chosen: Iterable[tuple[Delivery, int]],
    *,
    category: GrantCategory | None,
    reason: str,
    actor: User,
) -> list[Allocation]:
    """Charge all of `chosen` (a delivery and the version that was read), or none of them.

    Raises Conflict when a delivery was changed or charged in between. Raises DomainError for a delivery without
    invoice, without a known own share, and for every cap that would be broken while no `reason` is given. A reason is
    kept whether or not a cap asks for it.
    """
    held = Grant.unscoped.select_for_update(of=("self",)).select_related("programme").get(pk=grant.pk)
    if held.own_share is None:
        raise DomainError(_("Enter the own share of the grant first, 0 if there is none."))
    rows = [
        _new(held, _as_read(one, version, held.authority_id), category)
        for one, version in sorted(chosen, key=lambda pair: pair[0].pk)
    ]
    if not rows:
        raise DomainError(_("Choose at least one delivery."))
    why = reason.strip()
    told = broken_caps(held, category, charges_of(held), [charge_of(row) for row in rows])
    if told and not why:
        ask = _("Give a reason if it is to be charged all the same.")
        raise DomainError(" ".join([*told, ask]))
    for row in rows:
        row.reason, row.by = why, actor
        row.save(force_insert=True)
        record(actor, "procurement.delivery_charged", row, {"amount": [None, str(row.amount)]})
    return rows


@transaction.atomic
def discharge(allocation: Allocation, *, actor: User) -> None:
    """Take a delivery out of the ledger; the trail keeps it. Twice changes nothing."""
    Grant.unscoped.select_for_update(of=("self",)).get(pk=allocation.grant_id)
    stored = Allocation.unscoped.select_related("delivery__line").filter(pk=allocation.pk).first()
    if stored is None:
        return
    record(actor, "procurement.delivery_discharged", stored, {"amount": [str(stored.amount), None]})
    stored.delete()


def charges_of(grant: Grant) -> list[Charge]:
    """What stands in the ledger already; the caller holds the grant."""
    rows = Allocation.unscoped.filter(grant=grant).select_related(*CHARGE_RELATED)
    return [charge_of(row) for row in rows.order_by("pk")]


def _as_read(delivery: Delivery, version: int, authority_id: int) -> Delivery:
    related = ("line__order__fund", "school", "invoice")
    stored = Delivery.unscoped.select_for_update(of=("self",)).select_related(*related).get(pk=delivery.pk)
    is_charged = Allocation.unscoped.filter(delivery=stored).exists()
    if stored.version != version or is_charged or stored.line.order.authority_id != authority_id:
        raise Conflict(_("Somebody else has changed or charged one of these deliveries. Nothing was saved."))
    return stored


def _new(grant: Grant, delivery: Delivery, category: GrantCategory | None) -> Allocation:
    amount: Decimal | None = delivery.amount
    if amount is None or grant.own_share is None:
        raise DomainError(_("Only deliveries that are confirmed and invoiced can be charged."))
    require_plausible(amount, what=delivery)
    funded, own = parts_of(amount, grant.own_share)
    return Allocation(
        grant=grant, category=category, delivery=delivery, amount=amount, funded=funded, own=own
    )
