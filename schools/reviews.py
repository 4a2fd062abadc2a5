"""When an adopted Medienkonzept has to be looked at again.

The intervals are the Träger's (`SchoolAuthority`); what stands here are the practice values it begins with: the
Land names no interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LIGHT_YEARS = 1  # school years from one "still fits" to the next; 0: nobody is asked
REVISION_YEARS = 3  # full revision, unless the school named another day
WARNING_YEARS = 4  # since the adoption: advisers and the school are warned


@dataclass(frozen=True, slots=True)
class Review:
    """What a list says beside an adopted concept; empty `status`: nothing to do."""

    status: str = ""
    tone: str = "neutral"


def review_of(*, adopted_on: date | None, due_on: date | None, warning_years: int, today: date) -> Review:
    if adopted_on and today >= years_after(adopted_on, warning_years):
        text = ngettext(
            "not revised for more than %(years)s year",
            "not revised for more than %(years)s years",
            warning_years,
        )
        return Review(text % {"years": warning_years}, "danger")
    if due_on and today >= due_on:
        return Review(_("review is due"), "warning")
    return Review()


def light_check_year(*, last: int, every: int, now: int) -> int | None:
    """The school year (its first calendar year) in which the next light check falls due.

    `last` is that of the last one, or of the adoption; None while the turn has not come, or when `every` is 0.
    """
    due = last + every
    return due if every and due <= now else None


def years_after(day: date, years: int) -> date:
    """The same day `years` later; from 29 February it is the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
