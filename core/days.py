"""Days of what has happened: none lies ahead, and none before what it follows. For services, forms and files alike."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.errors import DomainError


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
        raise DomainError(told % {"day": date_format(earlier, "d.m.Y")}, field=field)
