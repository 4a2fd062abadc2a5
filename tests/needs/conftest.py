"""The persona world with the catalogue of equipment, and short ways to needs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from equipment.models import EquipmentType
from equipment.services.catalogue import load_defaults
from needs.models import NeedItem
from needs.services import lists, rounds
from schools.models import School
from tests.world import World, build_world

YEAR = timezone.localdate().year + 1  # lists of needs are made for the year to come


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    load_defaults()
    return world


def values(**extra: Any) -> dict[str, Any]:
    """Everything that strict sending asks for, and more."""
    return {
        "type": EquipmentType.objects.get(code="DEV_TABLET_POOL"),
        "quantity": 15,
        "kind": "first",
        "priority": "A",
        "reason": "Lernvideos in Klasse 3",
        "section": 3,
        "price": Decimal("420.00"),
    } | extra


def draft(world: World, school: School | None = None, actor: str = "lead_a", **extra: Any) -> NeedItem:
    return lists.create_item(
        school or world.school_a,
        year=YEAR,
        values=values(**extra),
        submission_id=uuid4(),
        actor=world.user(actor),
    )


def sent(world: World, *, started: bool = False, **extra: Any) -> NeedItem:
    """An item of a sent list of school A, in a round that has begun or not."""
    item = draft(world, **extra)
    lists.send_list(world.school_a, year=YEAR, actor=world.user("lead_a"))
    if started:
        rounds.start_round(world.authority, year=YEAR, actor=world.user("staff"))
    return NeedItem.unscoped.get(pk=item.pk)
