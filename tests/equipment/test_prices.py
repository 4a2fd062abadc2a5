"""Price list and useful lives: which price counts on a day, whose life is planned with, and who reads them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from equipment.models import EquipmentType, PriceEntry, UsefulLife
from equipment.selectors import prices_on

DAY = date(2026, 6, 1)


@pytest.fixture
def price(world):
    def make(price="400.00", code="DEV_TABLET_POOL", **extra):
        values = {"product": "Tablet 10", "valid_from": date(2026, 1, 1), "authority": world.authority}
        return PriceEntry.unscoped.create(
            type=EquipmentType.objects.get(code=code), price=Decimal(price), **(values | extra)
        )

    return make


def prices(world, actor="staff", day=DAY):
    found = prices_on(user=world.user(actor), authority=world.authority, day=day)
    return {entry.type.code: str(entry.price) for entry in found.values()}


def test_the_newest_valid_price_counts(world, price):
    price("500.00", valid_from=date(2025, 1, 1), product="Tablet 9")
    price("400.00")
    price("300.00", valid_from=date(2026, 7, 1), product="Tablet 11")  # not yet
    price("90.00", code="NET_AP", valid_until=date(2026, 5, 31))  # no longer
    assert prices(world) == {"DEV_TABLET_POOL": "400.00"}
    assert prices(world, day=date(2026, 5, 31)) == {"DEV_TABLET_POOL": "400.00", "NET_AP": "90.00"}
    assert prices(world, day=date(2026, 7, 1)) == {"DEV_TABLET_POOL": "300.00"}


def test_among_equally_new_ones_the_cheapest_counts(world, price):
    price("450.00")
    price("420.00", product="Tablet B")
    assert prices(world) == {"DEV_TABLET_POOL": "420.00"}


@pytest.mark.parametrize("actor", ["lead_a", "member_a", "it", "staff_c", "adviser", "supervision", "admin"])
def test_prices_are_the_offices_own(world, price, actor):
    price()
    assert prices(world, actor) == {}
    assert prices(world, "head") == {"DEV_TABLET_POOL": "400.00"}


@pytest.mark.parametrize(
    "wrong",
    [{"price": "0.00"}, {"vat_rate": Decimal(100)}, {"valid_until": date(2025, 12, 31)}],
)
def test_the_database_refuses_what_cannot_be(price, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        price(**wrong)


def test_lives_of_each_authority(world):
    tablet = EquipmentType.objects.get(code="DEV_TABLET_POOL")
    UsefulLife.unscoped.create(authority=world.authority, type=tablet, years=6)
    UsefulLife.unscoped.create(authority=world.authority_c, type=tablet, years=None)
    both = [world.authority.pk, world.authority_c.pk]
    assert UsefulLife.of(both) == {(both[0], tablet.pk): 6, (both[1], tablet.pk): None}
    assert UsefulLife.of([both[0]]) == {(both[0], tablet.pk): 6}
