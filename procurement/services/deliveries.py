"""Deliveries: told by the office or by the school, confirmed at the school, turned into stock exactly once.

A line without a type, such as a service, becomes no stock; it is confirmed and invoiced like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.audit import record
from core.days import require_not_before, require_past
from core.errors import Conflict, DomainError, require_seen, still_there
from core.marks import made_before
from core.parsing import one_line
from equipment.models import StockBatch
from equipment.services import receipts
from needs.services import orders as needs
from procurement.models import Allocation, Delivery, Invoice, Order, OrderLine
from procurement.services.orders import hold, require_open, settle

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Bill:
    """What an invoice says about one delivery; `price` is gross, of a piece."""

    number: str
    date: date
    price: Decimal


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody at the school has counted, and where it stands."""

    delivered_on: date
    good: int
    broken: int
    wrong: int
    building: str
    room: str
    note: str


@transaction.atomic
def announce(
    line: OrderLine,
    *,
    quantity: int,
    delivered_on: date,
    bill: Bill | None,
    submission_id: UUID,
    actor: User,
) -> Delivery:
    """The office records what was sent to the school, which is asked to confirm it.

    The same submission sent again answers with the same delivery. Raises DomainError for more than is still open, and
    for days that cannot be.
    """
    order = hold(line.order)
    if known := made_before(Delivery.unscoped, submission_id, line_id=line.pk):
        return known
    stored = OrderLine.unscoped.select_related("order", "school").get(pk=line.pk)
    require_open(stored)
    _check_day(order, delivered_on)
    remedy = _("If more came, raise the ordered quantity first, or have the surplus go back.")
    _require_room(stored, quantity, but_for=None, remedy=remedy, field="quantity")
    delivery = Delivery(
        line=stored,
        school=stored.school,
        announced=quantity,
        delivered_on=delivered_on,
        submission_id=submission_id,
    )
    if bill:
        delivery.invoice, delivery.price = _invoice_of(order, bill, asked_for=None), bill.price
    delivery.save(force_insert=True)
    record(actor, "procurement.delivery_announced", delivery, {"quantity": [None, quantity]})
    return delivery


@transaction.atomic
def withdraw(delivery: Delivery, *, version: int, actor: User) -> None:
    """Take back an announcement that was a mistake. Raises DomainError once the school has confirmed it."""
    hold(delivery.line.order)
    stored = _as_read(delivery, version)
    if stored.is_confirmed:
        raise DomainError(_("The school has confirmed this delivery already."))
    record(actor, "procurement.delivery_withdrawn", stored, {"quantity": [stored.announced, None]})
    stored.delete()


@transaction.atomic
def confirm(delivery: Delivery, *, receipt: Receipt, version: int, actor: User) -> Delivery:
    """The school has counted an announced delivery: what stays becomes stock.

    Raises Conflict when it was confirmed or changed in between, and DomainError for more than was ordered or a
    day that cannot be.
    """
    hold(delivery.line.order)
    stored = _as_read(delivery, version)
    if stored.is_confirmed:
        raise Conflict(_("Somebody else has confirmed this delivery since you opened it."))
    return _receive(stored, stored.line, receipt, actor)


@transaction.atomic
def receive(line: OrderLine, *, receipt: Receipt, submission_id: UUID, actor: User) -> Delivery:
    """Something came that nobody had announced. The same submission sent again answers with the same delivery."""
    hold(line.order)
    if known := made_before(Delivery.unscoped, submission_id, line_id=line.pk):
        return known
    stored = OrderLine.unscoped.select_related("order__fund", "school", "type").get(pk=line.pk)
    require_open(stored)
    delivery = Delivery(line=stored, school=stored.school, submission_id=submission_id)
    return _receive(delivery, stored, receipt, actor)


def _receive(delivery: Delivery, line: OrderLine, receipt: Receipt, actor: User) -> Delivery:
    kept = receipt.good + receipt.broken
    _check_receipt(delivery, line, receipt, kept)
    delivery.delivered_on = receipt.delivered_on
    delivery.good, delivery.broken, delivery.wrong = receipt.good, receipt.broken, receipt.wrong
    delivery.building, delivery.room = one_line(receipt.building), one_line(receipt.room)
    delivery.note = one_line(receipt.note)
    delivery.confirmed_at, delivery.confirmed_by = timezone.now(), actor
    delivery.version += 1
    delivery.batch = _stock(delivery, line, receipt.good, StockBatch.State.IN_USE, actor)
    delivery.broken_batch = _stock(delivery, line, receipt.broken, StockBatch.State.BROKEN, actor)
    delivery.save()
    first = delivery.batch or delivery.broken_batch
    if first and line.item_id:
        needs.note_stock(line.item_id, first)
    counted = {"good": [0, receipt.good], "broken": [0, receipt.broken], "wrong": [0, receipt.wrong]}
    record(actor, "procurement.delivery_confirmed", delivery, counted)
    settle(line, actor=actor)
    return delivery


def _check_receipt(delivery: Delivery, line: OrderLine, receipt: Receipt, kept: int) -> None:
    if not kept + receipt.wrong:
        raise DomainError(_("Say how many pieces came."))
    _check_day(line.order, receipt.delivered_on)
    short = delivery.announced is not None and kept < delivery.announced
    if (receipt.broken or receipt.wrong or short) and not receipt.note.strip():
        raise DomainError(_("Fewer, broken or wrong pieces: say in a note what is the matter."))
    remedy = _(
        "If more came, ask the school authority to raise the ordered quantity, or send the surplus back."
    )
    _require_room(line, kept, but_for=delivery.pk, remedy=remedy, field="good")


