"""Counting a room on a phone: the big buttons begin at what should be there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from equipment.models import EquipmentType, RoomCount, StockBatch
from equipment.services.catalogue import load_defaults
from equipment.services.counting import start_stocktaking

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_less_than_expected_is_one_press(signed_in_page, world):
    load_defaults()
    kind = EquipmentType.objects.get(code="DEV_TABLET_POOL")
    StockBatch.unscoped.create(
        school=world.school_a, type=kind, quantity=24, room="R1", state="in_use", condition="good"
    )
    start_stocktaking(world.school_a, actor=world.user("lead_a"))
    room = RoomCount.unscoped.get()
    phone = signed_in_page("member_a", width=360)
    phone.goto(f"/ausstattung/990012/bestandsaufnahme/raum/{room.pk}/")
    number = phone.locator(".count-field")
    expect(number).to_have_value("")  # not looked at yet
    phone.get_by_role("button", name="eins weniger").click()
    expect(number).to_have_value("23")
    phone.get_by_role("button", name="eins mehr").click()
    phone.get_by_role("button", name="eins mehr").click()
    expect(number).to_have_value("25")
