"""The moderator's desk: where the talk is, what is typed, and what stands on the wall."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.parsing import hidden_number
from core.views import ScopedActionView, ScopedPageView
from roundtables import services as tables
from roundtables.forms.kinds import KINDS
from roundtables.models import AgendaItem, Meeting, ParkedItem, Result
from roundtables.views.bases import RUN, MeetingMixin, RowMixin, TellingFormView
from roundtables.views.meetings import (
    AgendaItemNotesView,
    AttendanceView,
    GuestCreateView,
    MeetingTopicView,
)
from roundtables.views.proposals import ProposalTakeView
from roundtables.views.results import RecordingView
from roundtables.views.texts import VersionedTextView
from screens import selectors, services
from screens.forms import FunctionsForm, ParkForm, SentenceForm
from screens.models import Wall

OF_A_SENTENCE = ("vereinbarung", "leitlinie", "zielperspektive", "meilenstein")  # what it can become


def desk_url(meeting: Meeting, anchor: str = "") -> str:
    address = reverse("screens:desk", args=[meeting.pk])
    return f"{address}#{anchor}" if anchor else address


class DeskMixin(MeetingMixin, abstract=True):
    """A meeting that this person runs; whatever is done leads back to the desk."""

    permission = RUN
    anchor = "desk"

    def get_success_url(self) -> str:
        return desk_url(self.meeting, self.anchor)


class DeskView(DeskMixin, ScopedPageView):
    template_name = "screens/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = selectors.desk_page(self.meeting, user=self.request.user)
        own = {"page": page, "wall": page.wall, "live_key": selectors.live_key(self.meeting)}
        kinds = {"kinds": KINDS.values(), "of_a_sentence": [KINDS[slug] for slug in OF_A_SENTENCE]}
        return (
            super().get_context_data(**kwargs) | own | kinds | {"shows": Wall.Show.choices, "mark": uuid4()}
        )


class ItemView(DeskMixin, ScopedActionView):
    """On to an item of the agenda, or back to it."""

    def perform(self) -> Wall:
        number = hidden_number(self.request.POST.get("punkt", "")) or 0
        item = self.meeting.agenda.filter(pk=number).first()
        if item is None:
            raise DomainError(_("This item is no longer on the agenda. Please look at the page again."))
        return services.go_to_item(item, actor=self.request.user)


class ShowView(DeskMixin, ScopedActionView):
    anchor = "desk-wall"

    def perform(self) -> Wall:
        show = self.request.POST.get("show", "")
        return services.show_on_wall(self.meeting, show, actor=self.request.user)


class DarkView(DeskMixin, ScopedActionView):
    anchor = "desk-wall"

    def perform(self) -> Wall:
        is_dark = self.request.POST.get("dark") == "1"
        return services.set_dark(self.meeting, is_dark=is_dark, actor=self.request.user)


class TopicView(DeskMixin, MeetingTopicView):
    """The joined topic that the wall can show."""

    anchor = "desk-wall"


class PeopleView(AttendanceView):
    """Who is there, in one tap."""

    def get_success_url(self) -> str:
        return desk_url(self.row.meeting, "desk-people")


class GuestView(DeskMixin, GuestCreateView):
    anchor = "desk-people"


class FunctionsView(DeskMixin, TellingFormView):
    form_class = FunctionsForm
    anchor = "desk-people"
    title = gettext_lazy("Functions at this meeting")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"meeting": self.meeting}

    def perform(self, form: Any) -> int:
        return tables.set_functions(self.meeting, form.functions(), actor=self.request.user)


class ParkView(DeskMixin, TellingFormView):
    form_class = ParkForm
    anchor = "desk-parked"
    title = gettext_lazy("Park a topic")
    submit = gettext_lazy("Park")

    def perform(self, form: Any) -> ParkedItem:
        return tables.park(self.meeting, actor=self.request.user, **form.cleaned_data)


class UnparkView(RowMixin, ScopedActionView):
    """Back onto the agenda."""

    permission = RUN
    model = ParkedItem

    def perform(self) -> AgendaItem:
        return tables.take_back(self.row, actor=self.request.user)

    def get_success_url(self) -> str:
        return desk_url(self.row.meeting, "desk-parked")


class NotesView(AgendaItemNotesView):
    """Notes of an item without script, or when somebody else wrote too: back to the desk."""

    def get_success_url(self) -> str:
        return desk_url(self.row.meeting, "desk-notes")


class SentenceView(DeskMixin, VersionedTextView):
    """The sentence that the table is looking for; the wall shows it while it is typed."""

    form_class = SentenceForm
    field = "sentence"
    anchor = "desk-sentence"

    def current(self) -> tuple[str, int]:
        wall = selectors.wall_of(self.meeting)
        return wall.sentence, wall.sentence_version

    def store(self, text: str, version: int) -> int:
        wall = services.write_sentence(self.meeting, text=text, version=version, actor=self.request.user)
        return wall.sentence_version

    def get_success_url(self) -> str:
        """Saved, and then on to the form of what the sentence shall become."""
        kind = self.request.POST.get("als", "")
        if kind not in OF_A_SENTENCE:
            return super().get_success_url()
        query = urlencode({"satz": 1, "punkt": self.request.POST.get("punkt", "")})
        return reverse("screens:result", args=[self.meeting.pk, kind]) + f"?{query}"


class ProposalView(DeskMixin, ProposalTakeView):
    """A proposed milestone taken over while people talk."""

    anchor = "desk-proposals"


class ResultView(DeskMixin, RecordingView):
    """One form on a page of its own, for the current item; back to the desk."""

    template_name = "screens/result.html"
    anchor = "desk-results"

    def get_initial(self) -> dict[str, Any]:
        """With `satz` the sentence at hand is the text to begin with."""
        initial = super().get_initial()
        if "satz" in self.request.GET:
            wall = selectors.wall_of(self.meeting)
            initial |= {"text": wall.sentence, "sentence": wall.sentence_version}
        return initial

    def get_form(self, form_class: Any = None) -> Any:
        """The version of the sentence travels along: only what was recorded leaves its box."""
        form = super().get_form(form_class)
        form.fields["sentence"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        form.helper.layout.append("sentence")
        return form

    def perform(self, form: Any) -> Result:
        version = form.cleaned_data["sentence"]
        if version is None:
            return super().perform(form)
        record = partial(super().perform, form)
        return services.record_sentence(self.meeting, record, version=version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("New: %(kind)s") % {"kind": self.kind.label}
        own = {"title": title, "submit": _("Record"), "cancel": self.get_success_url()}
        return super().get_context_data(**kwargs) | own
