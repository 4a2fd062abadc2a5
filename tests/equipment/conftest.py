"""The persona world with the catalogue of equipment, and short ways to stock lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from equipment.models import EquipmentType, FundingSource, StockBatch
from equipment.services.catalogue import load_defaults
from schools.models import School, SchoolYearFigures
from tests.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    load_defaults()
    return world


def make_stock(school: School, code: str = "DEV_TABLET_POOL", quantity: int = 15, **extra: Any) -> StockBatch:
    fund = extra.pop("fund", None)
    return StockBatch.unscoped.create(
        school=school,
        type=EquipmentType.objects.get(code=code),
        quantity=quantity,
        funding_source=FundingSource.objects.get(code=fund) if fund else None,
        **extra,
    )


def make_figures(school: School, year: int = 2026, **numbers: int | None) -> SchoolYearFigures:
    values: dict[str, Any] = {
        "pupils": 120,
        "classes": 6,
        "teachers": 12,
        "teaching_rooms": 10,
        "presentation_rooms": 9,
        "wlan_rooms": 4,
    }
    return SchoolYearFigures.unscoped.create(
        school=school, school_year=year, reference_date=date(year, 10, 15), **(values | numbers)
    )


@pytest.fixture
def stock(world: World) -> Callable[..., StockBatch]:
    def make(code: str = "DEV_TABLET_POOL", quantity: int = 15, **extra: Any) -> StockBatch:
        return make_stock(extra.pop("school", world.school_a), code, quantity, **extra)

    return make


def url(name: str, *args: Any) -> str:
    return reverse(f"equipment:{name}", args=args)
