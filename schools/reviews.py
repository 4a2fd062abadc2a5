"""When an adopted Medienkonzept has to be looked at again. Practice values: the Land names no interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

REVIEW_YEARS = 3  # full revision, unless the school named another day
WARNING_YEARS = 4  # since the adoption: advisers and the school are warned


@dataclass(frozen=True, slots=True)
class Review:
    """What a list says beside an adopted concept; empty `status`: nothing to do."""

    status: str = ""
    tone: str = "neutral"


def review_of(*, adopted_on: date | None, due_on: date | None, today: date) -> Review:
    if adopted_on and today >= years_after(adopted_on, WARNING_YEARS):
        return Review(_("not revised for more than %(years)s years") % {"years": WARNING_YEARS}, "danger")
    if due_on and today >= due_on:
        return Review(_("review is due"), "warning")
    return Review()


def years_after(day: date, years: int) -> date:
    """The same day `years` later; from 29 February it is the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
