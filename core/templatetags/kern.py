"""What the crispy pack templates/kern/ needs: kinds of fields, classes by widget, links of the error summary."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.formsets import BaseFormSet
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def kern_kind(field: BoundField) -> str:
    """hidden, group (radio), multi (checkboxes), checkbox, select or input."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "multi"
    if isinstance(widget, forms.RadioSelect):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "select" if isinstance(widget, forms.Select) else "input"


CSS = {
    "checkbox": "kern-form-check__checkbox",
    "multi": "kern-form-check__checkbox",
    "group": "kern-form-check__radio",
    "select": "kern-form-input__select",
    "input": "kern-form-input__input",
}


@register.simple_tag
def kern_widget(field: BoundField) -> SafeString:
    """The widget with its KERN class; the classes that the form gave it stay."""
    kind = kern_kind(field)
    if kind == "hidden":
        return field.as_widget()
    own = [field.field.widget.attrs.get("class", ""), CSS[kind]]
    if field.errors:
        own.append(f"{CSS[kind]}--error")
    return field.as_widget(attrs={"class": " ".join(filter(None, own))})


@register.simple_tag
def kern_option(option: BoundWidget, kind: str) -> SafeString:
    """One radio button or checkbox of a group."""
    attrs: dict[str, Any] = option.data["attrs"]
    css = f"{attrs.get('class', '')} {CSS[kind]}".strip()
    data = {**option.data, "attrs": {**attrs, "class": css}, "wrap_label": False}
    return mark_safe(option.renderer.render(option.template_name, {"widget": data}))  # noqa: S308 - Django's own widget


@register.filter
def error_links(form: forms.BaseForm | BaseFormSet) -> list[tuple[str, str]]:
    """(anchor, text) of every error, the form's own first; the same words as at the field."""
    if isinstance(form, BaseFormSet):
        own = [("", str(error)) for error in form.non_form_errors()]
        return own + [link for part in form.forms for link in error_links(part)]
    found = [("", str(error)) for error in form.non_field_errors()]
    for field in form:
        anchor = "" if field.is_hidden else f"#{field.id_for_label or field.auto_id}"
        found += [(anchor, f"{_lead_in(field)} {error}") for error in field.errors]
    return found


def _lead_in(field: BoundField) -> str:
    """ "Bezeichnung:", but a question keeps its own mark. `told_as` names a field whose label several share."""
    label = str(getattr(field.field, "told_as", field.label))
    return label if label.endswith(("?", ".", "!", ":")) else f"{label}:"
