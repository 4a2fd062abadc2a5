"""Figures and concept of schools as numbers: what hints of the matrix calculate with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, Subquery
from django.utils import timezone

from schools import framework
from schools.access import access_for
from schools.models import ConceptVersion, School, SchoolYearFigures

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class ConceptCount:
    """Filled sections of the working copy (a file counts as the whole concept), and the numbers of the competences
    of the MKR NRW that have a Vorhaben in the grid."""

    sections: int
    changed_on: date | None  # newest of the sections
    competences: frozenset[str]
    adopted_on: date | None  # newest adopted version

    SECTIONS: ClassVar[int] = framework.SECTION_COUNT


def newest_figures(*, user: User, schools: Iterable[School]) -> list[SchoolYearFigures]:
    """The newest figures of each of these schools that has any; one query."""
    rows = SchoolYearFigures.visible_to(user).filter(school__in=list(schools))
    return list(rows.order_by("school_id", "-school_year").distinct("school_id"))


def adoptions(*, user: User, schools: Iterable[School]) -> dict[int, date]:
    """School pk -> day of its newest adopted Medienkonzept; one query."""
    rows = ConceptVersion.visible_to(user).filter(school__in=list(schools)).order_by()
    return dict(rows.values_list("school_id").annotate(newest=Max("adopted_on")))


def concept_count(*, user: User, school: School) -> ConceptCount:
    """What four tables say about one concept; one query. For the school's own people: others count nothing."""
    own = School.visible_to(user).filter(access_for(user).own_schools_q(), pk=school.pk)
    versions = school.concept_versions.order_by("-adopted_on")
    asked = own.values_list(
        "concept__file",
        ArraySubquery(school.concept_sections.exclude(text="").order_by().values("changed_at")),
        ArraySubquery(school.competence_uses.order_by().values("competence")),
        Subquery(versions.values("adopted_on")[:1]),
    )
    file, moments, used, adopted_on = asked.first() or ("", [], [], None)
    days = [timezone.localdate(moment) for moment in moments]
    return ConceptCount(
        sections=framework.SECTION_COUNT if file else len(days),
        changed_on=max(days, default=None),
        competences=frozenset(used) & frozenset(framework.competences_by_number()),
        adopted_on=adopted_on,
    )
