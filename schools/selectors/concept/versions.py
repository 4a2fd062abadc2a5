"""The versions that others may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schools import framework
from schools.live_tables import LiveTable, frozen_tables
from schools.models import ConceptVersion, School
from schools.selectors.concept.grid import Grid, GridEntry, grid_of

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
    is_latest: bool


def concept_versions(*, user: User, school: School) -> list[ConceptVersion]:
    """Newest first, without the texts."""
    return list(ConceptVersion.visible_to(user).filter(school=school).defer("content"))


def version_page(*, user: User, version: ConceptVersion) -> VersionPage:
    content: dict[str, Any] = version.content
    texts: dict[str, str] = content.get("sections", {})
    tables = frozen_tables(content)
    newer = ConceptVersion.visible_to(user).filter(school_id=version.school_id, number__gt=version.number)
    return VersionPage(
        version=version,
        sections=tuple(
            section
            for plan in framework.sections()
            if (section := _section(plan, texts, tables)).text or section.tables
        ),
        grid=grid_of(
            [GridEntry(**entry) for entry in content.get("competences", [])],
            school_type=version.school.school_type,
        ),
        is_latest=not newer.exists(),
    )


def _section(plan: framework.SectionPlan, texts: dict[str, str], tables: list[LiveTable]) -> FrozenSection:
    own = tuple(table for table in tables if table.section == plan.number)
    return FrozenSection(plan.number, plan.heading, texts.get(str(plan.number), ""), own)
