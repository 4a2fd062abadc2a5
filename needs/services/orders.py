"""What an order does to a need: its state follows the order from then on, and each step says so to the school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import Conflict, DomainError
from needs.models import NeedItem
from needs.services.rounds import decide
from needs.services.trail import office_of, write_steps
from needs.states import State

if TYPE_CHECKING:
    from accounts.models import User
    from equipment.models import StockBatch


@transaction.atomic
def join_order(item: NeedItem, *, number: str, reason: str, version: int, actor: User) -> NeedItem:
    """A budgeted need is ordered. Raises Conflict and DomainError as `decide` does."""
    ordered = decide(item, state=State.ORDERED, reason=reason, version=version, actor=actor)
    ordered.order_number = number
    ordered.save(update_fields=["order_number"])
    return ordered


@transaction.atomic
def leave_order(item_id: int, *, reason: str, actor: User) -> NeedItem:
    """The order fell through: the need is budgeted again and may be ordered anew."""
    stored = _held(item_id, State.ORDERED)
    stored.order_number = ""
    stored.save(update_fields=["order_number"])
    return _step(stored, State.BUDGETED, reason, actor)


@transaction.atomic
def arrive(item_id: int, *, reason: str, actor: User) -> NeedItem:
    """All that will come of the order has come."""
    return _step(_held(item_id, State.ORDERED), State.DELIVERED, reason, actor)


@transaction.atomic
def reopen(item_id: int, *, reason: str, actor: User) -> NeedItem:
    """More was ordered after all had come: the need waits for its rest again."""
    return _step(_held(item_id, State.DELIVERED), State.ORDERED, reason, actor)


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
    if stored.version != version:
        raise Conflict(_("Somebody else has changed this need since you opened it. Nothing was overwritten."))
    if stored.state != State.DELIVERED:
        raise DomainError(_("Only what was delivered can be put into operation."))
    return _step(stored, State.IN_OPERATION, _("The school has put it into operation."), actor)


def _locked(item_id: int) -> NeedItem:
    lists = NeedItem.unscoped.select_related("type", "need_list__school")
    return lists.select_for_update(of=("self", "need_list")).get(pk=item_id)


def _held(item_id: int, state: State) -> NeedItem:
    stored = _locked(item_id)
    if stored.state != state:
        words = {"item": stored, "state": stored.get_state_display()}
        raise Conflict(_("%(item)s is “%(state)s” by now. Nothing was changed.") % words)
    return stored


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
