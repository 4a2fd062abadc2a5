"""The persona world with the catalogue of equipment, and short ways to stock and prices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from equipment.models import EquipmentType, PriceEntry, StockBatch
from equipment.services.catalogue import load_defaults
from forecast import services
from forecast.models import Scenario
from standards import services as standards
from tests.equipment.conftest import make_figures, make_stock
from tests.world import World, build_world

THIS_YEAR = timezone.localdate().year
LONGER = {"lives": {"DEV_TABLET_POOL": 5}}


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    load_defaults()
    return world


@pytest.fixture
def stock(world: World) -> Callable[..., StockBatch]:
    """`due` is the year in which the pieces reach the end of the catalogue's life."""

    def make(code: str = "DEV_TABLET_POOL", quantity: int = 15, due: int | None = None, **extra):
        life = EquipmentType.objects.get(code=code).useful_life or 0
        year = None if due is None else due - life
        return make_stock(extra.pop("school", world.school_a), code, quantity, purchase_year=year, **extra)

    return make


@pytest.fixture
def price(world: World) -> Callable[..., PriceEntry]:
    def make(amount: str = "400.00", code: str = "DEV_TABLET_POOL"):
        return PriceEntry.unscoped.create(
            authority=world.authority,
            type=EquipmentType.objects.get(code=code),
            product=f"Produkt {code}",
            price=Decimal(amount),
            valid_from=date(2026, 1, 1),
        )

    return make


def reaching(world, number: int = 1, years: int = 2) -> dict[str, Any]:
    """A decided standard of one display a room at a school with ten rooms, and the change that reaches it."""
    draft = standards.begin_draft(world.authority, actor=world.user("staff"))
    draft.rules.all().delete()
    values = {
        "type": EquipmentType.objects.get(code="PRES_DISPLAY"),
        "quantity": 1,
        "every": 1,
        "per": "room",
    }
    draft.rules.create(**values, school_types=["02"])
    make_figures(world.school_a, teaching_rooms=10)
    return {"standard": number, "standard_years": years}


@pytest.fixture
def scenario(world: World) -> Callable[..., Scenario]:
    def make(name: str = "Länger nutzen", changes: Any = LONGER) -> Scenario:
        values = {"name": name, "base_year": THIS_YEAR, "note": "", "changes": changes}
        return services.create_scenario(
            world.authority, values=values, submission_id=uuid4(), actor=world.user("staff")
        )

    return make
