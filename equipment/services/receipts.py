"""Stock that comes from deliveries: added to the line that says the same, or a line of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from core.audit import plain, record
from core.parsing import one_line
from equipment.models import StockBatch
from equipment.services.inventory import lock_stock

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

TEXTS = ("building", "room", "invoice_number")
FREE = ("building", "room")  # compared without case, as the database does
KEPT = ("type", "building", "room", "purchase_year", "funding_source", "condition", "state")


@transaction.atomic
def take_in(school: School, *, quantity: int, values: dict[str, Any], actor: User | None) -> StockBatch:
    """`quantity` pieces into the stock. `values` names every column by which lines of the stock differ.

    Raises nothing for a line that exists: the pieces are added to it.
    """
    lock_stock(school.pk)
    clean = values | {name: one_line(values[name]) for name in TEXTS}
    return _add(school, quantity, clean, actor)


@transaction.atomic
def note_invoice(
    batch: StockBatch, *, quantity: int, values: dict[str, Any], actor: User | None
) -> StockBatch:
    """Say which invoice `quantity` pieces of the line belong to (`invoice_number`, `invoice_date`, `price`).

    What the school did with the line since stays: place, condition and state are read from it as it is now. Of a
    line that holds more pieces only these get the invoice; a retired line is left alone.
    """
    lock_stock(batch.school_id)
    stored = StockBatch.unscoped.select_related("school", "type", "funding_source").get(pk=batch.pk)
    clean = values | {"invoice_number": one_line(values["invoice_number"])}
    same = all(getattr(stored, name) == value for name, value in clean.items())
    if stored.state == StockBatch.State.RETIRED or same:
        return stored
    moved = min(quantity, stored.quantity)
    whole = {name: getattr(stored, name) for name in KEPT} | clean
    if moved == stored.quantity and _twin(stored.school, whole) is None:
        changes = {name: [plain(getattr(stored, name)), plain(value)] for name, value in clean.items()}
        return _change(stored, clean, "equipment.stock_changed", changes, actor)
    made = _add(stored.school, moved, whole, actor)
    _take_out(stored, moved, actor)
    return made


def _add(school: School, quantity: int, values: dict[str, Any], actor: User | None) -> StockBatch:
    twin = _twin(school, values)
    if twin is None:
        batch = StockBatch(school=school, quantity=quantity, **values)
        batch.save(force_insert=True)
        place = {name: [None, values.get(name, "")] for name in ("building", "room")}
        record(actor, "equipment.stock_created", batch, {"quantity": [None, quantity], **place})
        return batch
    more = twin.quantity + quantity
    changes = {"quantity": [twin.quantity, more]}
    return _change(twin, {"quantity": more}, "equipment.stock_changed", changes, actor)


def _twin(school: School, values: dict[str, Any]) -> StockBatch | None:
    """The line of the stock that these pieces would repeat, by the columns of its constraint."""
    same: dict[str, Any] = {f"{name}__iexact": values[name] for name in FREE}
    for name in sorted(values.keys() - {*FREE, "quantity", "serials"}):
        value = values[name]
        same |= {f"{name}__isnull": True} if value is None else {name: value}
    return StockBatch.unscoped.filter(school=school, **same).first()


def _take_out(batch: StockBatch, quantity: int, actor: User | None) -> None:
    """Pieces that stand in another line from now on; a line that would be empty goes."""
    if batch.quantity <= quantity:
        record(actor, "equipment.stock_moved", batch, {"quantity": [batch.quantity, 0]})
        batch.delete()
        return
    left = batch.quantity - quantity
    changes = {"quantity": [batch.quantity, left]}
    _change(batch, {"quantity": left}, "equipment.stock_changed", changes, actor)


def _change(
    batch: StockBatch, values: dict[str, Any], verb: str, changes: dict[str, Any], actor: User | None
) -> StockBatch:
    for name, value in values.items():
        setattr(batch, name, value)
    batch.version += 1
    batch.changed_at = timezone.now()
    batch.save(update_fields=[*values, "version", "changed_at"])
    record(actor, verb, batch, changes)
    return batch
