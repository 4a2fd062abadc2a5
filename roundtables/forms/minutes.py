"""Asking for a correction of the minutes, answering it, and adding to them when they are sealed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import ScopedForm, mark_field, row_field
from core.layout import Wide, form_helper
from roundtables.forms.fields import text_field
from roundtables.models import Amendment, Meeting


class AmendmentForm(ScopedForm):
    """What should stand differently, and at which item if it is about one."""

    submission_id = mark_field()
    agenda_item: Any = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Agenda item"),
        required=False,
        empty_label=gettext_lazy("the minutes as a whole"),
    )
    text = forms.CharField(
        label=gettext_lazy("What should stand differently?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Best with the sentence as you would write it. Everybody at the table reads it."
        ),
    )

    helper = form_helper("submission_id", "agenda_item", Wide("text"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "agenda_item").queryset = meeting.agenda.all()


class AmendmentAnswerForm(ScopedForm):
    """Accepted, or declined with a reason."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What was said"),
        choices=[
            (Amendment.State.ACCEPTED.value, gettext_lazy("Accept: I change the minutes")),
            (Amendment.State.DECLINED.value, gettext_lazy("Decline")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed when you decline. Everybody at the table reads it."),
    )

    helper = form_helper("decision", Wide("answer"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == Amendment.State.DECLINED and not data.get("answer", "").strip():
            self.add_error("answer", gettext_lazy("Say in one line why."))
        return data


class AddendumForm(ScopedForm):
    """A visible remark on sealed minutes."""

    submission_id = mark_field(required=True)
    text = text_field(gettext_lazy("Addendum"), rows=4)

    helper = form_helper("submission_id", Wide("text"))
