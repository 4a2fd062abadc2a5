"""Input of the strategic frame: the texts, a field of action, a project, and what supports a field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import GuardedModelForm, ScopedForm, SentOnce, row_field
from core.layout import Pair, Wide, form_helper
from frame.models import TIES, ActionField, CityFrame, CityProject
from frame.selectors import MOST_SHOWN, rows_to_assign
from frame.services import ABOUT, OF_FIELD, OF_PROJECT

LABELS = {
    "guidelines": gettext_lazy("Guidelines"),
    "goals": gettext_lazy("Goal perspectives"),
    "milestones": gettext_lazy("Milestones"),
}


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FrameForm(GuardedModelForm):
    """The three texts of a municipality."""

    class Meta:
        model = CityFrame
        fields = ABOUT
        widgets = {"vision": _area(5), "aims": _area(8), "principles": _area(5)}
        help_texts = {
            "vision": gettext_lazy("What learning in the city shall look like one day."),
            "aims": gettext_lazy("What the city wants to reach, one goal a paragraph."),
            "principles": gettext_lazy("What counts on the way there."),
        }

    helper = form_helper("seen", Wide("vision"), Wide("aims"), Wide("principles"))

    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ABOUT}


class ActionFieldForm(SentOnce, GuardedModelForm):
    """Handlungsfeld."""

    class Meta:
        model = ActionField
        fields = OF_FIELD
        widgets = {"text": _area(8)}
        help_texts = {"order": gettext_lazy("1 stands first.")}

    helper = form_helper("seen", "submission_id", Pair("title", "order"), Wide("text"))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in OF_FIELD}


class ProjectForm(SentOnce, GuardedModelForm):
    """A project and the fields of action that it belongs to."""

    fields_of_action: Any = forms.ModelMultipleChoiceField(
        None,
        label=gettext_lazy("Fields of action"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = CityProject
        fields = OF_PROJECT
        widgets = {"text": _area(8)}
        help_texts = {"lead": gettext_lazy("An office or body rather than one person.")}

    helper = form_helper(
        "seen", "submission_id", Pair("title", "lead"), Wide("text"), Wide("fields_of_action")
    )

    def __init__(self, *args: Any, offered: QuerySet[ActionField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "fields_of_action").queryset = offered
        if self.instance.pk:
            self.initial["fields_of_action"] = [field.pk for field in self.instance.fields.all()]

    def values(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[name] for name in OF_PROJECT}
        return told | {"fields": self.cleaned_data["fields_of_action"]}


class AssignForm(ScopedForm):
    """What supports a field of action: ticks are added, nothing is taken away. `text` narrows what is offered."""

    guidelines: Any = forms.ModelMultipleChoiceField(
        None, label=LABELS["guidelines"], required=False, widget=forms.CheckboxSelectMultiple
    )
    goals: Any = forms.ModelMultipleChoiceField(
        None, label=LABELS["goals"], required=False, widget=forms.CheckboxSelectMultiple
    )
    milestones: Any = forms.ModelMultipleChoiceField(
        None, label=LABELS["milestones"], required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, field: ActionField, text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = 0  # lines that only a search finds
        shown = []
        for tie in TIES:
            choice: Any = self.fields[tie]
            choice.queryset = rows_to_assign(field, tie, user=self.user)
            rows = list(choice.queryset.filter(text__icontains=text) if text else choice.queryset)
            self.left += max(0, len(rows) - MOST_SHOWN)
            choice.choices = [(row.pk, Truncator(row.text).chars(200)) for row in rows[:MOST_SHOWN]]
            if rows:
                shown.append(Wide(tie))
        self.is_empty = not shown
        self.helper = form_helper(*shown)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(tie) for tie in TIES):
            raise forms.ValidationError(_("Tick at least one line."))
        return data

    def chosen(self) -> dict[str, Any]:
        return {tie: self.cleaned_data[tie] for tie in TIES}
