"""Days counted from today: the portal refuses what lies in the past, and a year written in a test goes by."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from core.free_days import easter

SUNDAY = 6
NOTICE = 60  # so many days ahead at least lies what is called the next one


def in_days(number: int) -> date:
    """So many days after today, before it with a negative number."""
    return timezone.localdate() + timedelta(days=number)


def next_year_day(month: int, day: int) -> date:
    """The next such day of a year, not one that is upon us."""
    soonest = in_days(NOTICE)
    this = date(soonest.year, month, day)
    return this if this >= soonest else this.replace(year=this.year + 1)


def next_easter_monday() -> date:
    """A holiday that is always a Monday in March or April."""
    soonest = in_days(NOTICE)
    this, following = (easter(soonest.year + years) + timedelta(days=1) for years in (0, 1))
    return this if this >= soonest else following


def next_clock_changes() -> tuple[date, date]:
    """The next Sundays on which the clocks go forward, and back: the last one of March, and of October."""
    spring, autumn = (_ahead(month) for month in (3, 10))
    return spring, autumn


def _ahead(month: int) -> date:
    soonest = in_days(NOTICE)
    this, following = (_last_sunday(soonest.year + years, month) for years in (0, 1))
    return this if this >= soonest else following


def _last_sunday(year: int, month: int) -> date:
    """Of a month that has 31 days."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() - SUNDAY) % 7)


def spoken(day: date) -> str:
    """ "1. Juli 2027", as the portal writes it in a sentence."""
    with override("de"):
        return date_format(day, "j. F Y")
