"""Forecast of the demo world: a few invented prices, a Zweckbindung and one scenario."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from equipment.models import EquipmentType, FundingSource, PriceEntry
from equipment.services import prices
from forecast import services
from forecast.models import FollowUpCost
from schools.models import SchoolAuthority

PRICES = {"NET_AP": "310.00", "PRES_PROJECTOR": "980.00", "DEV_DESKTOP": "640.00"}
BINDING_YEARS = 5  # an example: the notice of a grant says how long it binds


COSTS = (
    ("NET_AP", "licence", "18.00"),
    ("NET_AP", "support", "6.50"),
    ("PRES_PROJECTOR", "insurance", "0.00"),
    ("DEV_TABLET_POOL", "insurance", "24.00"),
    ("DEV_TABLET_POOL", "licence", "9.90"),
    ("DEV_DESKTOP", "undivided", "35.00"),
)  # invented, as the prices are; the last one shows a sum that nobody parted


def _follow_up(city: SchoolAuthority) -> dict[tuple[int, str], tuple[Decimal | None, Decimal | None]]:
    """What is not there yet."""
    types = dict(EquipmentType.objects.values_list("code", "pk"))
    there = set(FollowUpCost.unscoped.filter(authority=city).values_list("type_id", "kind"))
    return {
        (types[code], kind): (None, Decimal(amount))
        for code, kind, amount in COSTS
        if (types[code], kind) not in there
    }


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
    bound = FundingSource.objects.filter(code__in=("DP1", "DP2"))
    services.save_bindings(city, changes={one.pk: (None, BINDING_YEARS) for one in bound}, actor=staff)
    services.save_follow_up(city, changes=_follow_up(city), actor=staff)
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
