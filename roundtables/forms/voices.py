"""How the table sees an aspect that was released to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ScopedForm, choice_field
from core.layout import Pair, Wide, form_helper
from matrix.models import Rating, Snapshot
from matrix.selectors import AspectInfo, Matrix, matrix_of
from roundtables.models import Meeting


def every_aspect(matrix: Matrix) -> Iterator[AspectInfo]:
    return (aspect for field in matrix.fields for aspect in field.aspects)


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
        matrices = {row.catalogue_id: matrix_of(row.catalogue) for row in self.releases.values()}
        self.aspects = {
            one.pk: (key, one.code) for key, found in matrices.items() for one in every_aspect(found)
        }

        def in_version(name: Any, version: Any) -> str:
            """With the version where the releases at this table are not all of the same one."""
            return f"{name} ({version})" if len(matrices) > 1 else str(name)

        empty = ("", _("please choose"))
        releases = ((key, in_version(row.subject, row.catalogue)) for key, row in self.releases.items())
        choice_field(self, "release").choices = [empty, *releases]
        groups = [
            (
                in_version(f"{field.code} {field.name}", found.version),
                [(one.pk, f"{one.code} {one.name}") for one in field.aspects],
            )
            for found in matrices.values()
            for field in found.fields
        ]
        choice_field(self, "aspect").choices = [empty, *groups]
        names = zip_longest(*(matrix.stage_names for matrix in matrices.values()))
        words = [" / ".join(dict.fromkeys(filter(None, same))) for same in names]
        stages = [(str(place), f"{place} {name}") for place, name in enumerate(words, start=1)]
        choice_field(self, "answer").choices = [empty, *stages, *Rating.State.choices[1:]]

    def clean(self) -> dict[str, Any]:
        """An aspect is told in the matrix of the release: its code may mean something else in another version."""
        data = super().clean() or {}
        if {"release", "aspect"} <= data.keys():
            release = self.releases[data["release"]]
            if self.aspects[int(data["aspect"])][0] != release.catalogue_id:
                text = _(
                    "This release was made with the version %(version)s. Choose the aspect from its list."
                )
                self.add_error("aspect", text % {"version": release.catalogue})
        return data

    def said(self) -> dict[str, Any]:
        """What `services.record_voice` takes."""
        data = self.cleaned_data
        chosen = data["answer"]
        return {
            "snapshot": self.releases[data["release"]],
            "code": self.aspects[int(data["aspect"])][1],
            "state": Rating.State.RATED.value if chosen.isdigit() else chosen,
            "stage": int(chosen) if chosen.isdigit() else None,
            "reason": data["reason"],
            "replaces": data["replaces"],
        }
