"""What the sections hold while a divided document waits to be taken over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schools import framework
from schools.models import ConceptSection, School

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class HeldSection:
    """A section that already has a text."""

    plan: framework.SectionPlan
    text: str

    @property
    def words(self) -> int:
        return framework.word_count(self.text)


@dataclass(frozen=True, slots=True)
class SectionsNow:
    held: tuple[HeldSection, ...]
    versions: dict[int, int]  # number -> version of each section that was ever written

    @property
    def seen(self) -> str:
        """Goes into the form, so that a change in between is noticed."""
        return " ".join(f"{number}:{version}" for number, version in sorted(self.versions.items()))


def sections_now(*, user: User, school: School) -> SectionsNow:
    rows = list(ConceptSection.visible_to(user).filter(school=school))
    held = [HeldSection(framework.section(row.number), row.text) for row in rows if row.text]
    return SectionsNow(tuple(held), {row.number: row.version for row in rows})


def versions_seen(text: str) -> dict[int, int]:
    """What `SectionsNow.seen` said; nonsense says nothing."""
    pairs = (pair.partition(":") for pair in text.split())
    return {
        int(number): int(version)
        for number, _colon, version in pairs
        if number.isdecimal() and version.isdecimal() and len(number) < 3 and len(version) < 11
    }
