"""Forecast of the demo world: a few invented prices and one scenario."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from equipment.models import EquipmentType, PriceEntry
from equipment.services import prices
from forecast import services
from schools.models import SchoolAuthority

PRICES = {"NET_AP": "310.00", "PRES_PROJECTOR": "980.00", "DEV_DESKTOP": "640.00"}


def build(users: dict[str, User]) -> None:
    """One type stays without a price, so that the pages show what that means."""
    city, staff = SchoolAuthority.unscoped.get(number="99101"), users["traeger@demo.example"]
    year = timezone.localdate().year
    for code, amount in PRICES.items():
        type_ = EquipmentType.objects.get(code=code)
        if PriceEntry.unscoped.filter(authority=city, type=type_).exists():
            continue
        values = {
            "type": type_,
            "product": f"Beispielpreis {type_.name}"[:120],
            "supplier": "",
            "contract": "Beispielpreis, frei erfunden",
            "price": Decimal(amount),
            "vat_rate": Decimal("19.0"),
            "valid_from": date(year, 1, 1),
            "valid_until": None,
        }
        prices.add_price(city, values=values, submission_id=uuid4(), actor=staff)
    scenario = services.create_scenario(
        city,
        values={
            "name": "Tablets fünf Jahre nutzen",
            "base_year": year,
            "note": "Frage aus dem Fachausschuss: Was bringt ein Jahr mehr?",
            "changes": {"lives": {"DEV_TABLET_POOL": 5}, "price_index": "2.0"},
        },
        submission_id=uuid4(),
        actor=staff,
    )
    services.share_scenario(scenario, actor=staff)