def _check_day(order: Order, day: date) -> None:
    require_past(day, field="delivered_on")
    told = _("The delivery cannot lie before the order of %(day)s.")
    require_not_before(day, _ordered_on(order), told, field="delivered_on")


def _ordered_on(order: Order) -> date:
    """Today for an order of a day still to come, as there may be from before: what comes of it has its day."""
    return min(order.ordered_on, timezone.localdate())


def _require_room(line: OrderLine, quantity: int, *, but_for: int | None, remedy: str, field: str) -> None:
    """Announced ones count too, so that two deliveries never promise the same pieces.

    `remedy` is for whoever tells of more, at the office or at the school.
    """
    others = Delivery.unscoped.filter(line=line).exclude(pk=but_for or 0)
    taken = sum(row.kept if row.is_confirmed else row.announced or 0 for row in others)
    left = line.quantity - taken
    if quantity > left:
        raise DomainError(f"{_room_words(left, line.quantity)} {remedy}", field=field)


def _room_words(left: int, ordered: int) -> str:
    words = {"left": left, "all": ordered}
    if left <= 0:
        return _("All ordered pieces have come or are announced already.")
    if left == ordered:
        return ngettext("Only %(all)s piece is ordered.", "Only %(all)s pieces are ordered.", ordered) % words
    open_ = ngettext(
        "Only %(left)s of %(all)s pieces is still open.",
        "Only %(left)s of %(all)s pieces are still open.",
        left,
    )
    return open_ % words


def _stock(delivery: Delivery, line: OrderLine, quantity: int, state: str, actor: User) -> StockBatch | None:
    if not quantity or line.type is None:
        return None
    invoice = delivery.invoice
    values = {
        "type": line.type,
        "building": delivery.building,
        "room": delivery.room,
        "purchase_year": delivery.delivered_on.year,
        "funding_source": line.order.fund,
        "invoice_number": invoice.number if invoice else "",
        "invoice_date": invoice.date if invoice else None,
        "price": delivery.price,
        "condition": StockBatch.Condition.GOOD,
        "state": state,
    }
    return receipts.take_in(line.school, quantity=quantity, values=values, actor=actor)


@transaction.atomic
def record_invoice(delivery: Delivery, *, bill: Bill, version: int, actor: User) -> Delivery:
    """Say or correct what was invoiced for a delivery; the stock that came of it is told too."""
    order = hold(delivery.line.order)
    stored = _as_read(delivery, version)
    if Allocation.unscoped.filter(delivery=stored).exists():
        raise DomainError(_("This delivery is charged to a grant. Take it out of the ledger there first."))
    before, old_price = stored.invoice, stored.price
    stored.invoice, stored.price = _invoice_of(order, bill, asked_for=stored.pk), bill.price
    stored.version += 1
    invoice = {"invoice_number": bill.number, "invoice_date": bill.date, "price": bill.price}
    for name, quantity in (("batch", stored.good), ("broken_batch", stored.broken)):
        batch = getattr(stored, name)
        if batch and quantity:
            setattr(
                stored, name, receipts.note_invoice(batch, quantity=quantity, values=invoice, actor=actor)
            )
    stored.save()
    first = stored.batch or stored.broken_batch
    if first and stored.line.item_id:
        needs.note_stock(stored.line.item_id, first)
    if before and before.pk != stored.invoice.pk and not before.file and not before.deliveries.exists():
        before.delete()
    changes = {
        "invoice": [str(before or ""), bill.number],
        "price": [_text(old_price), _text(bill.price)],
    }
    record(actor, "procurement.delivery_invoiced", stored, changes)
    return stored


def _invoice_of(order: Order, bill: Bill, *, asked_for: int | None) -> Invoice:
    """The invoice of this number. Another date corrects it, unless other deliveries stand on it too.

    It may be older than the delivery, but not than the order.
    """
    require_past(bill.date, field="invoice_date")
    told_early = _("The invoice cannot lie before the order of %(day)s.")
    require_not_before(bill.date, _ordered_on(order), told_early, field="invoice_date")
    number = one_line(bill.number)
    told = {"authority_id": order.authority_id, "date": bill.date}
    invoice, made = Invoice.unscoped.get_or_create(order=order, number=number, defaults=told)
    if made or invoice.date == bill.date:
        return invoice
    if Delivery.unscoped.filter(invoice=invoice).exclude(pk=asked_for or 0).exists():
        words = {"number": number}
        raise DomainError(
            _("Invoice %(number)s stands here with another date already. Check number and date.") % words
        )
    invoice.date = bill.date
    invoice.save(update_fields=["date"])
    return invoice


def _as_read(delivery: Delivery, version: int) -> Delivery:
    related = ("line__order__fund", "line__school", "line__type", "invoice", "batch", "broken_batch")
    rows = Delivery.unscoped.select_for_update(of=("self",)).select_related(*related)
    changed = _("Somebody else has changed this delivery since you opened it.")
    stored = still_there(rows, delivery.pk, gone=changed)
    require_seen(stored.version, version, changed=changed)
    return stored


def _text(value: Any) -> str:
    return "" if value is None else str(value)
