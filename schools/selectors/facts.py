"""Figures and concept of schools as numbers: what hints of the matrix calculate with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone

from schools import framework
from schools.models import (
    CompetenceUse,
    ConceptSection,
    ConceptVersion,
    MediaConcept,
    School,
    SchoolYearFigures,
)

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class SectionCount:
    """Filled sections of the working copy; a file counts as the whole concept."""

    filled: int
    total: int
    changed_on: date | None


def newest_figures(*, user: User, schools: Iterable[School]) -> list[SchoolYearFigures]:
    """The newest figures of each of these schools that has any; one query."""
    rows = SchoolYearFigures.visible_to(user).filter(school__in=list(schools))
    return list(rows.order_by("school_id", "-school_year").distinct("school_id"))


def adoptions(*, user: User, schools: Iterable[School]) -> dict[int, date]:
    """School pk -> day of its newest adopted Medienkonzept; one query."""
    rows = ConceptVersion.visible_to(user).filter(school__in=list(schools)).order_by()
    return dict(rows.values_list("school_id").annotate(newest=Max("adopted_on")))


def section_count(*, user: User, school: School) -> SectionCount:
    concept = MediaConcept.visible_to(user).filter(school=school).only("file").first()
    changes = ConceptSection.visible_to(user).filter(school=school).exclude(text="").order_by()
    days = [timezone.localdate(moment) for moment in changes.values_list("changed_at", flat=True)]
    filled = framework.SECTION_COUNT if concept and concept.file else len(days)
    return SectionCount(filled, framework.SECTION_COUNT, max(days, default=None))


def used_competences(*, user: User, school: School) -> set[str]:
    """Numbers of the competences of the MKR NRW that have a Vorhaben in the grid."""
    used = CompetenceUse.visible_to(user).filter(school=school).values_list("competence", flat=True)
    return set(used) & set(framework.competences_by_number())
