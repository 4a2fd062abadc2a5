"""Whether the light check of an adopted concept is due, and what the last one said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from schools.models import ConceptCheck, MediaConcept
from schools.models.register import school_year_end, school_year_of
from schools.reviews import light_check_year

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class LightCheck:
    """`due_on` is the last day of the school year in which it falls due; None: nothing to do now."""

    newest: ConceptCheck | None
    due_on: date | None


def light_checks(*, user: User, concepts: Iterable[MediaConcept]) -> dict[int, LightCheck]:
    """By school, for all concepts in one query; they must come with `school__authority`."""
    adopted = [one for one in concepts if not one.is_open and one.adopted_on]
    if not adopted:
        return {}
    rows = ConceptCheck.visible_to(user).filter(school__in=[one.school_id for one in adopted])
    oldest_first = rows.select_related("checked_by").order_by("school_year")
    newest = {row.school_id: row for row in oldest_first}
    return {one.school_id: _light_check(one, newest.get(one.school_id)) for one in adopted}


def _light_check(concept: MediaConcept, newest: ConceptCheck | None) -> LightCheck:
    adopted_in = school_year_of(concept.adopted_on) if concept.adopted_on else 0
    year = light_check_year(
        last=max(adopted_in, newest.school_year if newest else 0),
        every=concept.school.authority.light_years,
        now=school_year_of(timezone.localdate()),
    )
    return LightCheck(newest, None if year is None else school_year_end(year))
