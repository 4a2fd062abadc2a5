"""The price list of a Träger on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from equipment.models import PriceEntry

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority


def prices_on(*, user: User, authority: SchoolAuthority, day: date) -> dict[int, PriceEntry]:
    """Type pk -> the price to plan with: of those valid on `day` the newest, among equals the cheapest; one query.

    Empty for readers without an office at the Träger: prices of framework contracts are its own.
    """
    valid = (
        PriceEntry.visible_to(user)
        .filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day), authority=authority, valid_from__lte=day
        )
        .select_related("type")
        .order_by("type_id", "-valid_from", "price", "pk")
    )
    found: dict[int, PriceEntry] = {}
    for entry in valid:
        found.setdefault(entry.type_id, entry)
    return found
