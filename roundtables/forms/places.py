"""A learning place of the municipality."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import GuardedForm, mark_field
from core.layout import Pair, form_helper
from roundtables.models import LearningPlace
from roundtables.services.places import ABOUT_PLACE


class LearningPlaceForm(GuardedForm):
    """Name, kind and the office that answers for it."""

    submission_id = mark_field()
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=LearningPlace.Kind.choices)
    office = forms.CharField(
        label=gettext_lazy("Office to ask"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("An office or body, no private person."),
    )

    helper = form_helper("seen", "submission_id", Pair("name", "kind"), "office")

    def __init__(self, *args: Any, place: LearningPlace | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if place:
            self.initial.update({name: getattr(place, name) for name in ABOUT_PLACE})
            self.watch(place)

    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ABOUT_PLACE}
