"""Propose a milestone out of a gap, and decline one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.forms import ScopedForm, choice_field, mark_field
from core.layout import Pair, Wide, form_helper
from matrix.selectors import AspectInfo


class ProposalForm(ScopedForm):
    """What should be done, by when, and which stage it leads to."""

    submission_id = mark_field()
    text = forms.CharField(
        label=gettext_lazy("What should be done?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One step that can be checked, for example: WLAN is measured in all rooms."),
    )
    due_on = DayField(label=gettext_lazy("By when"), required=False)
    target_stage = forms.TypedChoiceField(
        label=gettext_lazy("Target stage"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, aspect: AspectInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [(str(stage.number), f"{stage.number} {stage.name}") for stage in aspect.stages]
        choice_field(self, "target_stage").choices = [("", gettext_lazy("no target")), *stages]
        self.helper = form_helper("submission_id", Wide("text"), Pair("due_on", "target_stage"))

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(gettext_lazy("The date lies in the past."))
        return day


class DeclineForm(ScopedForm):
    """A proposal is declined with a word that the school reads."""

    answer = forms.CharField(
        label=gettext_lazy("Why not, or why not now?"),
        max_length=300,
        help_text=gettext_lazy("The school reads this line."),
    )

    helper = form_helper(Wide("answer"))


class AgendaProposalForm(ScopedForm):
    """What the school would like to talk about, and why."""

    submission_id = mark_field()
    title = forms.CharField(
        label=gettext_lazy("What would you like to talk about?"),
        max_length=120,
        help_text=gettext_lazy("A short line, as it would stand on the agenda."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why does it belong at the round table?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Moderation and Träger read it; on the agenda everybody at the table does."),
    )

    helper = form_helper("submission_id", Wide("title"), Wide("reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
