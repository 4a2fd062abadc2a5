"""The live tables of the working copy, and which sections no longer match what was adopted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schools.frames import Frame
from schools.live_tables import LiveTable, changes_between, frozen_tables, tables_of
from schools.models import ConceptVersion, School

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section whose tables have changed since the adoption, called as it was then, with the changes in words."""

    number: int
    heading: str
    adopted: ConceptVersion
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """Tables as they stand now, and what differs from the newest adopted version."""

    tables: tuple[LiveTable, ...]
    changes: tuple[SectionChange, ...]


def bound(*, user: User, school: School, section: int | None = None) -> Bound:
    """Of all sections or of one. For people of the school: the tables hold drafts."""
    now = tables_of(school, section=section)
    version = ConceptVersion.visible_to(user).filter(school=school).order_by("-number").first()
    if version is None or "tables" not in version.content:
        return Bound(tuple(now), ())
    frame = Frame.of_version(version.content, school.school_type)
    then = [table for table in frozen_tables(version.content) if section in {None, table.section}]
    return Bound(tuple(now), tuple(_changes(version, frame, then, now)))


def _changes(
    version: ConceptVersion, frame: Frame, then: list[LiveTable], now: list[LiveTable]
) -> list[SectionChange]:
    before, after = ({table.key: table for table in tables} for tables in (then, now))
    texts: dict[int, list[str]] = {}
    for key in dict.fromkeys([*before, *after]):
        number = (after.get(key) or before[key]).section
        texts.setdefault(number, []).extend(changes_between(before.get(key), after.get(key)))
    return [
        SectionChange(number, frame.headings.get(number, ""), version, tuple(texts[number]))
        for number in sorted(texts)
        if texts[number]
    ]
