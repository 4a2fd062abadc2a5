"""Where no standard is in force the four targets count: what is missing by them, less what is on its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from equipment.coverage import verdict_of
from equipment.models import EquipmentType
from equipment.selectors import Coverage, shortfalls_by_school
from schools.models import School, SchoolAuthority
from standards.outside import Coming, coming_to, is_told

if TYPE_CHECKING:
    from accounts.models import User

Group = EquipmentType.Group
GROUPS = {
    "pupils_per_device": Group.PUPIL_DEVICE,
    "presentation": Group.PRESENTATION,
    "teacher_devices": Group.TEACHER_DEVICE,
}
ACCESS_POINT = "NET_AP"  # the one type of the network that brings WLAN into a room


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One of the four figures of a school. A replacement takes the place of what is counted, so `coming` leaves it out.

    `missing` is None where it cannot be told.
    """

    figure: Coverage
    have: int
    missing: int | None
    coming: tuple[Coming, ...]

    @property
    def under_way(self) -> int:
        """Of the missing pieces, never more than these."""
        return self.under_way_besides(None)

    @property
    def left(self) -> int | None:
        return None if self.missing is None else self.missing - self.under_way

    @property
    def coming_words(self) -> str:
        return ", ".join(one.words for one in self.coming)

    def under_way_besides(self, year: int | None) -> int:
        """Without what the needs of this planning year ask for."""
        return min(self.missing or 0, self._pieces(year))

    def verdict_besides(self, year: int) -> str:
        """As if all had come that is on its way, but for the needs of this planning year."""
        if not self.missing:
            return self.figure.verdict
        have = self.have + self._pieces(year)
        return verdict_of(have=Decimal(have), needed=Decimal(self.have + self.missing))

    def _pieces(self, besides: int | None) -> int:
        return sum(one.pieces for one in self.coming if besides is None or one.year != besides)


def target_lines(*, user: User, schools: Iterable[School]) -> dict[int, list[TargetLine]]:
    """School pk -> its four figures; five queries and those of what is on its way, for any number of schools."""
    known = list(schools)
    types = list(EquipmentType.objects.order_by("pk").only("pk", "code", "group"))
    told = known if is_told(known, user=user) else []
    coming = coming_to([school.pk for school in told], user=user)
    return {
        pk: [
            TargetLine(one.figure, one.have, one.missing, _coming(coming, pk, one.figure.key, types))
            for one in found
        ]
        for pk, found in shortfalls_by_school(user=user, schools=known).items()
    }


@dataclass(frozen=True, slots=True)
class TargetTable:
    """Every open school of a Träger by name, with its four figures; sums of what is shown."""

    rows: list[tuple[School, list[TargetLine]]]
    tells_coming: bool

    @property
    def labels(self) -> list[str]:
        return [line.figure.label for line in self.rows[0][1]] if self.rows else []

    @property
    def sums(self) -> list[tuple[int, int]]:
        """By figure: missing, and of these under way."""
        columns = zip(*(lines for _school, lines in self.rows), strict=True)
        return [(sum(one.missing or 0 for one in own), sum(one.under_way for one in own)) for own in columns]


def target_table(*, user: User, authority: SchoolAuthority) -> TargetTable:
    """One query more than `target_lines`."""
    schools = list(School.visible_to(user).filter(authority=authority).open().order_by("name", "pk"))
    lines = target_lines(user=user, schools=schools)
    return TargetTable([(school, lines[school.pk]) for school in schools], is_told(schools, user=user))


def _coming(
    coming: dict[tuple[int, int], tuple[Coming, ...]], school: int, key: str, types: list[EquipmentType]
) -> tuple[Coming, ...]:
    meant = [
        one for one in types if (one.group == GROUPS[key] if key in GROUPS else one.code == ACCESS_POINT)
    ]
    parts = (one for type_ in meant for one in coming.get((school, type_.pk), ()))
    return tuple(one for one in parts if not one.is_replacement)
