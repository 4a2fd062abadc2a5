"""The phases of today on the start page: one line for a school's people and for the offices of a Träger."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
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
class MorePhases:
    """How many other phases of one planning year run today."""

    count: int
    year: int
    url: str


@dataclass(frozen=True, slots=True)
class PhaseLine:
    title: str
    year: int
    ends_on: date
    text: str  # what it means for the reader's side
    url: str  # the whole year
    more: tuple[MorePhases, ...] = ()


def phase_line_of(user: User) -> PhaseLine | None:
    """What the reader's side does now: what has a page and ends soonest, and how much else; at most one query."""
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
    first, *others = (
        one for _, one in sorted(lines, key=lambda line: (line[0], line[1].ends_on, line[1].year))
    )
    counted = Counter((one.year, one.url) for one in others)
    more = tuple(MorePhases(count, year, url) for (year, url), count in sorted(counted.items()))
    return replace(first, more=more)


def _line(phase: Phase, text: str, number: str) -> PhaseLine:
    url = address("planning:year_detail", number=number, year=phase.year)
    return PhaseLine(phase.title, phase.year, phase.ends_on, text, url)
