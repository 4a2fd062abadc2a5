"""How the table sees an aspect: recorded in the meeting, shown beside the released answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.http import PortalRequest
from core.views import ScopedActionView
from matrix.models import Snapshot, Voice
from matrix.selectors import matrix_of
from roundtables import selectors, services
from roundtables.forms import TableVoiceForm
from roundtables.models import AgendaItem, Meeting
from roundtables.views.bases import RUN, MeetingMixin, OfferedMixin, TellingFormView, meeting_url


class TableVoiceCreateView(MeetingMixin, TellingFormView):
    """One view of one aspect; the page of the release shows it beside the others."""

    permission = RUN
    form_class = TableVoiceForm
    anchor = "topic"
    title = gettext_lazy("Record how the table sees an aspect")
    submit = gettext_lazy("Record the view")
    saved = gettext_lazy("The view of the table is stored beside the released answer.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"meeting": self.meeting}

    def perform(self, form: TableVoiceForm) -> Voice:
        return services.record_voice(self.meeting, actor=self.request.user, **form.said())


class DifferenceAgendaView(ScopedActionView):
    """Different views of one aspect of a release become an item of the next meeting."""

    permission = "roundtables.put_on_agenda"
    snapshot: Snapshot

    def load(self) -> None:
        releases = Snapshot.visible_to(self.request.user).select_related("school", "authority", "catalogue")
        self.snapshot = self.fetch(releases, pk=self.kwargs["pk"])
        check_code(self.snapshot, self.kwargs["code"])

    def get_permission_object(self) -> Snapshot:
        return self.snapshot

    def perform(self) -> AgendaItem:
        user = self.request.user
        meeting = Meeting.visible_to(user).planned_for(self.snapshot.subject, user=user).first()
        if meeting is None:
            raise DomainError(_("No meeting is planned yet. Plan the next one, then put this on its agenda."))
        return put(self.request, meeting, self.snapshot, self.kwargs["code"])

    def get_success_url(self) -> str:
        if self.object is None:
            return reverse("matrix:voice_list", args=[self.snapshot.pk])
        return meeting_url(self.object.meeting, f"item-{self.object.pk}")


class DifferenceTakeView(OfferedMixin, ScopedActionView):
    """The same for the meeting that is being prepared; back to the list of differences."""

    permission = RUN
    anchor = "differences"
    snapshot: Snapshot

    def load(self) -> None:
        super().load()
        releases = self.meeting.series.releases().select_related("school", "authority", "catalogue")
        self.snapshot = self.fetch(releases, pk=self.kwargs["release"])
        check_code(self.snapshot, self.kwargs["code"])

    def perform(self) -> AgendaItem:
        return put(self.request, self.meeting, self.snapshot, self.kwargs["code"])


def check_code(release: Snapshot, code: str) -> None:
    """404 for an aspect that the release does not have."""
    aspects = matrix_of(release.catalogue).aspects_of(release.side)
    if code not in {aspect.code for aspect in aspects}:
        raise Http404


def put(request: PortalRequest, meeting: Meeting, release: Snapshot, code: str) -> AgendaItem:
    found = selectors.difference_of(release, code, user=request.user)
    if found is None:
        raise DomainError(_("All views of this aspect name the same stage."))
    item = services.put_on_agenda(meeting, found, actor=request.user)
    messages.success(request, _("“%(title)s” is on the agenda.") % {"title": item})
    return item
