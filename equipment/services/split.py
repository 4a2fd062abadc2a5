"""Part of a stock line as a line of its own: 15 tablets, of which five stand in another room from now on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.audit import record
from core.errors import DomainError, require_seen
from core.parsing import one_line
from equipment.merging import columns, key_of
from equipment.models import StockBatch
from equipment.services.chosen import MOST
from equipment.services.inventory import lock_stock
from equipment.services.stock import changed_since, tidy
from equipment.words import split_serials

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def split_stock(
    batch: StockBatch,
    *,
    quantity: int,
    values: dict[str, Any],
    serials: Sequence[str] = (),
    version: int,
    actor: User | None,
) -> StockBatch:
    """Take `quantity` pieces out of a line; `values` (building, room, state, condition) say where they are now.

    The part joins an equal line of the school where there is one. `serials` go with it, the others stay; the price
    is that of a piece and stays the same in both. Raises Conflict after somebody else's change, DomainError when
    the numbers do not fit or nothing would differ.
    """
    lock_stock(batch.school_id)
    source = StockBatch.unscoped.select_related("school", "type", "funding_source").get(pk=batch.pk)
    require_seen(source.version, version, changed=changed_since())
    values = tidy(values)
    staying = _staying(source, quantity, serials)
    part = _part(source, quantity, values, serials)
    twin = _twin(source, part)
    _reduce(source, quantity, staying)
    told = {"quantity": [source.quantity + quantity, source.quantity], "part": [None, quantity]}
    goal = {"place": [None, part.place], "state": [None, part.state], "condition": [None, part.condition]}
    record(actor, "equipment.stock_split", source, told | goal)
    if twin:
        return _join(twin, part, source, actor)
    part.save(force_insert=True)
    changes = {"pieces": [None, quantity], "from": [None, source.place or _("no fixed place")]}
    record(actor, "equipment.stock_split_off", part, changes)
    return part


def _staying(source: StockBatch, quantity: int, serials: Sequence[str]) -> list[str]:
    """The serial numbers that stay; a number belongs to exactly one of the two parts."""
    if source.state == StockBatch.State.RETIRED:
        raise DomainError(_("This line is retired and can no longer be changed."))
    if not 1 <= quantity < source.quantity:
        raise DomainError(
            _("The part needs at least one piece and fewer than the %(count)d of the line.")
            % {"count": source.quantity}
        )
    known = split_serials(source.serials)
    if not set(serials) <= set(known):
        raise DomainError(_("A serial number of the part is not one of this line."))
    if len(set(serials)) > quantity:
        raise DomainError(_("There are more serial numbers than pieces."))
    staying = [one for one in known if one not in serials]
    too_many = len(staying) - (source.quantity - quantity)
    if too_many > 0:
        raise DomainError(
            ngettext(
                "Choose %(count)d more serial number that goes with the part.",
                "Choose %(count)d more serial numbers that go with the part.",
                too_many,
            )
            % {"count": too_many}
        )
    return staying


def _part(source: StockBatch, quantity: int, values: dict[str, Any], serials: Sequence[str]) -> StockBatch:
    kept = {
        field.attname: getattr(source, field.attname)
        for field in StockBatch._meta.concrete_fields
        if field.attname not in {"id", "submission_id", "version", "changed_at"}
    }
    part = StockBatch(**(kept | columns(values) | {"quantity": quantity, "serials": "\n".join(serials)}))
    if part.state == StockBatch.State.RETIRED:
        part.retired_reason = one_line(part.retired_reason)[:200]
        if not part.retired_reason:
            raise DomainError(_("Name the reason, such as “broken” or “lease ended”."))
    elif key_of(part, {}) == key_of(source, {}):
        raise DomainError(_("Say what is different about the part: place, status or condition."))
    return part


def _twin(source: StockBatch, part: StockBatch) -> StockBatch | None:
    if part.state == StockBatch.State.RETIRED:
        return None
    alike = StockBatch.unscoped.filter(
        school=source.school_id, type=part.type_id, room__iexact=part.room, state=part.state
    )
    return next((one for one in alike if one.pk != source.pk and key_of(one, {}) == key_of(part, {})), None)


def _reduce(source: StockBatch, quantity: int, staying: list[str]) -> None:
    source.quantity -= quantity
    source.serials = "\n".join(staying)
    source.version += 1
    source.changed_at = timezone.now()
    source.save(update_fields=["quantity", "serials", "version", "changed_at"])


def _join(twin: StockBatch, part: StockBatch, source: StockBatch, actor: User | None) -> StockBatch:
    before = twin.quantity
    twin.quantity += part.quantity
    if twin.quantity > MOST:
        raise DomainError(_("A line would hold more than 100,000 pieces. Nothing was changed."))
    twin.serials = "\n".join(split_serials(f"{twin.serials}\n{part.serials}"))
    twin.version += 1
    twin.changed_at = timezone.now()
    twin.save(update_fields=["quantity", "serials", "version", "changed_at"])
    changes = {
        "quantity": [before, twin.quantity],
        "pieces": [None, part.quantity],
        "from": [None, source.place or _("no fixed place")],
    }
    record(actor, "equipment.stock_merged", twin, changes)
    return twin
