"""Proposing dates, and answering them by link."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.days import day_in_words
from core.fields import DayField
from core.forms import Rebuilt, ScopedForm, mark_field, row_field
from core.free_days import free_days_told
from core.layout import Fieldset, Fold, Row, Wide, form_helper
from invitations.models import PollAnswer, PollVoter
from invitations.selectors.polls import date_words
from invitations.services.polls import FEWEST, MOST
from roundtables.forms.fields import ClockField, local_moment
from roundtables.models import Meeting, RoundTableSeries


class MeetingField(forms.ModelChoiceField):
    def label_from_instance(self, meeting: Meeting) -> str:
        day = day_in_words(meeting.starts_at)
        return _("Meeting %(number)s, planned for %(day)s") % {"number": meeting.number, "day": day}


class PollForm(ScopedForm):
    """Two to six dates with times as the clock on the wall shows them; a line without a day is no date.

    The times are those of the last meeting to begin with. Days on which people are not at work are told before
    anything is sent, and proposed only on purpose.
    """

    submission_id = mark_field(required=True)
    meeting: Any = MeetingField(
        None,
        label=gettext_lazy("For which meeting"),
        required=False,
        empty_label=gettext_lazy("a new meeting"),
        help_text=gettext_lazy("A meeting that is planned already moves to the date that you take."),
    )
    anyway = forms.BooleanField(
        label=gettext_lazy("Propose weekends and public holidays too"),
        required=False,
        help_text=gettext_lazy("Without the tick nothing is sent if one is among the dates."),
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=160, required=False)
    text = forms.CharField(
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy("The dates and the link to answer stand in the mail anyway."),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, series: RoundTableSeries, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coming = series.meetings.filter(state=Meeting.State.PLANNED).order_by("starts_at")
        row_field(self, "meeting").queryset = coming
        self.usual = usual_times(series)
        lines = []
        for number in range(1, MOST + 1):
            must = number <= FEWEST
            self.fields[f"day_{number}"] = DayField(label=_("Date"), required=must)
            begins, ends = self.usual
            self.fields[f"begins_{number}"] = ClockField(label=_("Begins"), required=must, initial=begins)
            self.fields[f"ends_{number}"] = ClockField(label=_("Ends"), required=must, initial=ends)
            names = (f"day_{number}", f"begins_{number}", f"ends_{number}")
            heading = _("Proposal %(n)s") % {"n": number}
            for name in names:
                field: Any = self.fields[name]
                field.told_as = f"{heading}, {field.label}"  # read by the error summary
            lines.append(Fieldset(heading, Row(*names)))
        optional = [name for name in self.fields if name.endswith(("_3", "_4", "_5", "_6"))]
        more = Fold(_("More dates"), *lines[FEWEST:], names=optional, hint=_("up to six"))
        about = Fieldset(_("Meeting"), "meeting", "place", Wide("text"))
        self.helper = form_helper("submission_id", *lines[:FEWEST], more, "anyway", about)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        lines = (self._line(data, number) for number in range(1, MOST + 1))
        data["dates"] = [line for line in lines if line]
        free = [] if self.errors or data.get("anyway") else free_days_told(self.planned_days())
        if free:
            self.add_error(
                "anyway", [*free, _("Choose another day, or tick here. No mail has gone out yet.")]
            )
        return data

    def planned_days(self) -> list[date]:
        return [localtime(begins).date() for begins, _ends in self.cleaned_data["dates"]]

    def _line(self, data: dict[str, Any], number: int) -> tuple[datetime, datetime] | None:
        """Begin and end; None for an empty line and for one that is wrong."""
        names = [f"{name}_{number}" for name in ("day", "begins", "ends")]
        day, begins, ends = (data.get(name) for name in names)
        untouched = day is None and (begins, ends) in {(None, None), self.usual}
        if untouched or self.errors.keys() & set(names):
            return None
        if day is None or begins is None or ends is None:
            for name in names:
                if data.get(name) is None:
                    self.add_error(name, _("Please fill in the whole line, or leave it empty."))
            return None
        try:
            found = local_moment(day, begins), local_moment(day, ends)
        except ValidationError as error:
            self.add_error(names[1], error)
            return None
        if found[1] <= found[0]:
            self.add_error(names[2], _("The meeting must end after it begins."))
            return None
        return found


def usual_times(series: RoundTableSeries) -> tuple[time | None, time | None]:
    """When the last meeting that was planned at this table begins and ends."""
    last = series.meetings.exclude(state=Meeting.State.CANCELLED).order_by("-starts_at").first()
    if last is None:
        return None, None
    begins, ends = (localtime(moment).time() for moment in (last.starts_at, last.ends_at))
    return begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0)


class PollAnswerForm(Rebuilt, forms.Form):
    """Yes, maybe or no to each date. For holders of a link; `seen` is the version that the page shows."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, voter: PollVoter) -> None:
        known = {f"date_{row.date_id}": row.answer for row in voter.answers.all()}
        super().__init__(data, initial=known | {"seen": voter.version})
        self.dates = list(voter.poll.dates.all())
        for offered in self.dates:
            self.fields[f"date_{offered.pk}"] = forms.ChoiceField(
                label=date_words(offered),
                choices=PollAnswer.Answer.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Please say something to each of the dates.")},
            )
        self.helper = form_helper("seen", *(f"date_{offered.pk}" for offered in self.dates))

    def said(self) -> dict[str, Any]:
        answers = {one.pk: self.cleaned_data[f"date_{one.pk}"] for one in self.dates}
        return {"answers": answers, "seen": self.cleaned_data["seen"]}
