"""The persona world with the catalogue of equipment, and a short way to a need of any school."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from equipment.services.catalogue import load_defaults
from needs.models import NeedItem
from schools.models import School
from tests.needs.conftest import draft
from tests.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    load_defaults()
    return world


@pytest.fixture
def need_of(world: World) -> Callable[[School], NeedItem]:
    return lambda school: draft(world, school, actor="lead_b" if school == world.school_b else "lead_a")
