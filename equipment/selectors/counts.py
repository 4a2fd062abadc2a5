"""Devices counted over schools: what hints of the matrix calculate with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max, Sum

from equipment.models import EquipmentType, StockBatch

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

DEVICES = (EquipmentType.Group.PUPIL_DEVICE, EquipmentType.Group.TEACHER_DEVICE)


@dataclass(frozen=True, slots=True)
class DeviceCount:
    """Pieces of one group and purchase year that a school has in use; `changed_at` of the newest line."""

    school: int
    group: str  # EquipmentType.Group: devices of pupils or of teachers
    purchase_year: int | None
    pieces: int
    changed_at: datetime


def device_counts(*, user: User, schools: Iterable[School]) -> list[DeviceCount]:
    """Devices of pupils and teachers, from what `user` may read; one query for any number of schools."""
    rows = StockBatch.visible_to(user).in_use().filter(school__in=list(schools), type__group__in=DEVICES)
    grouped = rows.order_by().values_list("school_id", "type__group", "purchase_year")
    counted = grouped.annotate(pieces=Sum("quantity"), newest=Max("changed_at"))
    return [DeviceCount(*row) for row in counted]
