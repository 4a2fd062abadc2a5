"""Who reads the strategic frame of a municipality: everybody of its round table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from roundtables.models import RoundTableSeries
from schools.models import Municipality

if TYPE_CHECKING:
    from accounts.models import User


def municipalities_read_by(user: User) -> QuerySet[Municipality]:
    """Those with a table that this person belongs to."""
    return Municipality.objects.filter(pk__in=RoundTableSeries.visible_to(user).values("municipality_id"))
