"""Days on which people of the demo world meet, on whatever day it is built."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.free_days import easter, is_free

HOLIDAYS = (((6, 20), (9, 6)), ((10, 1), (11, 8)), ((12, 19), (12, 31)), ((1, 1), (1, 10)))


def school_day(days: int) -> date:
    """So many days from today, and on to the next day (of the past: back to the one before) with lessons."""
    day = timezone.localdate() + timedelta(days=days)
    while not has_lessons(day):
        day += timedelta(days=1 if days >= 0 else -1)
    return day


def school_days(*many: int) -> list[date]:
    """As `school_day`, each a week or more after the one before, however the holidays fall."""
    found: list[date] = []
    for days in many:
        least = (found[-1] + timedelta(days=7) - timezone.localdate()).days if found else days
        found.append(school_day(max(days, least)))
    return found


def at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def has_lessons(day: date) -> bool:
    """Neither free nor in the weeks in which holidays of Nordrhein-Westfalen may fall, whatever the year."""
    near_easter = abs((day - easter(day.year)).days) <= 8
    whitsun = (day - easter(day.year)).days == 51  # the Tuesday
    usual = any(first <= (day.month, day.day) <= last for first, last in HOLIDAYS)
    return not (is_free(day) or near_easter or whitsun or usual)
