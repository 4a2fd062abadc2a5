"""Facts that rules ask for: one function each, over the inventory, the figures and the concept.

A fact of a school is counted over that school, a fact of a Träger over all its open schools. What nobody has
entered is never counted as zero: a school without the number is left out, and where none has it the fact says
what is missing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from equipment.coverage import percent_shown
from equipment.selectors import DEVICES, DeviceCount, device_counts
from matrix.hints import FACTS, Number
from schools.framework import SECTION_COUNT, competences_by_number
from schools.models import School
from schools.models.register import school_year_of
from schools.selectors import (
    ConceptCount,
    adoptions,
    concept_count,
    newest_figures,
)

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority, SchoolYearFigures

PUPIL, TEACHER = DEVICES


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` is exact (percent, pupils per device, or a count); None where `missing` names what nobody entered."""

    value: Number | None = None
    count: int = 0
    total: int = 0
    schools: int = 0
    as_of: date | None = None  # age of the oldest figure in it
    is_percent: bool = False
    missing: str = ""

    def words(self, years: int | None) -> dict[str, str]:
        """For the placeholders of a rule's sentence, rounded as the figures of the stock (`equipment.coverage`)."""
        return {
            "anzahl": number_format(self.count),
            "gesamt": number_format(self.total),
            "schulen": number_format(self.schools),
            "jahre": str(years or ""),
            "wert": self._value_text(),
        }

    def _value_text(self) -> str:
        if self.value is None or self.value == math.inf:
            return "–"
        if self.is_percent:
            return number_format(percent_shown(Fraction(self.value)))
        return number_format(math.ceil(self.value * 10) / 10, decimal_pos=1)


class Sources:
    """What facts are counted from: each table is read once, when the first fact asks for it."""

    def __init__(self, subject: School | SchoolAuthority, *, user: User) -> None:
        self.user = user
        self.subject = subject
        self.today = timezone.localdate()

    @cached_property
    def schools(self) -> list[School]:
        if isinstance(self.subject, School):
            return [self.subject]
        return list(School.visible_to(self.user).filter(authority=self.subject).open())

    @cached_property
    def figures(self) -> list[SchoolYearFigures]:
        return newest_figures(user=self.user, schools=self.schools)

    @cached_property
    def devices(self) -> list[DeviceCount]:
        return device_counts(user=self.user, schools=self.schools)

    @cached_property
    def adoptions(self) -> list[date]:
        """Of each school that has adopted a concept, the newest."""
        if isinstance(self.subject, School):
            return [self.concept.adopted_on] if self.concept.adopted_on else []
        return list(adoptions(user=self.user, schools=self.schools).values())

    @cached_property
    def concept(self) -> ConceptCount:
        """Of a school alone."""
        return concept_count(user=self.user, school=self.schools[0])


Count = Callable[[Sources, int | None], Fact]
FUNCTIONS: dict[str, Count] = {}


def counts(name: str) -> Callable[[Count], Count]:
    """Rules know the fact by `name`, one of `matrix.hints.FACTS`; what the function is called is its own affair."""
    if name not in FACTS or name in FUNCTIONS:
        raise LookupError(name)

    def keep(function: Count) -> Count:
        FUNCTIONS[name] = function
        return function

    return keep


@counts("presentation_share")
def presentation_share(sources: Sources, years: int | None) -> Fact:
    """Teaching rooms with presentation technology, percent."""
    return _rooms(sources, "presentation_rooms", _("the number of rooms with presentation technology"))


@counts("wlan_share")
def wlan_share(sources: Sources, years: int | None) -> Fact:
    """Teaching rooms with WLAN for a whole class, percent."""
    return _rooms(sources, "wlan_rooms", _("the number of rooms with WLAN"))


def _rooms(sources: Sources, column: str, name: str) -> Fact:
    known = [row for row in sources.figures if row.teaching_rooms and getattr(row, column) is not None]
    if not known:
        rooms = any(row.teaching_rooms for row in sources.figures)
        return Fact(missing=name if rooms else _("the number of teaching rooms"))
    part = sum(getattr(row, column) for row in known)
    return _share(part, sum(row.teaching_rooms or 0 for row in known), known)


def _share(part: int, whole: int, known: Sequence[SchoolYearFigures]) -> Fact:
    as_of = min(row.reference_date for row in known)
    value = Fraction(part * 100, whole)
    return Fact(value, part, whole, len(known), as_of, is_percent=True)


@counts("pupils_per_device")
def pupils_per_device(sources: Sources, years: int | None) -> Fact:
    """Pupils for each device of the group for pupils; infinite where a school recorded devices, but none of these."""
    recorded = {row.school for row in sources.devices}
    known = [row for row in sources.figures if row.pupils and row.school_id in recorded]
    if not known:
        return Fact(missing=_("the number of pupils") if recorded else _("the stock of devices"))
    schools = {row.school_id for row in known}
    devices = _pieces(row for row in sources.devices if row.group == PUPIL and row.school in schools)
    pupils = sum(row.pupils for row in known)
    value = Fraction(pupils, devices) if devices else math.inf
    return Fact(value, devices, pupils, len(known), min(row.reference_date for row in known))


