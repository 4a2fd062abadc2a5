"""A connection and a room of each school's network."""

from __future__ import annotations

from equipment.models import NetworkLine, RoomNetwork
from tests.permissions.marks import FullWorld, mark


def set_up_network(full: FullWorld, letter: str) -> None:
    things = full.places[letter]
    line = NetworkLine.unscoped.create(
        school=things.school,
        technology="fibre",
        site=mark(letter, "stock", "site"),
        provider=mark(letter, "stock", "provider"),
        note=mark(letter, "stock", "linenote"),
    )
    room = RoomNetwork.unscoped.create(
        school=things.school, room=mark(letter, "stock", "netroom"), wlan="partly"
    )
    things.values |= {"network_line": line.pk, "room_network": room.pk}
