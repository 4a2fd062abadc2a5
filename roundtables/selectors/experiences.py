"""Experiences by aspect, school type and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from matrix.models import Aspect
from roundtables.selectors.milestones import LONGEST_SEARCH
from schools.access import SCHOOL_ROLES, memberships_of
from schools.keys import SCHOOL_TYPES

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School


@dataclass(frozen=True, slots=True)
class ExperienceFilter:
    """Only known values get in; anything else counts as not asked for."""

    aspect: str = ""
    school_type: str = ""
    text: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> ExperienceFilter:
        school_type = str(query.get("school_type", ""))
        return cls(
            aspect=str(query.get("aspect", "")).strip().upper()[:20],
            school_type=school_type if school_type in SCHOOL_TYPES else "",
            text=str(query.get("q", "")).strip()[:LONGEST_SEARCH],
        )

    @property
    def is_narrow(self) -> bool:
        return self != ExperienceFilter()

    @property
    def school_types(self) -> list[tuple[str, str]]:
        return sorted(SCHOOL_TYPES.items(), key=lambda one: one[1])


def aspects_to_choose() -> list[tuple[str, str]]:
    """Of the matrix in force, by code."""
    rows = Aspect.objects.filter(field__catalogue__is_current=True).order_by("field__order", "order", "code")
    return [(code, f"{code} {name}") for code, name in rows.values_list("code", "name")]


def experience_rows(rows: Any, filters: ExperienceFilter) -> QuerySet[Any]:
    """`rows` is already cut to the reader."""
    asked = {"aspect": filters.aspect, "school_type": filters.school_type, "text": filters.text}
    related = ("school", "series__municipality", "topic")
    found: QuerySet[Any] = rows.about(**asked).select_related(*related).prefetch_related("aspects")
    return found.order_by("-created_at", "-pk")


def schools_of(user: User) -> list[School]:
    """For which schools this person may share something; no query beside the memberships."""
    held = (row.school for row in memberships_of(user) if row.role in SCHOOL_ROLES)
    return list(dict.fromkeys(school for school in held if school))
