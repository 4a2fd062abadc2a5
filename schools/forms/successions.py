"""Input about the successor of a school."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.forms import ScopedForm
from core.layout import form_helper
from schools.models import School


class SuccessionForm(ScopedForm):
    """The school that carries on, by its number, and from which day."""

    successor = forms.CharField(
        label=gettext_lazy("School number of the successor"),
        max_length=6,
        help_text=gettext_lazy("Six digits. After a split, record each successor on its own."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    since = DayField(label=gettext_lazy("Since"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper()

    def clean_successor(self) -> School:
        number = self.cleaned_data["successor"].strip()
        found: School | None = School.visible_to(self.user).filter(school_number=number).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no school %(number)s among your schools.") % {"number": number}
            )
        return found
