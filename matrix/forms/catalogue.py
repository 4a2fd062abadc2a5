"""Upload of a new matrix, and the mapping of the one in force to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import Rebuilt, ScopedForm
from core.layout import Pair, Wide, form_helper
from core.parsing import one_line
from matrix.succession import AspectText, Plan

LONGEST_STAGE_NAME = 40


class CatalogueUploadForm(ScopedForm):
    label = forms.CharField(
        label=_("Name of the version"),
        help_text=_("For example “Matrix 2027”. It stands on every page that shows this version."),
        max_length=40,
    )
    file = forms.FileField(
        label=_("File of the matrix"),
        help_text=_(
            "CSV with semicolons (UTF-8): seite, feld_code, feld, aspekt_code, aspekt, leitfrage, "
            "stufe_1 to stufe_N, thema_code, thema."
        ),
    )
    stage_names = forms.CharField(
        label=_("Names of the stages"),
        help_text=_(
            "From the lowest on, with commas. Empty: the usual names of four stages, else “Stufe 1” …"
        ),
        max_length=400,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Pair("label", "file"), Wide("stage_names"))

    def clean_label(self) -> str:
        return one_line(self.cleaned_data["label"])

    def clean_stage_names(self) -> tuple[str, ...]:
        names = tuple(name.strip() for name in self.cleaned_data["stage_names"].split(",") if name.strip())
        if any(len(name) > LONGEST_STAGE_NAME for name in names):
            raise forms.ValidationError(_("The name of a stage has at most 40 characters."))
        return names


class MappingForm(Rebuilt, ScopedForm):
    """Per old aspect its successor and, for a split, further ones; per old stage the new one where they differ.

    `seen` is the version of the mapping that the page showed.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        *args: Any,
        old: Mapping[str, AspectText],
        new: Mapping[str, AspectText],
        plan: Plan,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.old, self.new, self.plan = old, new, plan
        self.places = {code: f"aspect-{place}" for place, code in enumerate(old, start=1)}
        offered = {side: self._offered(side) for side in {text.side for text in old.values()}}
        for code, text in old.items():
            successors = plan.successors.get(code, ())
            self._add_aspect(code, text, offered[text.side], successors)
        for stage, after in self.steps():
            self._add_stage(stage, after)

    def _offered(self, side: str) -> list[tuple[str, str]]:
        found = [(code, f"{code} {text.name}") for code, text in self.new.items() if text.side == side]
        return [("", gettext("no successor")), *found]

    def _add_aspect(
        self, code: str, text: AspectText, offered: list[tuple[str, str]], successors: tuple[str, ...]
    ) -> None:
        name = self.places[code]
        self.fields[name] = forms.ChoiceField(
            label=gettext("Successor of %(code)s") % {"code": code},
            choices=offered,
            required=False,
            initial=successors[0] if successors else "",
        )
        self.fields[f"{name}-more"] = forms.CharField(
            label=gettext("Further successors of %(code)s") % {"code": code},
            help_text=gettext("Only for an aspect that is divided: codes, with commas."),
            max_length=200,
            required=False,
            initial=", ".join(successors[1:]),
        )

    def _add_stage(self, stage: int, after: int | None) -> None:
        most = max((len(text.stages) for text in self.new.values()), default=0)
        numbers = [
            (str(number), gettext("Stage %(stage)s") % {"stage": number}) for number in range(1, most + 1)
        ]
        self.fields[f"stage-{stage}"] = forms.TypedChoiceField(
            label=gettext("Old stage %(stage)s becomes") % {"stage": stage},
            choices=[("", gettext("no stage: to be rated anew")), *numbers],
            coerce=int,
            empty_value=None,
            required=False,
            initial=str(after or ""),
        )

    def steps(self) -> Iterable[tuple[int, int | None]]:
        """Old stages that a person decides on: none where both versions have as many."""
        counts = [
            max((len(text.stages) for text in texts.values()), default=0) for texts in (self.old, self.new)
        ]
        return () if counts[0] == counts[1] else sorted(self.plan.stages.items())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.places.values():
            more = f"{name}-more"
            if more in cleaned:
                cleaned[more] = self._codes(more, cleaned[more])
        return cleaned

    def _codes(self, name: str, text: str) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(filter(None, re.split(r"[,;\s]+", text))))
        for code in codes:
            if code not in self.new:
                what = gettext("The new version has no aspect “%(code)s”.") % {"code": code}
                self.add_error(name, what)
        return codes

    def to_plan(self) -> Plan:
        cleaned = self.cleaned_data
        successors = {
            code: tuple(dict.fromkeys(filter(None, (cleaned[name], *cleaned[f"{name}-more"]))))
            for code, name in self.places.items()
        }
        stages = dict(self.plan.stages) | {stage: cleaned[f"stage-{stage}"] for stage, _after in self.steps()}
        return Plan(successors, stages)

    def fields_of(self, code: str) -> tuple[BoundField, BoundField]:
        name = self.places[code]
        return self[name], self[f"{name}-more"]

    @property
    def stage_fields(self) -> list[BoundField]:
        return [self[f"stage-{stage}"] for stage, _after in self.steps()]
