"""Forms of the typed results: few fields, so that they can be filled in while people talk."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.forms import GuardedForm, ScopedForm
from core.layout import Pair, Wide, form_helper
from matrix.models import Aspect, JoinedTopic
from roundtables.forms.fields import AspectCodesField
from roundtables.models import GoalPerspective, Meeting, Milestone, Result
from roundtables.selectors.today import aspects_of, stage_of, topic_key

ABOUT = ("topic", "aspects", "agenda_item")
NO_CHOICE = gettext_lazy("no choice")


def _text(label: Any, *, rows: int = 2, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=2000, widget=widget, help_text=help_text)


def _stage() -> forms.IntegerField:
    return forms.IntegerField(label=gettext_lazy("Target stage"), min_value=1, max_value=20, required=False)


class ResultForm(GuardedForm):
    """What all kinds share: the text, and what of the matrix it speaks of."""

    is_held = False
    own: ClassVar[tuple[Any, ...]] = ()  # layout of the fields of one kind
    kept: ClassVar[tuple[str, ...]] = ()  # those fields

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = _text(gettext_lazy("Text"))
    topic: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("Joined topic"), required=False, empty_label=NO_CHOICE
    )
    aspects = AspectCodesField()
    agenda_item: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("Agenda item"), required=False, empty_label=NO_CHOICE
    )

    def __init__(self, *args: Any, meeting: Meeting, result: Result | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ended: list[Aspect] = []
        queries: Any = self.fields
        queries["agenda_item"].queryset = meeting.agenda.all()
        if "school" in self.fields:
            queries["school"].queryset = meeting.series.schools()
        if result:
            self.initial.update({name: getattr(result, name) for name in ("text", *self.kept)})
            codes, self.ended = aspects_of(result)
            told = {"topic": topic_key(result.topic), "agenda_item": result.agenda_item_id}
            self.initial.update(told | {"aspects": ", ".join(codes)})
            if isinstance(result, Milestone | GoalPerspective):
                self.initial["target_stage"] = stage_of(result)
            self.watch(result)
        else:
            self.initial.setdefault("submission", uuid4())
            self.initial.setdefault("topic", topic_key(meeting.joined_topic))
        topics = JoinedTopic.objects.filter(Q(catalogue__is_current=True) | Q(pk=self.initial["topic"]))
        queries["topic"].queryset = topics
        self.order_fields(["submission", "seen", "text", *self.kept, *ABOUT])  # errors come in this order
        about = (Pair("topic", "aspects"), "agenda_item")
        self.helper = form_helper("submission", "seen", Wide("text"), *self.own, *about)

    def values(self) -> dict[str, Any]:
        """The fields of this kind, as the service names them."""
        return {name: self.cleaned_data[name] for name in ("text", *self.kept)}

    def about(self) -> dict[str, Any]:
        """Aspects that ended with an older version of the matrix have no code to type, and stay."""
        told = {name: self.cleaned_data[name] for name in ABOUT}
        return told | {"aspects": [*told["aspects"], *self.ended]}


class GuidelineForm(ResultForm):
    """Leitlinie."""


class GoalForm(ResultForm):
    """Zielperspektive."""

    own = (Pair("horizon_year", "target_stage"), "indicator")
    kept = ("horizon_year", "target_stage", "indicator")

    horizon_year = forms.IntegerField(
        label=gettext_lazy("Target year"), min_value=2000, max_value=2100, localize=False
    )
    target_stage = _stage()
    indicator = forms.CharField(label=gettext_lazy("How we notice"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("horizon_year", timezone.localdate().year + 2)


class FocusTopicForm(ResultForm):
    """Themenschwerpunkt."""

    own = (Pair("from_on", "until_on"), "lead")
    kept = ("from_on", "until_on", "lead")

    from_on = DayField(label=gettext_lazy("From"))
    until_on = DayField(label=gettext_lazy("Until"), required=False)
    lead = forms.CharField(label=gettext_lazy("Lead"), max_length=120, required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        self.initial.setdefault("from_on", timezone.localdate(meeting.starts_at))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("from_on"), data.get("until_on")
        if begins and ends and ends < begins:
            self.add_error("until_on", gettext_lazy("The end lies before the beginning."))
        return data


class MilestoneForm(ResultForm):
    """Meilenstein."""

    own = (Pair("owner", "responsible"), Pair("due_on", "target_stage"), Pair("school", "evidence"))
    kept = ("owner", "responsible", "due_on", "target_stage", "school", "evidence")

    owner = forms.ChoiceField(
        label=gettext_lazy("Owner side"), choices=Milestone.Owner.choices, initial=Milestone.Owner.BOTH
    )
    responsible = forms.CharField(
        label=gettext_lazy("Responsible body"),
        max_length=160,
        help_text=gettext_lazy("A body or office rather than one person"),
    )
    due_on = DayField(label=gettext_lazy("Due on"))
    target_stage = _stage()
    school: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("School"), required=False, empty_label=gettext_lazy("all schools")
    )
    evidence = forms.CharField(label=gettext_lazy("How we know it is done"), max_length=300, required=False)


class AgreementForm(ResultForm):
    """Vereinbarung. Who and when may stay open for the moment; the check before sealing asks."""

    own = (Pair("responsible", "due_on"),)
    kept = ("responsible", "due_on")

    responsible = forms.CharField(label=gettext_lazy("Who"), max_length=160, required=False)
    due_on = DayField(label=gettext_lazy("By when"), required=False)


class ExperienceForm(ResultForm):
    """Erfahrungsaustausch."""

    own = ("school",)
    kept = ("school",)

    school: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("School"), required=False, empty_label=NO_CHOICE
    )


class GuidelineReplaceForm(ScopedForm):
    """A new wording for a guideline in force."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    text = _text(gettext_lazy("New wording"), rows=4)
    adopted_on = DayField(label=gettext_lazy("Adopted on"))

    helper = form_helper("submission", Wide("text"), "adopted_on")


