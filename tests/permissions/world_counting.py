"""A stock-taking of each school with one counted room: facts for the school and whoever looks after its equipment."""

from __future__ import annotations

from equipment.models import RoomCount
from equipment.services.counting import Count, save_count, start_stocktaking
from tests.permissions.marks import LEADS, FullWorld, mark


def set_up_counting(full: FullWorld, letter: str) -> None:
    things, lead = full.places[letter], full.user(LEADS[letter])
    taking = start_stocktaking(things.school, actor=lead)
    room = RoomCount.unscoped.get(stocktaking=taking, room=mark(letter, "stock", "room"))
    find = {"type": things.type, "quantity": 1, "note": mark(letter, "stock", "find")}
    count = Count({things.stock: 14}, [find], mark(letter, "stock", "roomnote"))
    save_count(room, count=count, version=0, actor=lead)
    things.values["room_count"] = room.pk
