"""What becomes of a result that stands: a new wording, its end, its progress."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.forms import GuardedForm, ScopedForm, choice_field, mark_field
from core.layout import Pair, Wide, form_helper
from roundtables.forms.fields import text_field
from roundtables.lifecycle import MILESTONE, TAKEN_UP_AGAIN, onward
from roundtables.models import Meeting, Milestone


class GuidelineReplaceForm(ScopedForm):
    """A new wording for a guideline in force."""

    submission_id = mark_field(required=True)
    text = text_field(gettext_lazy("New wording"), rows=4)
    adopted_on = DayField(label=gettext_lazy("Adopted on"))
    meeting: Any = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Adopted at"),
        required=False,
        empty_label=gettext_lazy("between two meetings"),
        help_text=gettext_lazy("Meetings whose minutes are still open."),
    )

    helper = form_helper("submission_id", Wide("text"), Pair("adopted_on", "meeting"))

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["meeting"].queryset = meetings


class GuidelineEndForm(ScopedForm):
    """The day from which a guideline no longer holds."""

    ended_on = DayField(label=gettext_lazy("Valid until"))

    helper = form_helper("ended_on")


class CloseForm(ScopedForm):
    """A question that is answered with its button."""

    helper = form_helper()


class FocusEndForm(ScopedForm):
    """The last day of a focus topic, and why it ends."""

    until_on = DayField(label=gettext_lazy("Last day"))
    end_reason = forms.CharField(label=gettext_lazy("Why it ends"), max_length=300)

    helper = form_helper("until_on", "end_reason")


class MilestoneProgressForm(GuardedForm):
    """What happened to a milestone. A school reports progress; moving and dropping is the table's matter."""

    is_held = False
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=Milestone.State.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed when the milestone is moved, dropped or taken up again."),
    )
    due_on = DayField(label=gettext_lazy("New date"), required=False)
    done_on = DayField(
        label=gettext_lazy("Done on"),
        required=False,
        help_text=gettext_lazy("Today, if you leave it empty."),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed when it is done: what shows it, and where it is found."),
    )

    def __init__(self, *args: Any, milestone: Milestone, runs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(
            {
                "state": milestone.state,
                "done_on": milestone.done_on,
                "evidence": milestone.evidence,
            }
        )
        self.watch(milestone)
        self.old = milestone.state
        states = onward(MILESTONE, milestone.state)
        if not runs:  # a school gives a reason only for what it takes up again
            states -= {Milestone.State.MOVED, Milestone.State.DROPPED} - {milestone.state}
            states -= {Milestone.State.OPEN} if milestone.state == Milestone.State.DROPPED else set()
            del self.fields["due_on"]
        offered = [choice for choice in Milestone.State.choices if choice[0] in states]
        choice_field(self, "state").choices = offered
        if not runs and milestone.state != Milestone.State.DONE:
            del self.fields["reason"]
        moving = [name for name in ("reason", "due_on") if name in self.fields]
        rows = [Pair(*moving)] if len(moving) > 1 else moving
        self.helper = form_helper("seen", "state", *rows, Pair("done_on", "evidence"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        new = str(data.get("state"))
        if data.get("due_on") and new != Milestone.State.MOVED:
            self.add_error("state", gettext_lazy("A new date is entered. Choose “moved”, or empty it."))
        if data.get("done_on") and "done_on" in self.changed_data and new != Milestone.State.DONE:
            self.add_error(
                "state", gettext_lazy("A day of completion is entered. Choose “done”, or empty it.")
            )
        stays = new == self.old and not data.get("due_on")  # the reason it has goes on saying why
        if "reason" not in self.fields or data.get("reason") or stays:
            return data
        if new in {Milestone.State.MOVED, Milestone.State.DROPPED}:
            self.add_error("reason", gettext_lazy("Say why the milestone is moved or dropped."))
        elif (self.old, new) in TAKEN_UP_AGAIN:
            self.add_error("reason", gettext_lazy("Say why the milestone is taken up again."))
        return data

    def clean_evidence(self) -> str:
        evidence: str = self.cleaned_data["evidence"]
        becomes_done = self.cleaned_data.get("state") == Milestone.State.DONE != self.old
        if becomes_done and not evidence:
            raise forms.ValidationError(gettext_lazy("Say what shows that it is done."))
        return evidence
