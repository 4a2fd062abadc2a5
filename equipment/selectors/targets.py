"""The target values of a Träger as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from equipment.models import TargetValues
from schools.keys import SCHOOL_TYPES
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority


@dataclass(frozen=True, slots=True)
class TargetsRow:
    """The targets of one school type as a Träger's page shows them."""

    school_type: str
    label: str
    targets: TargetValues | None
    is_own: bool
    schools: int

    @property
    def shares(self) -> tuple[int | None, ...]:
        """Percent: service devices, presentation technology, WLAN."""
        one = self.targets
        return (one.teacher_device_share, one.presentation_share, one.wlan_share) if one else (None,) * 3


def targets_rows(*, user: User, authority: SchoolAuthority) -> list[TargetsRow]:
    """Every school type that has a default or a school of this Träger, with the targets that count."""
    schools = School.visible_to(user).filter(authority=authority).open()
    counted = dict(schools.order_by().values_list("school_type").annotate(number=Count("pk", distinct=True)))
    own, default = {}, {}
    for targets in TargetValues.visible_to(user).distinct():
        if targets.authority_id is None:
            default[targets.school_type] = targets
        elif targets.authority_id == authority.pk:
            own[targets.school_type] = targets
    rows = [
        TargetsRow(code, label, own.get(code) or default.get(code), code in own, counted.get(code, 0))
        for code, label in SCHOOL_TYPES.items()
        if code in own or code in default or code in counted
    ]
    return sorted(rows, key=lambda row: row.schools == 0)
