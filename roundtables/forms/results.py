"""Forms of the typed results: few fields, so that they can be filled in while people talk."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.forms import GuardedForm, choice_field, mark_field
from core.layout import Pair, Wide, form_helper
from matrix.forms import AspectCodesField
from matrix.models import Aspect, JoinedTopic
from roundtables.forms.fields import text_field
from roundtables.models import Agreement, GoalPerspective, Meeting, Milestone, Result, RoundTableSeries
from roundtables.selectors.minutes import deciding_bodies
from roundtables.selectors.today import aspects_of, stage_of, topic_key

ABOUT = ("topic", "aspects", "agenda_item")
NO_CHOICE = gettext_lazy("no choice")


def _stage() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Target stage"), required=False
    )  # services/aims.py says which


class ResultForm(GuardedForm):
    """What all kinds share: the text, and what of the matrix it speaks of."""

    is_held = False
    begins: date  # no step is due before this day
    own: ClassVar[tuple[Any, ...]] = ()  # layout of the fields of one kind
    kept: ClassVar[tuple[str, ...]] = ()  # those fields

    submission_id = mark_field()
    text = text_field(gettext_lazy("Text"))
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
        self.begins = min(timezone.localdate(meeting.starts_at), timezone.localdate())
        queries: Any = self.fields
        queries["agenda_item"].queryset = meeting.agenda.all()
        if "school" in self.fields:
            queries["school"].queryset = meeting.series.schools()
        if "agreement" in self.fields:
            queries["agreement"].queryset = agreements_to_choose(meeting.series, result)
        if result:
            self.initial.update({name: getattr(result, name) for name in ("text", *self.kept)})
            codes, self.ended = aspects_of(result)
            told = {"topic": topic_key(result.topic), "agenda_item": result.agenda_item_id}
            self.initial.update(told | {"aspects": ", ".join(codes)})
            if isinstance(result, Milestone | GoalPerspective):
                self.initial["target_stage"] = stage_of(result)
            self.watch(result)
        else:
            self.initial.setdefault("topic", topic_key(meeting.joined_topic))
        topics = JoinedTopic.objects.filter(Q(catalogue__is_current=True) | Q(pk=self.initial["topic"]))
        queries["topic"].queryset = topics
        self.order_fields(["submission_id", "seen", "text", *self.kept, *ABOUT])  # errors come in this order
        about = (Pair("topic", "aspects"), "agenda_item")
        self.helper = form_helper("submission_id", "seen", Wide("text"), *self.own, *about)

    def clean_due_on(self) -> date | None:
        """Recorded later it may have passed since, but not before the table met; what is stored already stays."""
        day: date | None = self.cleaned_data.get("due_on")
        if day and day < self.begins and day != self.initial.get("due_on"):
            words = {"day": f"{self.begins:%d.%m.%Y}"}
            raise forms.ValidationError(
                _("This date lies before %(day)s. Name that day or a later one.") % words
            )
        return day

    def values(self) -> dict[str, Any]:
        """The fields of this kind, as the service names them."""
        return {name: self.cleaned_data[name] for name in ("text", *self.kept)}

    def about(self) -> dict[str, Any]:
        """Aspects that ended with an older version of the matrix have no code to type, and stay."""
        told = {name: self.cleaned_data[name] for name in ABOUT}
        return told | {"aspects": [*told["aspects"], *self.ended]}


def agreements_to_choose(series: RoundTableSeries, milestone: Any) -> QuerySet[Agreement]:
    """Those still open, and the one that the milestone already is a step of."""
    kept = milestone.agreement_id if isinstance(milestone, Milestone) else None
    found: QuerySet[Agreement] = series.agreements.filter(Q(is_done=False) | Q(pk=kept))
    return found


class GuidelineForm(ResultForm):
    """Leitlinie."""


class GoalForm(ResultForm):
    """Zielperspektive."""

    own = (Pair("horizon_year", "target_stage"), "indicator")
    kept = ("horizon_year", "target_stage", "indicator")

    horizon_year = forms.IntegerField(label=gettext_lazy("Target year"), localize=False)
    target_stage = _stage()
    indicator = forms.CharField(label=gettext_lazy("How we notice"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("horizon_year", timezone.localdate().year + 2)


class FocusTopicForm(ResultForm):
    """Themenschwerpunkt."""

    own = (Pair("from_on", "until_on"), Pair("lead", "word"))
    kept = ("from_on", "until_on", "lead", "word")

    from_on = DayField(label=gettext_lazy("From"))
    until_on = DayField(label=gettext_lazy("Until"), required=False)
    lead = forms.CharField(label=gettext_lazy("Lead"), max_length=120, required=False)
    word = forms.CharField(
        label=gettext_lazy("Why one more"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed from the fourth focus topic at the same time."),
    )

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

    own = (
        Pair("owner", "responsible"),
        Pair("due_on", "target_stage"),
        Pair("school", "evidence"),
        "agreement",
    )
    kept = ("owner", "responsible", "due_on", "target_stage", "school", "evidence", "agreement")

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
    agreement: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("Step of an agreement"), required=False, empty_label=NO_CHOICE
    )


class AgreementForm(ResultForm):
    """Vereinbarung. Who and when may stay open for the moment; the check before sealing asks."""

    own = (Pair("responsible", "due_on"), "consensus", Pair("reserved_by", "reservation"))
    kept = ("responsible", "due_on", "consensus", "reserved_by", "reservation")

    responsible = forms.CharField(label=gettext_lazy("Who"), max_length=160, required=False)
    due_on = DayField(label=gettext_lazy("By when"), required=False)
    consensus = forms.ChoiceField(
        label=gettext_lazy("Who carries it?"),
        choices=Agreement.Consensus.choices,
        initial=Agreement.Consensus.AGREED,
        widget=forms.RadioSelect,
    )
    reserved_by = forms.ChoiceField(
        label=gettext_lazy("Whose reservation"),
        required=False,
        help_text=gettext_lazy("Only for “with a reservation”: a body that decides at this meeting."),
    )
    reservation = forms.CharField(
        label=gettext_lazy("What reservation"),
        max_length=600,
        required=False,
        help_text=gettext_lazy("Only for “with a reservation”: it stands in the minutes word for word."),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        bodies = dict.fromkeys(deciding_bodies(meeting))
        if stored := self.initial.get("reserved_by"):
            bodies.setdefault(stored)  # its people may have left the list since
        choice_field(self, "reserved_by").choices = [("", NO_CHOICE), *((body, body) for body in bodies)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        parts = {name: data.get(name) for name in ("reserved_by", "reservation")}
        if data.get("consensus") == Agreement.Consensus.RESERVED:
            missing = {
                "reserved_by": gettext_lazy("Say whose reservation it is."),
                "reservation": gettext_lazy("Say what the reservation is."),
            }
            for name, text in missing.items():
                if not parts[name] and name not in self.errors:
                    self.add_error(name, text)
        elif data.get("consensus") and any(parts.values()):
            text = gettext_lazy("A reservation is entered. Choose “with a reservation”, or empty it.")
            self.add_error("consensus", text)
        return data


class ExperienceForm(ResultForm):
    """Erfahrungsaustausch."""

    own = ("school",)
    kept = ("school",)

    school: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("School"), required=False, empty_label=NO_CHOICE
    )
