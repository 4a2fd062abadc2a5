"""Orders: placed at the prices of the day, called off, ended early, corrected in quantity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.audit import record
from core.days import day_in_figures, require_past
from core.errors import DomainError, require_seen
from core.marks import made_before
from core.parsing import one_line
from needs.services import orders as needs
from needs.services.rounds import reason_given
from needs.states import State
from procurement.models import Order, OrderLine
from procurement.models.orders import sums_of
from procurement.reckoning import bound_money
from procurement.services.approved import (
    Asked,
    note_above,
    require_approved,
    rest_of_free_line,
    rest_of_need,
)

if TYPE_CHECKING:
    from decimal import Decimal

    from accounts.models import User
    from equipment.models import EquipmentType, FundingSource, PriceEntry
    from needs.models import NeedItem
    from schools.models import SchoolAuthority


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need with the version that was read, and the line of the price list to buy it by.

    `pieces` is how many of them, where the money that was approved does not reach for all, or a part is ordered.
    """

    item: NeedItem
    version: int
    entry: PriceEntry
    pieces: int | None = None

    @property
    def quantity(self) -> int:
        return self.item.quantity if self.pieces is None else self.pieces


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What no price list names, such as a service or a single offer; `price` is net, of a piece.

    Without a type nothing of it becomes stock.
    """

    product: str
    supplier: str
    price: Decimal
    vat_rate: Decimal
    type: EquipmentType | None = None
    contract: str = ""


@transaction.atomic
def place_order(
    authority: SchoolAuthority,
    *,
    number: str,
    ordered_on: date,
    supplier: str,
    fund: FundingSource,
    note: str,
    wanted: Sequence[Wanted],
    submission_id: UUID,
    actor: User,
    above_reason: str = "",
) -> Order:
    """Order budgeted needs, or the rest of ordered ones, at one supplier; each moves to “ordered” with a reason.

    The same submission sent again answers with the order that it made. Raises Conflict when a need was changed in
    between, and DomainError for a day that is still to come, a number that is taken, a price that is not valid on the
    day, more pieces than are not ordered yet, nothing to order, or more than is left of what was approved: for that
    `above_reason` is needed, which only who may `procurement.exceed_approved` can give.
    """
    if known := made_before(Order.unscoped, submission_id, authority_id=authority.pk):
        return known
    require_past(ordered_on, field="ordered_on")
    if not wanted:
        raise DomainError(_("Choose at least one need."))
    for one in wanted:
        _check(one, authority, ordered_on, supplier)
    held = sorted(wanted, key=lambda each: each.item.pk)
    asked = [_asked(one) for one in held]
    above = require_approved(asked, reason=above_reason)
    said = {"number": one_line(number), "ordered_on": ordered_on, "supplier": supplier, "fund": fund}
    order = open_order(
        Order(authority=authority, note=note.strip(), by=actor, submission_id=submission_id, **said)
    )
    reason = _ordered_words(order)
    for one, claim in zip(held, asked, strict=True):
        is_second = claim.rest.is_second
        join = needs.join_again if is_second else needs.join_order
        told = _told(one, reason, is_second=is_second)
        item = join(one.item, number=order.number, reason=told, version=one.version, actor=actor)
        is_above = claim in above
        _write_line(order, item, one, **above_words(above_reason, actor) if is_above else {})
    record(actor, "procurement.order_placed", order, {"lines": [None, len(wanted)]})
    for claim in above:
        note_above(order, claim, reason=above_reason, actor=actor)
    return order


def open_order(order: Order) -> Order:
    """Saved under its number. Raises DomainError where the Träger has an order of this number."""
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as error:
        words = {"number": order.number}
        raise DomainError(
            _("There is an order %(number)s already. Choose another number.") % words
        ) from error
    return order


def _check(one: Wanted, authority: SchoolAuthority, day: date, supplier: str) -> None:
    entry, item = one.entry, one.item
    if not 1 <= one.quantity <= item.quantity:
        raise DomainError(_("Order at least 1 and at most %(count)s pieces.") % {"count": item.quantity})
    is_own = entry.authority_id == authority.pk == item.need_list.school.authority_id
    if not is_own or entry.type_id != item.type_id or entry.supplier != supplier:
        raise DomainError(
            _("Choose the product for %(item)s anew: price and need do not fit.") % {"item": item}
        )
    check_price(entry, day)


def check_price(entry: PriceEntry, day: date) -> None:
    if entry.valid_from > day or (entry.valid_until and entry.valid_until < day):
        words = {"product": entry.product, "day": day_in_figures(day)}
        raise DomainError(_("The price of %(product)s is not valid on %(day)s.") % words)


def _asked(one: Wanted) -> Asked:
    """The need is locked from here on, so that two orders never take the same pieces."""
    needs.hold(one.item.pk)
    rest = rest_of_need(one.item)
    if one.quantity > rest.pieces:
        words: dict[str, Any] = {"item": one.item, "left": rest.pieces, "all": one.item.quantity}
        raise DomainError(
            _("%(item)s: %(left)s of %(all)s pieces are not ordered yet. Order at most these.") % words
        )
    gross = sums_of(one.entry.price, one.quantity, one.entry.vat_rate)["gross"]
    return Asked(f"{one.item.type}, {one.item.need_list.school}", one.quantity, gross, rest)


def above_words(reason: str, actor: User) -> dict[str, Any]:
    """What a line keeps of it that more than approved was ordered."""
    return {"above_reason": reason, "above_by": actor}


def _ordered_words(order: Order) -> str:
    words = {"day": day_in_figures(order.ordered_on), "number": order.number}
    said = _("Ordered on %(day)s, order %(number)s.") % words
    return f"{said} {order.note}".strip()


def _told(one: Wanted, reason: str, *, is_second: bool) -> str:
    if one.quantity == one.item.quantity:
        return reason
    words = {"count": one.quantity, "all": one.item.quantity}
    if is_second:
        said = _("The rest: %(count)s of %(all)s pieces.") % words
        return f"{reason} {said}"
    said = _("%(count)s of %(all)s pieces, as far as the approved money reaches.") % words
    return f"{reason} {said}"


def _write_line(order: Order, item: NeedItem, one: Wanted, **above: Any) -> OrderLine:
    entry, money = one.entry, sums_of(one.entry.price, one.quantity, one.entry.vat_rate)
    return OrderLine.unscoped.create(
        order=order,
        item=item,
        school=item.need_list.school,
        quantity=one.quantity,
        **of_entry(entry),
        **money,
        **above,
    )


def of_entry(entry: PriceEntry | OwnWords) -> dict[str, Any]:
    """What a line keeps of the price list, whatever becomes of the entry; or of what somebody wrote instead."""
    return {
        "type": entry.type,
        "product": entry.product,
        "contract": entry.contract,
        "price": entry.price,
        "vat_rate": entry.vat_rate,
    }


@transaction.atomic
def cancel_order(order: Order, *, reason: str, actor: User) -> Order:
    """Call off what has not begun to come: its needs are budgeted again. Raises DomainError where all has begun."""
    stored, why = hold(order), reason_given(reason)
    untouched = [line for line in open_lines(stored) if not line.deliveries.exists()]
    if not untouched:
        raise DomainError(
            _("Every line of this order has deliveries or has ended. End single lines instead.")
        )
    for line in untouched:
        _cancel(line, stored, why, actor)
    record(
        actor, "procurement.order_cancelled", stored, {"lines": [None, len(untouched)], "reason": ["", why]}
    )
    return stored


@transaction.atomic
def end_line(line: OrderLine, *, reason: str, version: int, actor: User) -> OrderLine:
    """The rest will not come. What came makes the need delivered; where nothing came it is budgeted again.

    Raises DomainError for a line that has ended, and while an announced delivery waits for the school's word.
    """
    order, why = hold(line.order), reason_given(reason)
    stored = as_read(line, version)
    require_open(stored)
    rows = list(stored.deliveries.all())
    if any(not row.is_confirmed for row in rows):
        raise DomainError(_("A delivery of this line waits for the school to confirm it."))
    arrived = sum(row.kept for row in rows)
    if not arrived:
        _cancel(stored, order, why, actor)
    else:
        words = {"arrived": arrived, "all": stored.quantity, "reason": why}
        said = _("%(arrived)s of %(all)s delivered, the rest does not come: %(reason)s") % words
        save_line(stored, state=OrderLine.State.CLOSED, reason=why)
        _tell_need(stored, said, actor)
    record(actor, "procurement.line_ended", stored, {"reason": ["", why]})
    return stored


@transaction.atomic
def change_quantity(
    line: OrderLine, *, quantity: int, reason: str, version: int, actor: User, may_exceed: bool = False
) -> OrderLine:
    """More or fewer pieces of the same product at the same price, such as a surplus that is kept and paid.

    Raises DomainError below what came or was announced already, and for more than was approved: who `may_exceed` it
    gives the reason for that, too. A line that is full then is complete, and one that ended early is open again.
    """
    hold(line.order)
    if line.item_id:
        needs.hold(line.item_id)
    stored, why = as_read(line, version), reason_given(reason)
    rows = list(stored.deliveries.all())
    bound = sum(row.kept if row.is_confirmed else row.announced or 0 for row in rows)
    if stored.state == OrderLine.State.CANCELLED or quantity < max(bound, 1):
        raise DomainError(
            _("At least %(count)s pieces came or are announced already.") % {"count": max(bound, 1)}
        )
    before, money = stored.quantity, sums_of(stored.price, quantity, stored.vat_rate)
    claim = _asked_anew(stored, quantity, money["gross"])
    binds_more = money["gross"] > bound_money(stored, sum(row.kept for row in rows))
    above = require_approved([claim], reason=why if may_exceed else "") if binds_more else []
    save_line(stored, quantity=quantity, reason=why, **money, **above_words(why, actor) if above else {})
    settle(stored, actor=actor)
    for one in above:
        note_above(stored.order, one, reason=why, actor=actor)
    record(
        actor, "procurement.quantity_changed", stored, {"quantity": [before, quantity], "reason": ["", why]}
    )
    return stored


def _asked_anew(line: OrderLine, quantity: int, gross: Decimal) -> Asked:
    """The whole line with its new quantity, beside what the other lines have taken."""
    free: Any = line.budget_line  # a line comes of a need or of this, says the database
    rest = rest_of_need(line.item, besides=line) if line.item else rest_of_free_line(free, besides=line)
    return Asked(f"{line.product}, {line.school}", quantity, gross, rest)


@transaction.atomic
def settle(line: OrderLine, *, actor: User) -> None:
    """After something came or the quantity changed: a full line is complete, and its need delivered."""
    rows = line.deliveries.all()
    arrived = sum(row.kept for row in rows)
    is_full = arrived >= line.quantity
    if is_full and line.state == OrderLine.State.OPEN:
        save_line(line, state=OrderLine.State.COMPLETE)
        words = {"number": line.order.number}
        _tell_need(line, _("All pieces of order %(number)s have come.") % words, actor)
    elif not is_full and line.state in {OrderLine.State.COMPLETE, OrderLine.State.CLOSED}:
        save_line(line, state=OrderLine.State.OPEN)
        _tell_need(line, _("More was ordered: %(reason)s") % {"reason": line.reason}, actor)


def hold(order: Order) -> Order:
    """The order under lock: everything about its lines, deliveries and invoices goes through here first."""
    return Order.unscoped.select_for_update(of=("self",)).select_related("fund").get(pk=order.pk)


def open_lines(order: Order) -> list[OrderLine]:
    lines = OrderLine.unscoped.filter(order=order, state=OrderLine.State.OPEN)
    return list(lines.select_related("order").order_by("item_id"))


def require_open(line: OrderLine) -> None:
    """An ended line has no say any more: its need may stand in another order by now."""
    if line.state != OrderLine.State.OPEN:
        words = {"state": line.get_state_display()}
        raise DomainError(_("This line of the order is “%(state)s”: nothing is open there.") % words)


def as_read(line: OrderLine, version: int) -> OrderLine:
    """The line as it was when the person read it; Conflict otherwise. The order is locked."""
    related = ("order__fund", "school", "type", "item")
    stored = OrderLine.unscoped.select_related(*related).get(pk=line.pk)
    changed = _("Somebody else has changed this line since you opened it. Nothing was overwritten.")
    require_seen(stored.version, version, changed=changed)
    return stored


def save_line(line: OrderLine, **values: Any) -> None:
    for name, value in values.items():
        setattr(line, name, value)
    line.version += 1
    line.save(update_fields=[*values, "version"])


def _cancel(line: OrderLine, order: Order, why: str, actor: User) -> None:
    save_line(line, state=OrderLine.State.CANCELLED, reason=why)
    words = {"number": order.number, "reason": why}
    _tell_need(line, _("Order %(number)s was called off: %(reason)s") % words, actor)


def _tell_need(line: OrderLine, reason: str, actor: User) -> None:
    """After a line was saved: its need follows all the lines that it stands in, the newest order names it.

    A line of a free budget line comes of no need.
    """
    if not line.item_id:
        return
    needs.hold(line.item_id)
    own = OrderLine.unscoped.filter(item=line.item_id).exclude(state=OrderLine.State.CANCELLED)
    lines = list(own.select_related("order").order_by("pk"))
    is_open = any(one.state == OrderLine.State.OPEN for one in lines)
    state = State.BUDGETED if not lines else State.ORDERED if is_open else State.DELIVERED
    number = lines[-1].order.number if lines else ""
    needs.follow(line.item_id, state=state, number=number, reason=reason, actor=actor)
