"""What a school works on now, with the name and the answer of each aspect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matrix.models import SchoolFocus, Side
from matrix.selectors.catalogue import current_catalogue, matrix_of, working_catalogue
from matrix.selectors.profiles import Answer, Profile

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School


@dataclass(frozen=True, slots=True)
class FocusLine:
    """One focus; `answer` is None where the working matrix no longer has the aspect."""

    code: str
    name: str
    school: School
    answer: Answer | None = None


def focuses(school: School, found: Profile, *, user: User) -> list[FocusLine]:
    """Of one school, with what its draft says. For the school's own people."""
    rows = SchoolFocus.visible_to(user).filter(school=school, ended_at=None)
    answers = {answer.aspect.code: answer for answer in found.answers}
    return [_line(code, school, answers.get(code)) for code in rows.values_list("code", flat=True)]


def _line(code: str, school: School, answer: Answer | None) -> FocusLine:
    return FocusLine(code, answer.aspect.name if answer else "", school, answer)


def running_focuses(school: School) -> list[str]:
    """Aspect codes in the order of their places. For the school's own people."""
    return list(school.focuses.filter(ended_at=None).order_by("place").values_list("code", flat=True))


def focus_codes(school: School, *, user: User) -> set[str]:
    """Aspects that can be a focus of this school or are one."""
    catalogue = working_catalogue(school)
    aspects = matrix_of(catalogue).aspects_of(Side.SCHOOL) if catalogue else ()
    running = SchoolFocus.visible_to(user).filter(school=school, ended_at=None)
    return {aspect.code for aspect in aspects} | set(running.values_list("code", flat=True))


def focuses_of(schools: Iterable[School], *, user: User) -> list[FocusLine]:
    """Of all these schools for a start page: two queries, in words of the current matrix."""
    places = list(schools)
    if not places:
        return []
    rows = SchoolFocus.visible_to(user).filter(school__in=places, ended_at=None)
    found = list(rows.select_related("school").order_by("school_id", "place"))
    catalogue = current_catalogue() if found else None
    names = {a.code: a.name for f in matrix_of(catalogue).fields for a in f.aspects} if catalogue else {}
    return [FocusLine(row.code, names.get(row.code, ""), row.school) for row in found]
