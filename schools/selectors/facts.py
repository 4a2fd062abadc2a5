"""Figures and concept of schools as numbers: what hints of the matrix calculate with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from schools import framework
from schools.access import access_for
from schools.models import ConceptVersion, School, SchoolYearFigures

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class ConceptCount:
    """Filled sections of the working copy (a file counts as the whole concept), the numbers of the competences of
    the MKR NRW that have a Vorhaben in the grid, and the plan of trainings."""

    sections: int
    changed_on: date | None  # newest of the sections
    competences: frozenset[str]
    adopted_on: date | None  # newest adopted version
    trainings: tuple[date, ...]  # days of those that were held


def newest_figures(*, user: User, schools: Iterable[School]) -> list[SchoolYearFigures]:
    """The newest figures of each of these schools that has any; one query."""
    rows = SchoolYearFigures.visible_to(user).filter(school__in=list(schools))
    return list(rows.order_by("school_id", "-school_year").distinct("school_id"))


def adoptions(*, user: User, schools: Iterable[School]) -> dict[int, date]:
    """School pk -> day of its newest adopted Medienkonzept; one query."""
    rows = ConceptVersion.visible_to(user).filter(school__in=list(schools)).order_by()
    return dict(rows.values_list("school_id").annotate(newest=Max("adopted_on")))


# Django needs four times as long to put these five together as PostgreSQL to answer, and every page with hints asks.
CONCEPT = """
SELECT (SELECT file FROM schools_mediaconcept WHERE school_id = %(school)s),
       ARRAY(SELECT changed_at FROM schools_conceptsection WHERE school_id = %(school)s AND text <> ''),
       ARRAY(SELECT competence FROM schools_competenceuse WHERE school_id = %(school)s),
       (SELECT max(adopted_on) FROM schools_conceptversion WHERE school_id = %(school)s),
       ARRAY(SELECT held_on FROM schools_training WHERE school_id = %(school)s AND is_done AND held_on IS NOT NULL)
"""


def concept_count(*, user: User, school: School) -> ConceptCount:
    """What five tables say about one concept; one query. For the school's own people: others count nothing."""
    if not access_for(user).works_at(school):
        return ConceptCount(0, None, frozenset(), None, ())
    with connection.cursor() as cursor:
        cursor.execute(CONCEPT, {"school": school.pk})
        file, moments, used, adopted_on, held = cursor.fetchone()
    days = [timezone.localdate(moment) for moment in moments]
    return ConceptCount(
        sections=framework.SECTION_COUNT if file else len(days),
        changed_on=max(days, default=None),
        competences=frozenset(used) & frozenset(framework.competences_by_number()),
        adopted_on=adopted_on,
        trainings=tuple(held),
    )
