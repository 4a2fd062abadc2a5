"""The versions that others may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schools import framework
from schools.models import ConceptVersion, School
from schools.selectors.concept.grid import Grid, GridEntry, grid_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class FrozenSection:
    number: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class VersionPage:
    """An adopted version as it was decided."""

    version: ConceptVersion
    sections: tuple[FrozenSection, ...]  # filled ones only
    grid: Grid
    is_latest: bool


def concept_versions(*, user: User, school: School) -> list[ConceptVersion]:
    """Newest first, without the texts."""
    return list(ConceptVersion.visible_to(user).filter(school=school).defer("content"))


def version_page(*, user: User, version: ConceptVersion) -> VersionPage:
    content: dict[str, Any] = version.content
    texts: dict[str, str] = content.get("sections", {})
    newer = ConceptVersion.visible_to(user).filter(school_id=version.school_id, number__gt=version.number)
    return VersionPage(
        version=version,
        sections=tuple(
            FrozenSection(plan.number, plan.heading, texts[str(plan.number)])
            for plan in framework.sections()
            if texts.get(str(plan.number))
        ),
        grid=grid_of(
            [GridEntry(**entry) for entry in content.get("competences", [])],
            school_type=version.school.school_type,
        ),
        is_latest=not newer.exists(),
    )
