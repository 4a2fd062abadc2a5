"""One phase of the planning year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.forms import GuardedForm
from core.layout import Fieldset, Hint, Pair, Wide, form_helper
from planning.models import PlanningPhase
from planning.phases import REPORTING
from planning.selectors.years import Phase


class PhaseForm(GuardedForm):
    """Dates and words; the end of reporting needs is the round's and is not asked here."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    begins_on = DayField(label=gettext_lazy("Begins on"))
    ends_on = DayField(label=gettext_lazy("Ends on"))
    is_active = forms.BooleanField(
        label=gettext_lazy("This phase takes place"),
        required=False,
        help_text=gettext_lazy("Off: it stays in the list of the offices and is not shown to the schools."),
    )
    school_text = forms.CharField(
        label=gettext_lazy("What it means for a school"),
        help_text=gettext_lazy("Empty: the schools have nothing to do."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    authority_text = forms.CharField(
        label=gettext_lazy("What it means for the school authority"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, phase: Phase, row: PlanningPhase | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({name: getattr(phase, name) for name in self.fields if name != "seen"})
        if row:
            self.watch(row)
        is_reporting = phase.number == REPORTING
        if is_reporting:
            del self.fields["ends_on"]
        days = [Pair("begins_on"), Hint(_("It ends on the day on which the lists of needs are due."))]
        self.helper = form_helper(
            "seen",
            Fieldset(
                _("Dates"),
                Wide("title"),
                *(days if is_reporting else [Pair("begins_on", "ends_on")]),
                "is_active",
            ),
            Fieldset(_("What there is to do"), Wide("school_text"), Wide("authority_text")),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        begins, ends = data.get("begins_on"), data.get("ends_on")
        if begins and ends and begins > ends:
            self.add_error("ends_on", _("The last day lies before the first day."))
        return data

    def values(self) -> dict[str, Any]:
        return {"ends_on": None} | {name: self.cleaned_data[name] for name in self.fields if name != "seen"}
