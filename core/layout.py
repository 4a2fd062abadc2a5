"""Form layouts by meaning. How they look stands in templates/kern/ and static/css/core.css."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms import layout
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django.template.loader import render_to_string
from django.utils.html import format_html

__all__ = ["Fieldset", "Fold", "Hint", "Layout", "Pair", "Row", "Wide", "form_helper"]


class Fieldset(layout.Fieldset):
    """A group of fields with a legend. The legend is plain text: crispy's own would run it as a template."""

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> str:
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(
            "kern/layout/fieldset.html", {"fieldset": self, "legend": self.legend, "fields": fields}
        )


class Fold(Fieldset):
    """A group of fields that shows its legend alone until somebody opens it. Open is what was filled in or is wrong.

    `hint` stands beside the legend as long as it is closed: what the group holds, or nothing.
    """

    def __init__(self, legend: Any, *fields: Any, names: Sequence[str], hint: str = "") -> None:
        super().__init__(legend, *fields)
        self.names, self.hint = names, hint

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> str:
        is_open = any(
            form[name].errors or (form.is_bound and name in form.changed_data) for name in self.names
        )
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        told = {"legend": self.legend, "hint": self.hint, "fields": fields, "is_open": is_open}
        return render_to_string("kern/layout/fold.html", told)


class Pair(Div):
    """Two short fields side by side where there is room."""

    css_class = "form-pair"


class Row(Div):
    """Three short fields side by side where there is room: a day and its times."""

    css_class = "form-pair form-pair--three"


class Wide(Div):
    """A field that uses the whole width: long texts."""

    css_class = "form-wide"


class Hint:
    """A sentence between fields. Plain text: crispy's HTML() would run it as a template."""

    def __init__(self, text: Any) -> None:
        self.text = text

    def render(self, *_args: Any, **_kwargs: Any) -> str:
        return format_html('<p class="form-note">{}</p>', self.text)


def form_helper(*parts: Any) -> FormHelper:
    """The layout of a form: {% portal_form %} owns form tag, token and buttons. Without parts: the fields in order."""
    made = FormHelper()
    made.form_tag = False
    made.disable_csrf = True
    if parts:
        made.layout = Layout(*parts)
    return made
