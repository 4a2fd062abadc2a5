"""The versions that others may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schools.frames import Frame
from schools.live_tables import LiveTable, frozen_tables
from schools.models import ConceptVersion, School
from schools.selectors.concept.grid import Grid, GridEntry, grid_of
from schools.selectors.concept.pages import TaggedPages, tagged_pages

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class FrozenSection:
    number: int
    heading: str
    text: str
    tables: tuple[LiveTable, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionPage:
    """An adopted version as it was decided."""

    version: ConceptVersion
    sections: tuple[FrozenSection, ...]  # those with a text or a table
    grid: Grid
    tagged: list[TaggedPages]
    is_latest: bool


def concept_versions(*, user: User, school: School) -> list[ConceptVersion]:
    """Newest first, without the texts."""
    return list(ConceptVersion.visible_to(user).filter(school=school).defer("content"))


def version_page(*, user: User, version: ConceptVersion) -> VersionPage:
    content: dict[str, Any] = version.content
    texts: dict[str, str] = content.get("sections", {})
    tables = frozen_tables(content)
    frame = Frame.of_version(content, version.school.school_type)
    newer = ConceptVersion.visible_to(user).filter(school_id=version.school_id, number__gt=version.number)
    return VersionPage(
        version=version,
        sections=tuple(
            section
            for number in sorted(frame.headings)
            if (section := _section(number, frame, texts, tables)).text or section.tables
        ),
        grid=grid_of(
            [GridEntry(**entry) for entry in content.get("competences", [])],
            frame=frame,
        ),
        tagged=tagged_pages(content.get("pages", {}), frame.headings),
        is_latest=not newer.exists(),
    )


def _section(number: int, frame: Frame, texts: dict[str, str], tables: list[LiveTable]) -> FrozenSection:
    own = tuple(table for table in tables if table.section == number)
    return FrozenSection(number, frame.headings[number], texts.get(str(number), ""), own)
