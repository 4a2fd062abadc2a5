"""Fields of the table: local clock times and days, and what was said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.days import day_in_words


def text_field(label: Any, *, rows: int = 2, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=2000, widget=widget, help_text=help_text)


def local_moment(day: date, clock: time) -> datetime:
    """The moment that clocks in Gütersloh show so. ValidationError where they show it never or twice."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first = datetime.combine(day, clock, tzinfo=zone)
    second = first.replace(fold=1)
    words = {"time": f"{clock:%H:%M}", "day": day_in_words(day)}
    if first.utcoffset() == second.utcoffset():
        return first
    if (first.utcoffset() or timedelta()) < (second.utcoffset() or timedelta()):
        text = _(
            "%(time)s does not exist on %(day)s: the clocks go forward. Choose a time before 2 or from 3."
        )
    else:
        text = _("%(time)s comes twice on %(day)s: the clocks go back. Choose a time before 2 or from 3.")
    raise ValidationError(text % words)


def clock_of(moment: datetime) -> tuple[date, time]:
    local = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    return local.date(), local.time().replace(second=0, microsecond=0)


class ClockField(forms.TimeField):
    """Hours and minutes, local time."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(widget=widget, input_formats=("%H:%M", "%H:%M:%S", "%H.%M", "%H"), **kwargs)
