"""Prices and assumptions of a Träger: money, for its offices alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from equipment.models import EquipmentType
from equipment.services import prices
from forecast import services as forecast
from tests.permissions.marks import FullWorld, mark

STAFF = {"A": "staff", "C": "staff_c"}


def set_up_forecast(full: FullWorld, letter: str) -> None:
    """For A and C: B stands under the Träger of A."""
    if letter == "B":
        return
    things, owner, actor = full.places[letter], f"S{letter}", full.user(STAFF[letter])
    authority = things.school.authority
    entry = prices.add_price(
        authority,
        values={
            "type": EquipmentType.objects.get(code="NET_AP"),
            "product": mark(owner, "money", "accesspoint"),
            "supplier": mark(owner, "money", "network"),
            "contract": mark(owner, "money", "frame"),
            "price": Decimal("310.00"),
            "vat_rate": Decimal("19.0"),
            "valid_from": date(2026, 1, 1),
            "valid_until": None,
        },
        submission_id=uuid4(),
        actor=actor,
    )
    scenario = forecast.create_scenario(
        authority,
        values={
            "name": mark(owner, "scenario", "name"),
            "base_year": 2027,
            "note": mark(owner, "money", "scenarionote"),
            "changes": {"price_index": "2.0"},
        },
        submission_id=uuid4(),
        actor=actor,
    )
    forecast.share_scenario(scenario, actor=actor)
    things.values |= {"price": entry.pk, "scenario": scenario.pk}
