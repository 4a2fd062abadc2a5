"""Agendas out of templates, and templates out of agendas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import ScopedForm, choice_field
from core.layout import form_helper
from roundtables.models import AgendaTemplate, RoundTableSeries
from roundtables.selectors.templates import template_choices


class TemplateSaveForm(ScopedForm):
    variant = forms.ChoiceField(
        label=gettext_lazy("Template for"),
        choices=AgendaTemplate.Variant.choices,
        help_text=gettext_lazy(
            "It can be chosen when a meeting of this round table is planned, and takes the place of the one before. "
            "What came from proposals, different views or the parking lot stays out."
        ),
    )
    helper = form_helper("variant")


class TemplateFillForm(ScopedForm):
    template = forms.ChoiceField(label=gettext_lazy("Agenda template"))
    replace = forms.BooleanField(
        label=gettext_lazy("Take off what nobody has worked on yet"),
        help_text=gettext_lazy(
            "Items with notes, results, documents or a reason stay. Without the tick only missing items are added."
        ),
        required=False,
    )
    helper = form_helper("template", "replace")

    def __init__(self, *args: Any, series: RoundTableSeries, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "template").choices = template_choices(series)
