"""Public holidays of Nordrhein-Westfalen, reckoned and not looked up."""

from datetime import date, timedelta

import pytest

from core.free_days import easter, free_days_told, holiday, is_free

# the earliest and the latest there can be, those that simpler rules miss, and some of our days
EASTERS = (
    *(
        (1818, 3, 22),
        (1943, 4, 25),
        (1954, 4, 18),
        (1981, 4, 19),
        (2000, 4, 23),
        (2008, 3, 23),
        (2025, 4, 20),
    ),
    *((2026, 4, 5), (2027, 3, 28), (2028, 4, 16), (2029, 4, 1), (2030, 4, 21), (2038, 4, 25), (2049, 4, 18)),
    *((2076, 4, 19), (2100, 3, 28), (2285, 3, 22)),
)


def test_easter_falls_as_the_calendars_of_the_churches_have_it():
    assert [easter(year) for year, _month, _day in EASTERS] == [date(*parts) for parts in EASTERS]


def test_the_holidays_of_a_year_are_those_of_the_law():
    year = [date(2027, 1, 1) + timedelta(days=day) for day in range(365)]
    assert {f"{day:%d.%m.}": holiday(day) for day in year if holiday(day)} == {
        "01.01.": "Neujahr",
        "26.03.": "Karfreitag",
        "29.03.": "Ostermontag",
        "01.05.": "Tag der Arbeit",
        "06.05.": "Christi Himmelfahrt",
        "17.05.": "Pfingstmontag",
        "27.05.": "Fronleichnam",
        "03.10.": "Tag der Deutschen Einheit",
        "01.11.": "Allerheiligen",
        "25.12.": "1. Weihnachtstag",
        "26.12.": "2. Weihnachtstag",
    }


@pytest.mark.parametrize(
    ("day", "free"), [((2027, 3, 27), True), ((2027, 3, 29), True), ((2027, 3, 30), False)]
)
def test_weekends_and_holidays_are_free(day, free):
    assert is_free(date(*day)) is free


def test_only_free_days_are_told():
    days = [date(2027, 3, 30), date(2027, 3, 29), date(2027, 4, 3), date(2027, 3, 29)]
    assert free_days_told(days) == [
        "Der 29. März 2027 ist in Nordrhein-Westfalen ein Feiertag: Ostermontag.",
        "Der 3. April 2027 ist ein Samstag.",
    ]
