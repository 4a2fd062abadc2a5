"""Stock-taking: start it, count room by room, take over what was found, close it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record, record_many
from core.errors import Conflict, DomainError, require_seen
from core.parsing import one_line
from equipment.models import EquipmentType, RoomCount, StockBatch, Stocktaking
from equipment.selectors.counting import (
    RoomResult,
    lines_by_place,
    open_stocktaking,
    place_key,
    results,
    results_print,
    room_lines,
)
from equipment.services.inventory import lock_stock
from equipment.services.receipts import take_in
from equipment.words import split_serials

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

MOST_FINDS = 50


@dataclass(frozen=True, slots=True)
class Count:
    """What somebody saw in a room. A line that is not in `counted` was not looked at."""

    counted: Mapping[int, int]
    finds: list[dict[str, Any]]
    note: str


@transaction.atomic
def start_stocktaking(school: School, *, actor: User) -> Stocktaking:
    """A sheet for every room in which the stock says something is. The open one, where there is one already.

    A school that has recorded nothing adds its rooms and counts what it finds there.
    """
    lock_stock(school.pk)
    running = open_stocktaking(user=actor, school=school)
    if running:
        return running
    places = lines_by_place(user=actor, school=school)
    made = Stocktaking.unscoped.create(school=school, started_by=actor)
    RoomCount.unscoped.bulk_create(
        RoomCount(stocktaking=made, school=school, building=lines[0].building, room=lines[0].room)
        for lines in places.values()
    )
    record(actor, "equipment.stocktaking_started", school, {"rooms": [None, len(places)]})
    return made


@transaction.atomic
def add_room(stocktaking: Stocktaking, *, building: str, room: str, actor: User) -> RoomCount:
    """A sheet for a room that the stock does not know. Raises DomainError without a name."""
    building, room = one_line(building), one_line(room)
    if not building and not room:
        raise DomainError(_("Name the room."))
    _held(stocktaking)
    for one in RoomCount.unscoped.filter(stocktaking=stocktaking):
        if place_key(one.building, one.room) == place_key(building, room):
            return one
    made = RoomCount.unscoped.create(
        stocktaking=stocktaking, school=stocktaking.school, building=building, room=room
    )
    record(actor, "equipment.room_added", stocktaking.school, {"room": [None, str(made)]})
    return made


@transaction.atomic
def save_count(room: RoomCount, *, count: Count, version: int, actor: User) -> RoomCount:
    """Keep what was counted; it can be changed until it is taken over. A number or a find makes the room counted.

    Raises Conflict when somebody else has counted the room since it looked like `version`; nothing is lost then.
    """
    Stocktaking.unscoped.select_for_update().get(
        pk=room.stocktaking_id
    )  # `take_over` reads the counts under it
    held = RoomCount.unscoped.select_for_update(of=("self",)).select_related("stocktaking").get(pk=room.pk)
    if held.stocktaking.closed_at or held.taken_at:
        raise DomainError(_("This room has been taken over already. Its count can no longer be changed."))
    changed = _("Somebody else has counted this room in between. Nothing was overwritten.")
    require_seen(held.version, version, changed=changed)
    if len(count.finds) > MOST_FINDS:
        raise DomainError(_("At most 50 finds a room. Enter the others as lines of the stock."))
    known = {one.pk: one for one in room_lines(user=actor, room=held)}
    held.lines = {
        str(pk): {"counted": number, "expected": known[pk].quantity, "version": known[pk].version}
        for pk, number in count.counted.items()
        if pk in known
    }
    held.finds, held.note = count.finds, count.note.strip()[:400]
    is_counted = bool(held.lines or held.finds)
    held.counted_at, held.counted_by = (timezone.now(), actor) if is_counted else (None, None)
    held.version += 1
    held.save(update_fields=["lines", "finds", "note", "counted_at", "counted_by", "version"])
    return held


@transaction.atomic
def take_over(stocktaking: Stocktaking, *, rooms: Collection[UUID], seen: str, actor: User) -> int:
    """Make the stock say what was counted in these rooms; the number of rooms.

    Counted lines carry the day of the count. Raises Conflict, with nothing written, when the differences are not
    those that were shown (`results_print`) or a line was changed after it was counted.
    """
    lock_stock(stocktaking.school_id)
    held = _held(stocktaking)
    found = results(user=actor, stocktaking=held)
    if results_print(found) != seen:
        raise Conflict(
            _("Something has changed since this page was made. Check it again, then take it over.")
        )
    chosen = [one for one in found if one.room.pk in set(rooms)]
    if not chosen:
        raise DomainError(_("Choose at least one room."))
    for result in chosen:
        _take_room(result, held.school, actor)
    RoomCount.unscoped.filter(pk__in=[one.room.pk for one in chosen]).update(
        taken_at=timezone.now(), version=F("version") + 1
    )
    record(actor, "equipment.stocktaking_taken", held.school, {"rooms": [None, len(chosen)]})
    return len(chosen)


@transaction.atomic
def close_stocktaking(stocktaking: Stocktaking, *, actor: User) -> Stocktaking:
    """End the round; rooms that were not counted or not taken over leave the stock as it is. Twice changes nothing."""
    lock_stock(stocktaking.school_id)
    held = (
        Stocktaking.unscoped.select_for_update(of=("self",)).select_related("school").get(pk=stocktaking.pk)
    )
    if held.closed_at is None:
        held.closed_at = timezone.now()
        held.save(update_fields=["closed_at"])
        record(actor, "equipment.stocktaking_closed", held.school)
    return held


def _held(stocktaking: Stocktaking) -> Stocktaking:
    rows = Stocktaking.unscoped.select_for_update(of=("self",)).select_related("school")
    held = rows.get(pk=stocktaking.pk)
    if held.closed_at:
        raise DomainError(_("This stock-taking is closed. Start a new one to count again."))
    return held


def _take_room(result: RoomResult, school: School, actor: User) -> None:
    day = timezone.localdate(result.room.counted_at)
    told = []
    for one in result.differences:
        if one.has_changed:
            raise Conflict(
                _(
                    "“%(line)s” in %(room)s was changed after it was counted. Open the room and save the count again."
                )
                % {"line": one.batch, "room": result.room}
            )
        told.append((one.batch, _settle(one.batch, one.counted)))
    lines = StockBatch.unscoped.filter(school=school, pk__in=[int(pk) for pk in result.room.lines])
    as_expected = lines.exclude(pk__in=[batch.pk for batch, _changes in told])
    as_expected.update(
        counted_on=day, version=F("version") + 1
    )  # an import of them is not taken back any more
    StockBatch.unscoped.filter(pk__in=[batch.pk for batch, _changes in told]).update(
        counted_on=day, version=F("version") + 1, changed_at=timezone.now()
    )
    record_many(
        actor,
        "equipment.stock_counted",
        [(batch, changes | {"counted_on": [None, day.isoformat()]}) for batch, changes in told],
    )
    for find in result.finds:
        batch = take_in(school, quantity=find.quantity, values=_found(result.room, find.type), actor=actor)
        StockBatch.unscoped.filter(pk=batch.pk).update(counted_on=day)
        record(
            actor,
            "equipment.stock_found",
            batch,
            {"quantity": [None, find.quantity], "room": [None, str(result.room)], "note": [None, find.note]},
        )


def _settle(batch: StockBatch, counted: int) -> dict[str, Any]:
    """What was not found is retired with that reason. Raises DomainError where serial numbers would be too many."""
    before = batch.quantity
    if counted == 0:
        reason = _("not found in the stock-taking")
        StockBatch.unscoped.filter(pk=batch.pk).update(state=StockBatch.State.RETIRED, retired_reason=reason)
        return {"quantity": [before, 0], "retired_reason": ["", reason]}
    if len(split_serials(batch.serials)) > counted:
        raise DomainError(
            _(
                "“%(line)s” has more serial numbers than were counted. Remove the missing ones from the line first."
            )
            % {"line": batch}
        )
    StockBatch.unscoped.filter(pk=batch.pk).update(quantity=counted)
    return {"quantity": [before, counted]}


def _found(room: RoomCount, type_: EquipmentType) -> dict[str, Any]:
    """A find as a line of the stock: what nobody knows stays empty."""
    return {
        "type": type_,
        "building": room.building,
        "room": room.room,
        "purchase_year": None,
        "funding_source": None,
        "invoice_number": "",
        "invoice_date": None,
        "price": None,
        "condition": StockBatch.Condition.GOOD.value,
        "state": StockBatch.State.IN_USE.value,
    }
