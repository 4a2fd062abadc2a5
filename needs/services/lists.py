"""The school's acts: draft, correct, send the list once, take it back until the Träger begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import Conflict, DomainError, require_seen, still_there
from core.marks import made_before
from needs.checks import gaps_of, state_of
from needs.models import NeedItem, NeedList, PlanningRound
from needs.services.rounds import changed_since, locked_round
from needs.services.trail import office_of, write_steps
from needs.states import SCHOOL_STEPS, State

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School


@transaction.atomic
def create_item(
    school: School, *, year: int, values: dict[str, Any], submission_id: UUID, actor: User | None
) -> NeedItem:
    """A new draft; the first one opens the list. The same submission sent again answers with its first item.

    Raises DomainError when that item stands on another list, or when this one is fixed.
    """
    NeedList.unscoped.get_or_create(school=school, year=year)
    need_list = _lock(school=school, year=year)
    if known := made_before(NeedItem.unscoped, submission_id, need_list_id=need_list.pk):
        return known
    _require_open(need_list)
    item = NeedItem(need_list=need_list, submission_id=submission_id, **_tidy(values))
    item.save(force_insert=True)
    write_steps([(item, "")], reason="", actor=actor, office=office_of(actor, school, at_school=True))
    record(actor, "needs.item_created", item)
    return item


@transaction.atomic
def update_item(item: NeedItem, *, values: dict[str, Any], version: int, actor: User | None) -> NeedItem:
    """Change a draft that was at `version` when it was read. Raises Conflict when somebody saved in between."""
    need_list = _lock(pk=item.need_list_id)
    _require_open(need_list)
    stored = _stored(item, version)
    for name, value in _tidy(values).items():
        setattr(stored, name, value)
    stored.version += 1
    stored.changed_at = timezone.now()
    stored.save()
    record(actor, "needs.item_changed", stored)
    return stored


@transaction.atomic
def delete_item(item: NeedItem, *, version: int, actor: User | None) -> None:
    """Take a draft off the list, with its way; the trail keeps that it was there.

    What it was taken over from is proposed again.
    """
    need_list = _lock(pk=item.need_list_id)
    _require_open(need_list)
    stored = _stored(item, version)
    record(actor, "needs.item_deleted", stored)
    stored.delete()


@transaction.atomic
def send_list(school: School, *, year: int, actor: User, seen: str | None = None) -> NeedList:
    """Hand the list to the Träger as it is now. Sending a sent list again changes nothing.

    `seen` names what the sender has checked (`checks.state_of`). Raises Conflict when the list has changed since,
    DomainError when nothing is on it, when the round takes no lists, or when an answer is missing that the
    Träger insists on.
    """
    need_list = _lock(school=school, year=year)
    if need_list.is_sent:
        return need_list
    items = _items(need_list)
    if not items:
        raise DomainError(_("There is nothing on the list yet. Add at least one need before you send it."))
    if seen is not None and seen != state_of(items):
        raise Conflict(_("The list has changed since you checked it. Check it once more, then send it."))
    planning = PlanningRound.of(school.authority_id, year)
    if not planning.is_open:
        raise DomainError(
            _("The round %(year)s is closed: the school authority takes no more lists.") % {"year": year}
        )
    open_items = [
        item for item in items if any(gap.blocks for gap in gaps_of(item, is_strict=planning.is_strict))
    ]
    if open_items:
        names = ", ".join(str(item) for item in open_items)
        raise DomainError(
            _("Some needs lack the pedagogical reason or the link to the Medienkonzept: %(names)s.")
            % {"names": names}
        )
    need_list.sent_at, need_list.sent_by = timezone.now(), actor
    need_list.save(update_fields=["sent_at", "sent_by"])
    for item in items:
        item.plan_text = item.plan_name[:400]
    _move(items, State.REPORTED, school=school, actor=actor)
    record(actor, "needs.list_sent", need_list)
    return need_list


@transaction.atomic
def withdraw_list(school: School, *, year: int, actor: User) -> NeedList:
    """Make the list a draft again, out of the Träger's sight. Raises DomainError once the Träger has begun."""
    planning = locked_round(school.authority_id, year)
    need_list = _lock(school=school, year=year)
    if not need_list.is_sent:
        return need_list
    if planning.started_at:
        raise DomainError(
            _("The school authority has begun to discuss the needs. The list can no longer be withdrawn.")
        )
    need_list.sent_at = need_list.sent_by = None
    need_list.save(update_fields=["sent_at", "sent_by"])
    items = _items(need_list)
    for item in items:
        item.plan_text = ""
    _move(items, State.DRAFT, school=school, actor=actor)
    record(actor, "needs.list_withdrawn", need_list)
    return need_list


def _lock(**lookup: Any) -> NeedList:
    """The list is the lock of its items: whoever writes one holds the list."""
    lists = NeedList.unscoped.select_for_update(of=("self",)).select_related("school")
    found = lists.filter(**lookup).first()
    if found is None:
        raise DomainError(_("There is nothing on the list yet. Add at least one need before you send it."))
    return found


def _require_open(need_list: NeedList) -> None:
    if need_list.is_sent:
        raise DomainError(_("The list has been sent and is fixed. Withdraw it first to correct it."))


def _stored(item: NeedItem, version: int) -> NeedItem:
    rows = NeedItem.unscoped.select_related("type")
    stored = still_there(rows, item.pk, gone=_("Somebody else has deleted this need in between."))
    require_seen(stored.version, version, changed=changed_since())
    return stored


def _items(need_list: NeedList) -> list[NeedItem]:
    items = NeedItem.unscoped.select_for_update(of=("self",)).filter(need_list=need_list)
    return list(items.select_related("type", "plan").order_by("pk"))


def _move(items: list[NeedItem], state: State, *, school: School, actor: User) -> None:
    """All items at once, each with its step."""
    before = [(item, item.state) for item in items]
    if any((old, state) not in SCHOOL_STEPS for _item, old in before):
        raise DomainError(_("This change of state is not possible."))
    now = timezone.now()
    for item in items:
        item.state, item.changed_at = state, now
        item.version += 1
    NeedItem.unscoped.bulk_update(items, ["state", "plan_text", "version", "changed_at"])
    write_steps(before, reason="", actor=actor, office=office_of(actor, school, at_school=True))


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    """A date belongs to a training that takes or took place."""
    clean = dict(values)
    if clean.get("training") not in {NeedItem.Training.PLANNED, NeedItem.Training.DONE}:
        clean["training_on"] = None
    return clean
