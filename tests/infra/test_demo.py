"""The demo world looks like real life on whatever day it is built."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.free_days import is_free
from gutersloh_portal.demo.days import has_lessons, school_day, school_days

# as the ministry has announced them
HOLIDAYS = {
    "autumn 2026": ((2026, 10, 17), (2026, 10, 31)),
    "Christmas 2026": ((2026, 12, 23), (2027, 1, 6)),
    "Easter 2027": ((2027, 3, 22), (2027, 4, 3)),
    "Whitsun 2027": ((2027, 5, 18), (2027, 5, 18)),
    "summer 2027": ((2027, 7, 19), (2027, 8, 31)),
    "autumn 2027": ((2027, 10, 23), (2027, 11, 6)),
    "Christmas 2027": ((2027, 12, 24), (2028, 1, 8)),
    "Easter 2028": ((2028, 4, 10), (2028, 4, 22)),
    "summer 2028": ((2028, 7, 10), (2028, 8, 22)),
    "autumn 2029": ((2029, 10, 15), (2029, 10, 27)),
    "summer 2030": ((2030, 6, 24), (2030, 8, 6)),
}


@pytest.mark.parametrize("name", HOLIDAYS)
def test_nobody_meets_in_the_holidays(name: str) -> None:
    first, last = (date(*parts) for parts in HOLIDAYS[name])
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    assert [day for day in days if has_lessons(day)] == []


def test_the_days_of_the_demo_world_have_lessons_whenever_it_is_built(monkeypatch) -> None:
    for number in range(800):
        today = date(2026, 6, 1) + timedelta(days=number)
        monkeypatch.setattr(timezone, "localdate", lambda today=today: today)
        past, coming, polled = school_day(-60), school_day(18), school_days(120, 128, 136)
        assert past < today < coming < polled[0] < polled[1] < polled[2]
        assert not any(is_free(day) or not has_lessons(day) for day in (past, coming, *polled))
