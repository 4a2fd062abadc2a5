"""The persona world with the catalogue of equipment, and short ways to a standard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from equipment.models import EquipmentType
from equipment.services.catalogue import load_defaults
from standards import services
from standards.models import StandardVersion
from tests.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    load_defaults()
    return world


def rule(code: str = "PRES_DISPLAY", **extra: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "type": EquipmentType.objects.get(code=code),
        "quantity": 1,
        "every": 1,
        "per": "room",
        "school_types": [],
        "year_from": None,
        "year_to": None,
        "max_age": None,
        "room_type": "",
    }
    return values | extra


DECISION = {
    "title": "Standard 2026",
    "body": "Rat",
    "decided_on": date(2026, 6, 1),
    "paper": "134/2026",
    "valid_from": date(2026, 8, 1),
    "note": "",
}


@pytest.fixture
def draft(world: World) -> StandardVersion:
    """An empty draft of Musterstadt."""
    version = services.begin_draft(world.authority, actor=world.user("staff"))
    version.rules.all().delete()
    return version


@pytest.fixture
def adopted(world: World, draft: StandardVersion) -> Callable[..., StandardVersion]:
    """Puts a standard with these rules in force."""

    def adopt(*rules: dict[str, Any]) -> StandardVersion:
        for values in rules:
            services.save_rule(draft, values=values, actor=world.user("staff"))
        return services.adopt(draft, **DECISION, actor=world.user("staff"))

    return adopt
