"""How the table sees an aspect: recorded in the meeting, shown beside the released answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.views import ScopedActionView
from matrix.models import Snapshot, Voice
from matrix.selectors import VoiceRow, voice_rows
from roundtables import services
from roundtables.forms import TableVoiceForm
from roundtables.models import AgendaItem, Meeting
from roundtables.views.bases import RUN, MeetingMixin, TellingFormView, meeting_url


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
    row: VoiceRow

    def load(self) -> None:
        releases = Snapshot.visible_to(self.request.user).select_related("school", "authority", "catalogue")
        self.snapshot = self.fetch(releases, pk=self.kwargs["pk"])
        rows = voice_rows(self.snapshot, user=self.request.user)
        found = next((row for row in rows if row.answer.aspect.code == self.kwargs["code"]), None)
        if found is None:
            raise Http404
        self.row = found

    def get_permission_object(self) -> Snapshot:
        return self.snapshot

    def perform(self) -> AgendaItem:
        user = self.request.user
        meeting = Meeting.visible_to(user).planned_for(self.snapshot.subject, user=user).first()
        if meeting is None:
            raise DomainError(_("No meeting is planned yet. Plan the next one, then put this on its agenda."))
        item = services.put_on_agenda(meeting, self.snapshot, self.row, actor=user)
        messages.success(self.request, _("“%(title)s” is on the agenda.") % {"title": item})
        return item

    def get_success_url(self) -> str:
        if self.object is None:
            return reverse("matrix:voice_list", args=[self.snapshot.pk])
        return meeting_url(self.object.meeting, f"item-{self.object.pk}")