@counts("teacher_device_share")
def teacher_device_share(sources: Sources, years: int | None) -> Fact:
    """Service devices for each hundred teachers."""
    recorded = {row.school for row in sources.devices}
    known = [row for row in sources.figures if row.teachers and row.school_id in recorded]
    if not known:
        return Fact(missing=_("the number of teachers") if recorded else _("the stock of devices"))
    schools = {row.school_id for row in known}
    devices = _pieces(row for row in sources.devices if row.group == TEACHER and row.school in schools)
    return _share(devices, sum(row.teachers or 0 for row in known), known)


@counts("young_device_share")
def young_device_share(sources: Sources, years: int | None) -> Fact:
    """Devices bought in the last `years` calendar years, percent of those whose year is known."""
    dated = [row for row in sources.devices if row.purchase_year is not None]
    if not dated:
        return Fact(
            missing=_("the purchase year of the devices") if sources.devices else _("the stock of devices")
        )
    oldest = sources.today.year - (years or 0)
    young = [row for row in dated if (row.purchase_year or 0) >= oldest]
    return _device_share(young, dated)


@counts("dated_device_share")
def dated_device_share(sources: Sources, years: int | None) -> Fact:
    """Devices whose purchase year is known, percent: what a planned replacement needs first."""
    if not sources.devices:
        return Fact(missing=_("the stock of devices"))
    return _device_share([row for row in sources.devices if row.purchase_year is not None], sources.devices)


def _device_share(part: Sequence[DeviceCount], whole: Sequence[DeviceCount]) -> Fact:
    """As old as the school that has not touched its stock for longest."""
    newest: dict[int, date] = {}
    for row in whole:
        day = timezone.localdate(row.changed_at)
        newest[row.school] = max(day, newest.get(row.school, day))
    value = Fraction(_pieces(part) * 100, _pieces(whole))
    return Fact(value, _pieces(part), _pieces(whole), len(newest), min(newest.values()), is_percent=True)


def _pieces(rows: Iterable[DeviceCount]) -> int:
    return sum(row.pieces for row in rows)


@counts("concept_adopted_share")
def concept_adopted_share(sources: Sources, years: int | None) -> Fact:
    """Schools whose Schulkonferenz adopted a Medienkonzept in the last `years` years, percent.

    Unknown where none is in the portal: a concept on paper is not "no concept".
    """
    schools = sources.schools
    begun = isinstance(sources.subject, School) and sources.concept.sections
    if not sources.adoptions and not begun:
        return Fact(missing=_("a Medienkonzept in the portal"))
    limit = _years_before(sources.today, years or 0)
    fresh = [day for day in sources.adoptions if day >= limit]
    value = Fraction(len(fresh) * 100, len(schools))
    return Fact(value, len(fresh), len(schools), len(schools), sources.today, is_percent=True)


@counts("concept_sections")
def concept_sections(sources: Sources, years: int | None) -> Fact:
    """Filled sections of the Medienkonzept, of all."""
    found = sources.concept
    if not found.sections:
        return Fact(missing=_("a Medienkonzept in the portal"))
    as_of = found.changed_on or sources.today
    return Fact(Fraction(found.sections), found.sections, SECTION_COUNT, 1, as_of)


@counts("competences")
def competences(sources: Sources, years: int | None) -> Fact:
    """Competences of the MKR NRW with a Vorhaben in the grid, of all."""
    used = len(sources.concept.competences)
    if not used:
        return Fact(missing=_("the competence grid"))
    return Fact(Fraction(used), used, len(competences_by_number()), 1, sources.today)


@counts("competence_areas")
def competence_areas(sources: Sources, years: int | None) -> Fact:
    """Areas of the MKR NRW with a Vorhaben in the grid, of all."""
    used = sources.concept.competences
    if not used:
        return Fact(missing=_("the competence grid"))
    known = competences_by_number()
    reached = len({known[number].area_number for number in used})
    total = len({competence.area_number for competence in known.values()})
    return Fact(Fraction(reached), reached, total, 1, sources.today)


@counts("trainings_done")
def trainings_done(sources: Sources, years: int | None) -> Fact:
    """Trainings of the plan that were held in the last `years` school years, the running one included.

    Not a share of the staff: the plan names groups, never how many people. Unknown where nothing is done: a plan
    that has just begun speaks for no stage.
    """
    first = school_year_of(sources.today) - (years or 1) + 1
    done = [day for day in sources.concept.trainings if first <= school_year_of(day)]
    if not done:
        return Fact(missing=_("trainings of the last years in the training plan"))
    return Fact(Fraction(len(done)), len(done), len(sources.concept.trainings), 1, sources.today)


def _years_before(day: date, years: int) -> date:
    """The same day some years ago; 28 February for 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
