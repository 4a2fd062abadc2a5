"""What an order does to a need: its state follows the order from then on, and each step says so to the school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import Conflict, DomainError, require_seen
from needs.models import NeedItem
from needs.services.rounds import changed_since, decide
from needs.services.trail import office_of, write_steps
from needs.states import State

if TYPE_CHECKING:
    from accounts.models import User
    from equipment.models import StockBatch


IN_ORDER = (State.ORDERED, State.DELIVERED, State.IN_OPERATION)  # of which a rest may be ordered


@transaction.atomic
def join_order(item: NeedItem, *, number: str, reason: str, version: int, actor: User) -> NeedItem:
    """A budgeted need is ordered. Raises Conflict and DomainError as `decide` does."""
    ordered = decide(item, state=State.ORDERED, reason=reason, version=version, actor=actor)
    ordered.order_number = number
    ordered.save(update_fields=["order_number"])
    return ordered


@transaction.atomic
def join_again(item: NeedItem, *, number: str, reason: str, version: int, actor: User) -> NeedItem:
    """The rest of a need, of which a part is ordered already, is ordered: it waits for deliveries again.

    Raises Conflict when somebody changed the need in between, or when it stands in no order any more.
    """
    stored = _locked(item.pk)
    if stored.version != version or not stored.order_number or stored.state not in IN_ORDER:
        raise Conflict(changed_since())
    stored.order_number = number
    stored.save(update_fields=["order_number"])
    return _step(stored, State.ORDERED, reason, actor)


@transaction.atomic
def follow(item_id: int, *, state: State, number: str, reason: str, actor: User) -> NeedItem:
    """What its lines come to: budgeted without any, ordered while one is open, else delivered.

    `number` is that of the newest order it still stands in. Raises Conflict where the need is no longer in an order.
    """
    stored = _locked(item_id)
    if stored.state not in (State.ORDERED, State.DELIVERED):
        words = {"item": stored, "state": stored.get_state_display()}
        raise Conflict(_("%(item)s is “%(state)s” by now. Nothing was changed.") % words)
    stored.order_number = number
    stored.save(update_fields=["order_number"])
    return _step(stored, state, reason, actor)


def hold(item_id: int) -> None:
    """The need under lock: whoever reckons what of it is ordered goes through here first."""
    _locked(item_id)


@transaction.atomic
def note_stock(item_id: int, batch: StockBatch) -> None:
    """The first line of the stock that came of this need; later parts stand in the deliveries."""
    NeedItem.unscoped.filter(pk=item_id, batch__isnull=True).update(batch=batch)


@transaction.atomic
def put_into_operation(item: NeedItem, *, version: int, actor: User) -> NeedItem:
    """The school says that the things are used. Saying it twice changes nothing.

    Raises Conflict when somebody changed the need in between, and DomainError before delivery.
    """
    stored = _locked(item.pk)
    if stored.state == State.IN_OPERATION:
        return stored
    require_seen(stored.version, version, changed=changed_since())
    if stored.state != State.DELIVERED:
        raise DomainError(_("Only what was delivered can be put into operation."))
    return _step(stored, State.IN_OPERATION, _("The school has put it into operation."), actor)


def _locked(item_id: int) -> NeedItem:
    lists = NeedItem.unscoped.select_related("type", "need_list__school")
    return lists.select_for_update(of=("self", "need_list")).get(pk=item_id)


def _step(item: NeedItem, state: State, reason: str, actor: User) -> NeedItem:
    """One step outside the Träger's decisions; the office is the one in which the actor reaches the school."""
    before, school = item.state, item.need_list.school
    item.state, item.decision = state, reason
    item.version += 1
    item.changed_at = timezone.now()
    item.save(update_fields=["state", "decision", "version", "changed_at"])
    office = office_of(actor, school, at_school=True) or office_of(actor, school, at_school=False)
    write_steps([(item, before)], reason=reason, actor=actor, office=office)
    record(actor, "needs.item_followed_order", item, {"state": [before, state]})
    return item
