"""The Träger's acts: the rules of a planning year, the beginning of the talks, and each decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record, set_values
from core.errors import DomainError, require_seen
from needs.models import NeedItem, PlanningRound
from needs.services.trail import office_of, write_steps
from needs.states import AUTHORITY_STEPS

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School, SchoolAuthority


def locked_round(authority_id: int, year: int) -> PlanningRound:
    """The round under lock; one that nobody touched yet is written first. Taken before any list."""
    known = PlanningRound.of(authority_id, year)
    if known._state.adding:  # noqa: SLF001 - Django's public word for "not saved yet"
        rules = {"price_limit": known.price_limit, "is_strict": known.is_strict}
        PlanningRound.unscoped.get_or_create(authority_id=authority_id, year=year, defaults=rules)
    return PlanningRound.unscoped.select_for_update(of=("self",)).get(authority=authority_id, year=year)


@transaction.atomic
def save_round(
    authority: SchoolAuthority,
    *,
    year: int,
    price_limit: Decimal,
    is_strict: bool,
    actor: User | None,
    due_on: date | None = None,
    is_open: bool = True,
) -> PlanningRound:
    """Set the rules of a year. They count for lists sent from now on; what was sent stays sent."""
    planning = locked_round(authority.pk, year)
    rules = {"price_limit": price_limit, "is_strict": is_strict, "due_on": due_on, "is_open": is_open}
    if changes := set_values(planning, rules):
        planning.save(update_fields=list(changes))
        record(actor, "needs.round_changed", planning, changes)
    return planning


@transaction.atomic
def start_round(authority: SchoolAuthority, *, year: int, actor: User) -> PlanningRound:
    """From now on no sent list is withdrawn; late ones are still taken. Starting twice changes nothing."""
    planning = locked_round(authority.pk, year)
    if planning.started_at is None:
        planning.started_at, planning.started_by = timezone.now(), actor
        planning.save(update_fields=["started_at", "started_by"])
        record(actor, "needs.round_started", planning)
    return planning


@transaction.atomic
def decide_several(
    chosen: Iterable[tuple[NeedItem, int]],
    *,
    state: str,
    reason: str,
    actor: User,
    price: Decimal | None = None,
) -> list[NeedItem]:
    """One decision about all of `chosen` (an item and the version that was read), or about none of them.

    `price` belongs to a decision about one item alone.
    """
    ordered = sorted(chosen, key=lambda one: one[0].pk)
    return [
        decide(item, state=state, reason=reason, version=version, actor=actor, price=price)
        for item, version in ordered
    ]


@transaction.atomic
def decide(
    item: NeedItem,
    *,
    state: str,
    reason: str,
    version: int,
    actor: User,
    price: Decimal | None = None,
) -> NeedItem:
    """Take the item one allowed step further, with a reason that the school reads.

    `price` completes or corrects that of a piece; the step keeps both, and None leaves it as it is.

    Raises Conflict when somebody decided in between, and DomainError before the round has begun, without a
    reason, or for a step that the table does not allow.
    """
    stored, why = _as_read(item, version), reason_given(reason)
    if stored.follows_order:
        words = {"item": stored, "number": stored.order_number}
        raise DomainError(_("%(item)s stands in order %(number)s and follows its deliveries.") % words)
    if state not in AUTHORITY_STEPS[stored.state]:
        words = {"item": stored, "before": stored.get_state_display()}
        raise DomainError(_("%(item)s is “%(before)s”: this decision is not possible there.") % words)
    school = _school_in_started_round(stored)
    before, old_price = stored.state, stored.price
    is_corrected = price is not None and price != old_price
    if is_corrected:
        stored.price = price
    stored.state, stored.decision = state, why
    stored.version += 1
    stored.changed_at = timezone.now()
    stored.save(update_fields=["state", "decision", "price", "version", "changed_at"])
    prices = (old_price, price) if is_corrected else (None, None)
    office = office_of(actor, school, at_school=False)
    write_steps([(stored, before)], reason=why, actor=actor, office=office, prices=prices)
    changes: dict[str, list] = {"state": [before, state]}
    if is_corrected:
        changes["price"] = ["" if old_price is None else str(old_price), str(price)]
    record(actor, "needs.item_decided", stored, changes)
    return stored


@transaction.atomic
def correct_price(item: NeedItem, *, price: Decimal, reason: str, version: int, actor: User) -> NeedItem:
    """Correct the price of a piece without a decision; the school reads both prices and the reason.

    Raises Conflict when somebody changed the item in between, and DomainError before the round has begun, without
    a reason, or for the price that stands there already.
    """
    stored, why = _as_read(item, version), reason_given(reason)
    school = _school_in_started_round(stored)
    old = stored.price
    if price == old:
        raise DomainError(_("This is the price that stands there already."))
    stored.price, stored.version, stored.changed_at = price, stored.version + 1, timezone.now()
    stored.save(update_fields=["price", "version", "changed_at"])
    office = office_of(actor, school, at_school=False)
    write_steps([(stored, stored.state)], reason=why, actor=actor, office=office, prices=(old, price))
    record(actor, "needs.price_corrected", stored, {"price": ["" if old is None else str(old), str(price)]})
    return stored


def _as_read(item: NeedItem, version: int) -> NeedItem:
    """The item under lock, as it was when the person read it; Conflict otherwise."""
    lists = NeedItem.unscoped.select_related("type", "need_list__school")
    stored = lists.select_for_update(of=("self", "need_list")).get(pk=item.pk)
    require_seen(stored.version, version, changed=changed_since())
    return stored


def changed_since() -> str:
    """Whoever acts on a need as it is no longer is told so."""
    return _("Somebody else has changed this need since you opened it. Nothing was overwritten.")


def reason_given(text: str) -> str:
    """Without spaces around it. DomainError where there is none: the school reads it."""
    if not text.strip():
        raise DomainError(_("Give a reason. The school reads it."))
    return text.strip()


def _school_in_started_round(item: NeedItem) -> School:
    school = item.need_list.school
    is_begun = PlanningRound.of(school.authority_id, item.need_list.year).started_at is not None
    if not (is_begun and item.need_list.is_sent):
        raise DomainError(_("Begin the planning round first. Until then schools may withdraw their lists."))
    return school