class GuidelineEndForm(ScopedForm):
    """The day from which a guideline no longer holds."""

    ended_on = DayField(label=gettext_lazy("Valid until"))

    helper = form_helper("ended_on")


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
        help_text=gettext_lazy("Needed when the milestone is moved or dropped."),
    )
    due_on = DayField(label=gettext_lazy("New date"), required=False)
    done_on = DayField(
        label=gettext_lazy("Done on"),
        required=False,
        help_text=gettext_lazy("Today, if you leave it empty."),
    )
    evidence = forms.CharField(label=gettext_lazy("Evidence"), max_length=300, required=False)

    def __init__(self, *args: Any, milestone: Milestone, runs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(
            {
                "state": milestone.state,
                "reason": milestone.state_reason,
                "done_on": milestone.done_on,
                "evidence": milestone.evidence,
            }
        )
        self.watch(milestone)
        moving = [Pair("reason", "due_on")] if runs else []
        if not runs:
            del self.fields["reason"], self.fields["due_on"]
            states = {
                Milestone.State.OPEN,
                Milestone.State.IN_PROGRESS,
                Milestone.State.DONE,
                milestone.state,
            }
            allowed = [choice for choice in Milestone.State.choices if choice[0] in states]
            self.fields["state"].choices = allowed  # type: ignore[attr-defined]
        self.helper = form_helper("seen", "state", *moving, Pair("done_on", "evidence"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        reasoned = data.get("state") in {Milestone.State.MOVED, Milestone.State.DROPPED}
        if reasoned and "reason" in self.fields and not data.get("reason"):
            self.add_error("reason", gettext_lazy("Say why the milestone is moved or dropped."))
        return data


class AddendumForm(ScopedForm):
    """A visible remark on sealed minutes."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    text = _text(gettext_lazy("Addendum"), rows=4)

    helper = form_helper("submission", Wide("text"))
