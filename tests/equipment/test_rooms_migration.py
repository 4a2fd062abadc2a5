"""A room that was saved with no number before that left it open reads as not counted after the update."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.utils import timezone

from equipment.models import RoomCount
from equipment.services.counting import start_stocktaking
from tests.equipment.conftest import url

FIND = {"type": 1, "quantity": 1, "note": ""}


def saved_before(name: str, **told: object) -> None:
    RoomCount.unscoped.filter(room=name).update(counted_at=timezone.now(), **told)


def test_a_room_saved_with_no_number_is_open_again(world, stock):
    for name in ("leer", "Zahl", "Fund", "fertig"):
        stock("PRN", quantity=2, room=name)
    taking = start_stocktaking(world.school_a, actor=world.user("lead_a"))
    saved_before("leer", counted_by=world.user("lead_a"))
    saved_before("Zahl", lines={"1": {"counted": 2, "expected": 2, "version": 0}})
    saved_before("Fund", finds=[FIND])
    saved_before("fertig", taken_at=timezone.now())
    import_module("equipment.migrations.0017_rooms_without_a_number").open_again(apps, None)
    counted = RoomCount.unscoped.filter(stocktaking=taking, counted_at__isnull=False)
    assert set(counted.values_list("room", flat=True)) == {"Zahl", "Fund", "fertig"}
    assert RoomCount.unscoped.get(room="leer").counted_by is None
    page = world.client_for("lead_a").get(url("stocktaking", "990012")).content.decode()
    assert "noch nicht gezählt" in page
    assert "0 von 1 Zeilen gezählt" not in page.split("leer")[1].split("</tr>")[0]
