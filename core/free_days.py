"""Days on which offices and schools of Nordrhein-Westfalen are closed: public holidays and weekends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SATURDAY = 5
FIXED: dict[tuple[int, int], Any] = {
    (1, 1): gettext_lazy("New Year’s Day"),
    (5, 1): gettext_lazy("Labour Day"),
    (10, 3): gettext_lazy("Day of German Unity"),
    (11, 1): gettext_lazy("All Saints’ Day"),
    (12, 25): gettext_lazy("Christmas Day"),
    (12, 26): gettext_lazy("Boxing Day"),
}
FROM_EASTER: dict[int, Any] = {
    -2: gettext_lazy("Good Friday"),
    1: gettext_lazy("Easter Monday"),
    39: gettext_lazy("Ascension Day"),
    50: gettext_lazy("Whit Monday"),
    60: gettext_lazy("Corpus Christi"),
}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the rule of Meeus, Jones and Butcher."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, skipped = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * skipped + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holiday(day: date) -> str:
    """The name of the public holiday in Nordrhein-Westfalen, "" on any other day."""
    name = FIXED.get((day.month, day.day)) or FROM_EASTER.get((day - easter(day.year)).days)
    return str(name or "")


def is_free(day: date) -> bool:
    return day.weekday() >= SATURDAY or bool(holiday(day))


def free_days_told(days: Iterable[date]) -> list[str]:
    """A sentence for each of the days that is free; nothing about the others."""
    return [_told(day) for day in sorted(set(days)) if is_free(day)]


def _told(day: date) -> str:
    words = {"day": date_format(day, "j. F Y"), "name": holiday(day) or date_format(day, "l")}
    if holiday(day):
        return _("%(day)s is a public holiday in North Rhine-Westphalia: %(name)s.") % words
    return _("%(day)s is a %(name)s.") % words
