"""A delivered need becomes a line of the stock, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import DomainError
from equipment.models import StockBatch
from equipment.services.stock import create_stock
from needs.models import NeedItem

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def take_into_stock(
    item: NeedItem, *, values: dict[str, Any], submission_id: UUID, actor: User
) -> StockBatch:
    """Record what was delivered and link it. The same submission sent again answers with the same line.

    Raises DomainError before delivery, and when the item stands in the stock already.
    """
    lists = NeedItem.unscoped.select_related("need_list__school", "batch")
    stored = lists.select_for_update(of=("self",)).get(pk=item.pk)
    if stored.batch and stored.batch.submission_id == submission_id:
        return stored.batch
    if stored.order_number:
        words = {"number": stored.order_number}
        raise DomainError(_("This need stands in order %(number)s: confirm its delivery there.") % words)
    if stored.batch:
        raise DomainError(_("This need stands in the stock already."))
    if not stored.is_delivered:
        raise DomainError(_("Only what was delivered can be taken into the stock."))
    batch = create_stock(stored.school, values=values, submission_id=submission_id, actor=actor)
    stored.batch = batch
    stored.save(update_fields=["batch"])
    record(actor, "needs.item_stocked", stored, {"batch": [None, batch.pk]})
    return batch
