"""Forms of a table: the series itself, its members and its meetings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.forms import GuardedForm, ScopedForm, mark_field, row_field
from core.layout import Fieldset, Pair, Wide, form_helper
from matrix.models import JoinedTopic
from roundtables.forms.fields import ClockField, clock_of, local_moment
from roundtables.importers import FIRST, REGULAR
from roundtables.models import AgendaItem, Meeting, RoundTableSeries, TableFunction
from roundtables.querysets import municipalities_run_by
from roundtables.selectors.today import topic_key

TEMPLATES = [(REGULAR, gettext_lazy("regular meeting")), (FIRST, gettext_lazy("first meeting"))]


class SeriesForm(GuardedForm):
    """Name, rhythm and rules of a table; the municipality is chosen once."""

    municipality: Any = forms.ModelChoiceField(None, label=gettext_lazy("Municipality"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    meetings_per_year = forms.IntegerField(
        label=gettext_lazy("Meetings per school year"), min_value=1, max_value=12, initial=2
    )
    rules = forms.CharField(
        label=gettext_lazy("Rules of working together"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    correction_days = forms.IntegerField(
        label=gettext_lazy("Days to correct the minutes"),
        help_text=gettext_lazy("So long attendees may ask for corrections before the minutes become final."),
        min_value=1,
        max_value=90,
        initial=14,
    )
    reminder_days = forms.IntegerField(
        label=gettext_lazy("Reminder of a meeting, days before"),
        help_text=gettext_lazy(
            "0 to 14 days. With 0 nobody is reminded. Whoever has declined gets no reminder anyway."
        ),
        min_value=0,
        max_value=14,
        initial=3,
    )
    delivery = forms.ChoiceField(
        label=gettext_lazy("How minutes are sent"),
        choices=RoundTableSeries.Delivery.choices,
        initial=RoundTableSeries.Delivery.LINKED,
        help_text=gettext_lazy("Whoever has no account gets a link that opens the PDF for 60 days."),
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("This round table meets regularly"), required=False, initial=True
    )

    def __init__(self, *args: Any, series: RoundTableSeries | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if series:
            del self.fields["municipality"]
            self.watch(series)
            self.helper = form_helper(
                "seen",
                Pair("name", "meetings_per_year"),
                Pair("reminder_days", "correction_days"),
                "delivery",
                Wide("rules"),
                "is_active",
            )
        else:
            row_field(self, "municipality").queryset = municipalities_run_by(self.user)
            for name in ("is_active", "reminder_days", "correction_days", "delivery", "seen"):
                del self.fields[name]
            self.helper = form_helper(Pair("municipality", "meetings_per_year"), "name", Wide("rules"))


class GuestForm(ScopedForm):
    """Somebody who came along this once."""

    prefix = "guest"
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    body = forms.CharField(label=gettext_lazy("Body or office"), max_length=160)
    function = forms.ChoiceField(
        label=gettext_lazy("Function"), choices=TableFunction.choices, initial=TableFunction.GUEST
    )

    helper = form_helper(Pair("name", "body"), "function")


class MeetingForm(GuardedForm):
    """Date and times as the clock on the wall shows them; `uid` is the mark against double clicks."""

    uid = mark_field(required=True)
    day = DayField(label=gettext_lazy("Date"))
    begins = ClockField(label=gettext_lazy("Begins"))
    ends = ClockField(label=gettext_lazy("Ends"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=160, required=False)
    topic = forms.CharField(label=gettext_lazy("Topic"), max_length=200, required=False)
    joined_topic: Any = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Topic of the working phase"),
        required=False,
        empty_label=gettext_lazy("no choice"),
    )
    template = forms.ChoiceField(label=gettext_lazy("Agenda template"), choices=TEMPLATES)

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when = Fieldset(_("When and where"), Pair("day", "place"), Pair("begins", "ends"))
        if meeting:
            del self.fields["template"], self.fields["uid"]
            self.initial.update(initial_of(meeting))
            self.watch(meeting, ("starts_at", "ends_at", "place", "topic", "joined_topic_id"))
            self.helper = form_helper("seen", when, Fieldset(_("What"), "topic", "joined_topic"))
        else:
            del self.fields["seen"]
            self.helper = form_helper("uid", when, Fieldset(_("What"), "topic", "joined_topic", "template"))
        ours = Q(catalogue__is_current=True) | Q(pk=self.initial.get("joined_topic"))
        row_field(self, "joined_topic").queryset = JoinedTopic.objects.filter(ours)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"day", "begins", "ends"} <= data.keys():
            for name, clock in (("starts_at", "begins"), ("ends_at", "ends")):
                self._set_moment(data, name, clock)
            if "starts_at" in data and "ends_at" in data and data["ends_at"] <= data["starts_at"]:
                self.add_error("ends", _("The meeting must end after it begins."))
        return data

    def _set_moment(self, data: dict[str, Any], name: str, clock: str) -> None:
        try:
            data[name] = local_moment(data["day"], data[clock])
        except ValidationError as error:
            self.add_error(clock, error)

    def planned_days(self) -> list[date]:
        """The day, unless it stays what it was."""
        return [self.cleaned_data["day"]] if "day" in self.changed_data else []

    def plan(self) -> dict[str, Any]:
        """What the services want, out of the cleaned data."""
        names = ("starts_at", "ends_at", "place", "topic", "joined_topic")
        return {name: self.cleaned_data[name] for name in names}


def initial_of(meeting: Meeting) -> dict[str, Any]:
    day, begins = clock_of(meeting.starts_at)
    return {
        "day": day,
        "begins": begins,
        "ends": clock_of(meeting.ends_at)[1],
        "place": meeting.place,
        "topic": meeting.topic,
        "joined_topic": topic_key(meeting.joined_topic),
    }


class AgendaItemForm(GuardedForm):
    """One TOP: title, duration, kind, lead."""

    submission_id = mark_field()
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    minutes = forms.IntegerField(
        label=gettext_lazy("Duration in minutes"), min_value=1, max_value=600, initial=10
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=AgendaItem.Kind.choices)
    lead = forms.CharField(label=gettext_lazy("Led by"), max_length=120, required=False)

    def __init__(self, *args: Any, item: AgendaItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item:
            names = ("title", "minutes", "kind", "lead")
            self.initial.update({name: getattr(item, name) for name in names})
            self.watch(item, names)
        else:
            del self.fields["seen"]
        mark = "seen" if item else "submission_id"
        self.helper = form_helper(mark, "title", Pair("minutes", "kind"), "lead")


class NotesForm(ScopedForm):
    """The notes of one item; `version` is the one the writer began with."""

    notes = forms.CharField(
        label=gettext_lazy("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    helper = form_helper("version", Wide("notes"))
