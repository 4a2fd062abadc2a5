"""Fields that more than one app asks with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.parsing import DATE_FORMATS

LATEST_YEAR = 2100


class SuggestInput(forms.TextInput):
    """A line of text that the browser completes from `suggestions`; whatever else is typed stays possible."""

    suggestions: tuple[str, ...] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        listed = f"{attrs['id']}-list"
        line = super().render(name, value, attrs | {"list": listed, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((text,) for text in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', line, listed, options)


class DayField(forms.DateField):
    """A day with the browser's calendar; typed German dates count too."""

    def __init__(self, *, earliest: int = 2000, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(**{"widget": widget} | kwargs, input_formats=DATE_FORMATS)
        self.earliest = earliest  # year

    def clean(self, value: Any) -> Any:
        """Years like 0026 are slips of the finger; what is far away is told with the years that can be."""
        day = super().clean(value)
        if day and day.year < 1000:
            raise ValidationError(_("Please write the year with four digits, such as 2026."))
        if day and not self.earliest <= day.year <= LATEST_YEAR:
            years = {"first": self.earliest, "last": LATEST_YEAR}
            raise ValidationError(_("The year must lie between %(first)d and %(last)d.") % years)
        return day


# for `error_messages` of an amount that must be more than nothing
ABOVE_ZERO = {"min_value": gettext_lazy("Please enter an amount above 0.")}


class EachOnceField(forms.MultipleChoiceField):
    """Several of what is offered, each once: a forged form may name a line twice, and the services trust what comes."""

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().to_python(value)))
