"""The phase of today on the start page: one line for a school's people and for the offices of a Träger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from core.addresses import address
from gutersloh_portal.navigation import places_of
from planning.selectors.years import Phase, phases_now
from schools.access import OFFICES, access_for

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class PhaseLine:
    title: str
    year: int
    ends_on: date
    text: str  # what it means for the reader's side
    url: str  # the whole year


def phase_line_of(user: User) -> PhaseLine | None:
    """What the reader's side does now, first what has a page and ends soonest; at most one query."""
    places = places_of(user)
    offices = access_for(user).authority_ids(*OFFICES)
    sides = dict.fromkeys((school.authority_id for school in places.schools), "school")
    sides |= dict.fromkeys(offices, "authority")
    if not sides:
        return None
    lines = [
        (not phase.has_page(sides[now.authority]), _line(phase, text, now.number))
        for now in phases_now(user=user, authorities=sides, day=timezone.localdate())
        for phase in now.phases
        if (text := phase.text_for(sides[now.authority]))
    ]
    if not lines:
        return None
    return min(lines, key=lambda line: (line[0], line[1].ends_on, line[1].year))[1]


def _line(phase: Phase, text: str, number: str) -> PhaseLine:
    url = address("planning:year_detail", number=number, year=phase.year)
    return PhaseLine(phase.title, phase.year, phase.ends_on, text, url)
