"""Days as they are told, and those of what has happened: none lies ahead, none before what it follows."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.errors import DomainError


def day_in_figures(day: date | None) -> str:
    """As in tables: 06.12.2026. Of a moment the day that it is here, not in UTC; empty without one."""
    return f"{_here(day):%d.%m.%Y}" if day else ""


def day_in_words(day: date | None) -> str:
    """As in sentences: 6. Dezember 2026. Otherwise like `day_in_figures`."""
    return date_format(_here(day), "j. F Y") if day else ""


def told_day(text: str) -> str:
    """A day as the trail and reports keep it (2026-12-06) in figures; another text stays as it is."""
    try:
        return day_in_figures(date.fromisoformat(text))
    except ValueError:
        return text


def _here(day: date) -> date:
    return timezone.localtime(day) if isinstance(day, datetime) else day


def lies_ahead(day: date | None) -> str:
    """What is wrong with the day of something that has happened; empty where nothing is."""
    if day is None or day <= timezone.localdate():
        return ""
    return _("This day is still to come. Enter only what has happened already.")


def require_past(day: date | None, *, field: str) -> None:
    """Raises DomainError, told at `field` of the form, for a day that is still to come."""
    if told := lies_ahead(day):
        raise DomainError(told, field=field)


def require_not_before(day: date | None, earlier: date | None, told: str, *, field: str) -> None:
    """Raises DomainError with `told`, which may name `%(day)s`, for a day before the one that it follows."""
    if day and earlier and day < earlier:
        raise DomainError(told % {"day": day_in_figures(earlier)}, field=field)
