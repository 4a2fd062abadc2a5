"""The persona world with the catalogue of equipment, and short ways to recognised needs."""

from __future__ import annotations

from typing import Any

import pytest

from equipment.services.catalogue import load_defaults
from needs.models import NeedItem
from needs.services import lists, rounds
from schools.models import School
from tests.needs.conftest import YEAR, draft
from tests.world import World, build_world

__all__ = ["TRAEGER", "YEAR"]
TRAEGER = "99001"


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    load_defaults()
    return world


def recognised(
    world: World, *told: dict[str, Any], school: School | None = None, lead: str = "lead_a"
) -> list[NeedItem]:
    """One recognised need of a sent list for each of `told` (changes of the usual values)."""
    place = school or world.school_a
    items = [draft(world, place, lead, **values) for values in told or ({},)]
    lists.send_list(place, year=YEAR, actor=world.user(lead))
    rounds.start_round(place.authority, year=YEAR, actor=world.user("staff"))
    return [decided(world, item, "recognised") for item in items]


def decided(world: World, item: NeedItem, state: str, reason: str = "Passt zum Standard.") -> NeedItem:
    stored = NeedItem.unscoped.get(pk=item.pk)
    return rounds.decide(
        stored, state=state, reason=reason, version=stored.version, actor=world.user("staff")
    )
