"""What a school shares."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import GuardedForm, mark_field
from core.layout import Wide, form_helper
from matrix.forms import AspectCodesField
from roundtables.models import ExperienceNote
from roundtables.selectors.today import aspects_of

WHO_READS = (
    (
        "table",
        gettext_lazy("Round table: everybody who sits at the round table of your municipality reads it."),
    ),
    (
        "district",
        gettext_lazy(
            "District: everybody with an account at a school, Träger or office in the district reads it."
        ),
    ),
    ("public", gettext_lazy("Public: everybody reads it on the internet, without an account.")),
)


class SharedExperienceForm(GuardedForm):
    """A short note, its aspects, and who reads it."""

    submission_id = mark_field()
    text = forms.CharField(
        label=gettext_lazy("Your experience"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("What you did and what came of it. No names of persons."),
    )
    aspects = AspectCodesField()
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who reads it?"), choices=WHO_READS, widget=forms.RadioSelect
    )

    helper = form_helper("seen", "submission_id", Wide("text"), "aspects", "visibility")

    def __init__(self, *args: Any, note: ExperienceNote | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ended: list[Any] = []
        if note:
            codes, self.ended = aspects_of(note)
            self.initial.update(
                {"text": note.text, "visibility": note.visibility, "aspects": ", ".join(codes)}
            )
            self.watch(note)
        else:
            self.initial.setdefault("visibility", "table")

    def values(self) -> dict[str, Any]:
        """Aspects that ended with an older version of the matrix have no code to type, and stay."""
        told = {name: self.cleaned_data[name] for name in ("text", "visibility", "aspects")}
        return told | {"aspects": [*told["aspects"], *self.ended]}
