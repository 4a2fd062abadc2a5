"""How the table sees an aspect that was released to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ScopedForm
from core.layout import Pair, Wide, form_helper
from matrix.models import Rating, Snapshot
from matrix.selectors import current_catalogue, matrix_of
from roundtables.models import Meeting


class TableVoiceForm(ScopedForm):
    """One release at this table, one of its aspects, the view that was agreed upon, and why."""

    release = forms.ChoiceField(label=_("School or Träger"))
    aspect = forms.ChoiceField(label=_("Aspect"))
    answer = forms.ChoiceField(label=_("Stage today, as the table sees it"))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What does the table see this by? It is read beside the released answer."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        error_messages={"required": _("Write in one or two lines why you see it this way.")},
    )
    replaces = forms.BooleanField(
        label=_("Put it above the view that this meeting has recorded already"), required=False
    )

    helper = form_helper("release", Pair("aspect", "answer"), Wide("reason"), "replaces")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = meeting.series.releases().newest().select_related("school", "authority", "catalogue")
        self.releases: dict[str, Snapshot] = {str(row.pk): row for row in newest.defer("data")}
        catalogue = current_catalogue()
        fields = matrix_of(catalogue).fields if catalogue else ()
        names = matrix_of(catalogue).stage_names if catalogue else ()
        empty = ("", _("please choose"))
        self._choices("release", [empty, *((key, str(row.subject)) for key, row in self.releases.items())])
        groups = [
            (f"{field.code} {field.name}", [(one.code, f"{one.code} {one.name}") for one in field.aspects])
            for field in fields
        ]
        self._choices("aspect", [empty, *groups])
        stages = [(str(place), f"{place} {name}") for place, name in enumerate(names, start=1)]
        self._choices("answer", [empty, *stages, *Rating.State.choices[1:]])

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What `services.record_voice` takes."""
        data = self.cleaned_data
        chosen = data["answer"]
        return {
            "snapshot": self.releases[data["release"]],
            "code": data["aspect"],
            "state": Rating.State.RATED.value if chosen.isdigit() else chosen,
            "stage": int(chosen) if chosen.isdigit() else None,
            "reason": data["reason"],
            "replaces": data["replaces"],
        }
