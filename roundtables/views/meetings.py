"""Meetings: the page to work from, its plan, its calendar entry, attendance and agenda."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.http import attachment
from core.parsing import one_line
from core.views import ScopedActionView, ScopedPageView
from roundtables import ics, selectors, services
from roundtables.forms import AgendaItemForm, CloseForm, GuestForm, MeetingForm, NotesForm
from roundtables.forms.kinds import KINDS
from roundtables.models import AgendaItem, Meeting, Participant
from roundtables.views.bases import (
    RUN,
    VIEW,
    DatedFormView,
    MeetingMixin,
    RowMixin,
    SeriesMixin,
    TellingFormView,
    grid_rows,
)
from roundtables.views.texts import VersionedTextView


class MeetingPageMixin(MeetingMixin, abstract=True):
    """The whole page, also around a form that has to be looked at again."""

    template_name = "roundtables/meeting_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topic = str(self.request.GET.get("thema", ""))[:10]
        page = selectors.meeting_page(self.meeting, self.request.user, topic_code=topic)
        shown = self.tables(page.picture) if page.picture else {}
        shown["topic_open"] = bool(topic or self.request.htmx)  # somebody is choosing among the topics
        return super().get_context_data(**kwargs) | {"page": page, "kinds": KINDS.values()} | shown

    def tables(self, picture: selectors.Picture) -> dict[str, Any]:
        """Both sides of the released matrix, and the schools in the joined topic."""
        told: dict[str, Any] = {"most": picture.matrix.highest, "told_at": self.meeting.series_id}
        grids = [(grid, grid_rows(self.request, grid, **told)) for grid in picture.grids]
        topic = picture.topic
        return {
            "grids": grids,
            "topic_rows": grid_rows(self.request, topic.school, name="_topic_body", **told) if topic else "",
        }


class MeetingDetailView(MeetingPageMixin, ScopedPageView):
    permission = VIEW


class MeetingCreateView(SeriesMixin, DatedFormView):
    permission = RUN
    form_class = MeetingForm
    title = gettext_lazy("Plan a meeting")
    submit = gettext_lazy("Plan the meeting")
    saved = gettext_lazy("The meeting is planned with its members and an agenda. No mail has gone out yet.")

    def get_initial(self) -> dict[str, Any]:
        last = self.series.meetings.order_by("-starts_at").first()
        template = "regular" if last else "first"
        return {"template": template, "place": last.place if last else ""}

    def perform(self, form: Any) -> Meeting:
        data = form.cleaned_data
        extra = {"template": data["template"], "uid": data["uid"]}
        return services.plan_meeting(self.series, actor=self.request.user, **form.plan(), **extra)

    def get_success_url(self) -> str:
        return str((self.object or self.series).get_absolute_url())


class NextMeetingCreateView(MeetingMixin, DatedFormView):
    """Nächster Termin: agreed at the end of a meeting, back to its page."""

    permission = RUN
    form_class = MeetingForm
    anchor = "next-date"
    title = gettext_lazy("Agree the next date")
    submit = gettext_lazy("Record the next date")
    saved = gettext_lazy("The next date is recorded.")

    def get_initial(self) -> dict[str, Any]:
        return {"template": "regular", "place": self.meeting.place}

    def perform(self, form: Any) -> Meeting:
        data = form.cleaned_data
        extra = {"template": data["template"], "uid": data["uid"]}
        return services.plan_meeting(self.meeting.series, actor=self.request.user, **form.plan(), **extra)


class MeetingUpdateView(MeetingMixin, DatedFormView):
    permission = RUN
    form_class = MeetingForm
    title = gettext_lazy("Change date, place or topic")
    saved = gettext_lazy("Saved. Whoever has the date in a calendar should download it again.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"meeting": self.meeting}

    def perform(self, form: Any) -> Meeting:
        return services.change_meeting(self.meeting, actor=self.request.user, **form.plan())


class MeetingIcsView(MeetingMixin):
    permission = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content = ics.meeting_ics(self.meeting)
        return attachment(content, filename=ics.file_name(self.meeting), content_type=ics.CONTENT_TYPE)


class MeetingStartView(MeetingMixin, ScopedActionView):
    permission = RUN

    def perform(self) -> Meeting:
        return services.start_meeting(self.meeting, actor=self.request.user)


class MeetingCloseView(MeetingMixin, TellingFormView):
    """Asks with what is still open; what was ended too early is gone on with from its page or the desk."""

    permission = RUN
    form_class = CloseForm
    template_name = "roundtables/meeting_close.html"
    title = gettext_lazy("End the meeting")
    submit = gettext_lazy("End the meeting")
    saved = gettext_lazy(
        "The meeting is ended. You can go on with it until the minutes are open for corrections."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"left_open": selectors.open_at_the_end(self.meeting)}
        return super().get_context_data(**kwargs) | own

    def get_cancel_url(self) -> str:
        return reverse("screens:desk", args=[self.meeting.pk])  # where a running meeting is led

    def perform(self, _form: Any) -> Meeting:
        return services.close_meeting(self.meeting, actor=self.request.user)


class MeetingCancelView(MeetingMixin, ScopedActionView):
    permission = RUN

    def perform(self) -> Meeting:
        return services.cancel_meeting(self.meeting, actor=self.request.user)


class MeetingTopicView(MeetingMixin, ScopedActionView):
    """Keep the joined topic that is being looked at as the topic of the meeting."""

    permission = RUN
    anchor = "topic"

    def perform(self) -> Meeting:
        topic = selectors.topic_by_code(self.request.POST.get("thema", ""))
        if topic is None:
            raise DomainError(_("The matrix has no such topic."))
        return services.change_meeting(self.meeting, actor=self.request.user, joined_topic=topic)


# --- attendance ---


def deputy_in(typed: str) -> str:
    return one_line(typed.replace("\x00", ""))[:120]


class AttendanceView(RowMixin, ScopedActionView):
    """One click: present, excused, absent, or represented; with `deputy` by whom."""

    permission = RUN
    model = Participant
    anchor = "attendance"

    def perform(self) -> Participant:
        told, states = self.request.POST, Participant.Attendance
        named = deputy_in(told.get("deputy", ""))
        return services.record_attendance(
            self.row,
            attendance=states.DEPUTY.value if named else told.get("attendance", ""),
            deputy_name=named,
            actor=self.request.user,
        )


class AttendanceAllView(MeetingMixin, ScopedActionView):
    """One click for all who are left; with `deputy_<participant>` by whom somebody is represented."""

    permission = RUN
    anchor = "attendance"

    def perform(self) -> int:
        told = self.request.POST
        seats = self.meeting.participants.values_list("pk", flat=True)
        deputies = {pk: named for pk in seats if (named := deputy_in(told.get(f"deputy_{pk}", "")))}
        return services.record_all_present(self.meeting, deputies=deputies, actor=self.request.user)


class GuestCreateView(MeetingMixin, TellingFormView):
    permission = RUN
    form_class = GuestForm
    anchor = "attendance"
    title = gettext_lazy("Add a guest")
    submit = gettext_lazy("Add guest")
    saved = gettext_lazy("The guest is added and counts as present.")

    def perform(self, form: Any) -> Participant:
        return services.add_guest(self.meeting, actor=self.request.user, **form.cleaned_data)


# --- agenda ---


class AgendaItemCreateView(MeetingMixin, TellingFormView):
    permission = RUN
    form_class = AgendaItemForm
    anchor = "agenda"
    title = gettext_lazy("Add an agenda item")
    submit = gettext_lazy("Add item")

    def load(self) -> None:
        super().load()
        self.cell = selectors.cell_at(self.meeting, self.request.GET, user=self.request.user)

    def get_initial(self) -> dict[str, Any]:
        """The story of a cell leads here with its aspect and its school or Träger."""
        if self.cell is None:
            return {}
        return {"title": self.cell.title, "kind": AgendaItem.Kind.EXCHANGE}

    def perform(self, form: Any) -> AgendaItem:
        told = form.cleaned_data
        if self.cell:
            told |= {"reason": self.cell.reason, "subject": self.cell.subject}
        return services.add_agenda_item(self.meeting, actor=self.request.user, **told)


class AgendaItemUpdateView(RowMixin, TellingFormView):
    permission = RUN
    model = AgendaItem
    form_class = AgendaItemForm
    anchor = "agenda"
    title = gettext_lazy("Change the agenda item")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"item": self.row}

    def perform(self, form: Any) -> AgendaItem:
        return services.change_agenda_item(self.row, actor=self.request.user, **form.cleaned_data)


class AgendaItemMoveView(RowMixin, ScopedActionView):
    """Up or down by one place; focus comes back to the item."""

    permission = RUN
    model = AgendaItem

    def perform(self) -> AgendaItem:
        direction = self.kwargs["direction"]
        return services.move_agenda_item(self.row, direction=direction, actor=self.request.user)

    def get_success_url(self) -> str:
        return super().get_success_url() + f"#item-{self.row.pk}"


class AgendaItemRemoveView(RowMixin, ScopedActionView):
    permission = RUN
    model = AgendaItem
    anchor = "agenda"

    def perform(self) -> Meeting:
        return services.remove_agenda_item(self.row, actor=self.request.user)


# --- notes ---


class NotesView(VersionedTextView, abstract=True):
    """Notes of an item or of the whole meeting."""

    permission = RUN
    form_class = NotesForm
    field = "notes"

    def subject(self) -> AgendaItem | Meeting:
        raise NotImplementedError

    def current(self) -> tuple[str, int]:
        row = self.subject()
        return (row.minutes_note if isinstance(row, Meeting) else row.notes), row.notes_version

    def store(self, text: str, version: int) -> int:
        return services.save_notes(self.subject(), notes=text, version=version, actor=self.request.user)


class AgendaItemNotesView(RowMixin, NotesView):
    permission = RUN
    model = AgendaItem

    def subject(self) -> AgendaItem:
        item: AgendaItem = self.row
        return item

    def get_success_url(self) -> str:
        return super().get_success_url() + f"#item-{self.row.pk}"


class MeetingNotesView(MeetingMixin, NotesView):
    permission = RUN
    anchor = "notes"

    def subject(self) -> Meeting:
        return self.meeting
