"""Fields of the table: local clock times, days, and aspects by their codes."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matrix.models import Aspect

CODE = re.compile(r"[A-Za-z]+\d+(?:\.\d+)?")


def local_moment(day: date, clock: time) -> datetime:
    """The moment that clocks in Gütersloh show so. ValidationError where they show it never or twice."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first = datetime.combine(day, clock, tzinfo=zone)
    second = first.replace(fold=1)
    words = {"time": f"{clock:%H:%M}", "day": date_format(day, "DATE_FORMAT")}
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


class AspectCodesField(forms.CharField):
    """Aspects typed by their codes ("S4.2, T2.3"): quicker than fifty boxes while people talk."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Aspects"))
        kwargs.setdefault("help_text", gettext_lazy("Codes from the matrix, for example S4.2, T2.3."))
        super().__init__(required=False, max_length=200, **kwargs)

    def clean(self, value: Any) -> list[Aspect]:
        text = super().clean(value)
        codes = [code.upper() for code in CODE.findall(text)]
        found = Aspect.objects.filter(field__catalogue__is_current=True, code__in=codes)
        by_code = {aspect.code: aspect for aspect in found}
        unknown = [code for code in codes if code not in by_code]
        rest = CODE.sub("", text).strip(" ,;\n\t")
        if unknown or rest:
            words = {"codes": ", ".join(unknown) or rest}
            raise ValidationError(_("The matrix has no aspect %(codes)s. Codes look like S4.2.") % words)
        return [by_code[code] for code in dict.fromkeys(codes)]
