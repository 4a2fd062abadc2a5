"""Meetings: the page to work from, its plan, its calendar entry, attendance and agenda."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import fragments
from core.errors import Conflict, DomainError
from core.http import attachment
from core.views import ScopedActionView, ScopedFormView, ScopedPageView
from roundtables import ics, selectors, services
from roundtables.forms import AgendaItemForm, GuestForm, MeetingForm, NotesForm
from roundtables.forms.kinds import KINDS
from roundtables.models import AgendaItem, Meeting, Participant
from roundtables.views.bases import (
    RUN,
    VIEW,
    MeetingMixin,
    RowMixin,
    SeriesMixin,
    TellingFormView,
)


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
        grids = [(grid, self.rows(grid, picture, "_heat_rows")) for grid in picture.grids]
        topic = picture.topic
        return {
            "grids": grids,
            "topic_rows": self.rows(topic.school, picture, "_topic_body") if topic else "",
        }

    def rows(self, grid: selectors.Grid, picture: selectors.Picture, name: str) -> str:
        return fragments.remembered(
            self.request,
            f"roundtables/{name}.html",
            key=grid.key,
            build=lambda: {"grid": grid, "most": picture.matrix.highest},
        )


class MeetingDetailView(MeetingPageMixin, ScopedPageView):
    permission = VIEW


class MeetingCreateView(SeriesMixin, TellingFormView):
    permission = RUN
    form_class = MeetingForm
    title = gettext_lazy("Plan a meeting")
    submit = gettext_lazy("Plan the meeting")
    saved = gettext_lazy("The meeting is planned: members are invited and the agenda is filled in.")

    def get_initial(self) -> dict[str, Any]:
        last = self.series.meetings.order_by("-starts_at").first()
        template = "regular" if last else "first"
        return {"uid": uuid4(), "template": template, "place": last.place if last else ""}

    def perform(self, form: Any) -> Meeting:
        data = form.cleaned_data
        extra = {"template": data["template"], "uid": data["uid"]}
        return services.plan_meeting(self.series, actor=self.request.user, **form.plan(), **extra)

    def get_success_url(self) -> str:
        return str((self.object or self.series).get_absolute_url())


class NextMeetingCreateView(MeetingMixin, TellingFormView):
    """Nächster Termin: agreed at the end of a meeting, back to its page."""

    permission = RUN
    form_class = MeetingForm
    anchor = "next-date"
    title = gettext_lazy("Agree the next date")
    submit = gettext_lazy("Record the next date")
    saved = gettext_lazy("The next date is recorded.")

    def get_initial(self) -> dict[str, Any]:
        return {"uid": uuid4(), "template": "regular", "place": self.meeting.place}

    def perform(self, form: Any) -> Meeting:
        data = form.cleaned_data
        extra = {"template": data["template"], "uid": data["uid"]}
        return services.plan_meeting(self.meeting.series, actor=self.request.user, **form.plan(), **extra)


class MeetingUpdateView(MeetingMixin, TellingFormView):
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


class MeetingCloseView(MeetingMixin, ScopedActionView):
    permission = RUN

    def perform(self) -> Meeting:
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


class AttendanceView(RowMixin, ScopedActionView):
    """One click: present, excused or absent."""

    permission = RUN
    model = Participant
    anchor = "attendance"

    def perform(self) -> Participant:
        attendance = self.request.POST.get("attendance", "")
        return services.record_attendance(self.row, attendance=attendance, actor=self.request.user)


class AttendanceAllView(MeetingMixin, ScopedActionView):
    permission = RUN
    anchor = "attendance"

    def perform(self) -> int:
        return services.record_all_present(self.meeting, actor=self.request.user)


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

    def perform(self, form: Any) -> AgendaItem:
        return services.add_agenda_item(self.meeting, actor=self.request.user, **form.cleaned_data)


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


class NotesView(ScopedFormView, abstract=True):
    """Notes. Somebody else saved in between: 409, both texts stay on the page.

    As `is_autosave` it answers JSON: 200 with the new version, 422 with a message, 409 without one: the page
    itself says that the button leads to both texts.
    """

    permission = RUN
    is_autosave = False
    form_class = NotesForm
    template_name = "roundtables/notes_update.html"

    def subject(self) -> AgendaItem | Meeting:
        raise NotImplementedError

    def current(self) -> tuple[str, int]:
        """Text and version as stored now."""
        row = self.subject()
        return (row.minutes_note if isinstance(row, Meeting) else row.notes), row.notes_version

    def get_initial(self) -> dict[str, Any]:
        text, version = self.current()
        return {"notes": text, "version": version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel": self.get_success_url()}

    def form_valid(self, form: Any) -> HttpResponse:
        notes, version = form.cleaned_data["notes"], form.cleaned_data["version"]
        try:
            row = self.subject()
            new = services.save_notes(row, notes=notes, version=version, actor=self.request.user)
        except Conflict as conflict:
            return self._told("", 409) if self.is_autosave else self._both(notes, conflict)
        except DomainError as error:
            form.add_error("notes", str(error))
            return self.form_invalid(form)
        if self.is_autosave:
            moment = time_format(timezone.localtime(), "H:i")
            message = _("Saved at %(time)s.") % {"time": moment}
            return JsonResponse({"version": new, "message": message})
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.is_autosave:
            texts = [text for errors in form.errors.values() for text in errors]
            return self._told(" ".join(texts), 422)
        return super().form_invalid(form)

    def _told(self, message: str, status: int) -> HttpResponse:
        return JsonResponse({"message": message}, status=status)

    def _both(self, mine: str, conflict: Conflict) -> HttpResponse:
        self.load()  # the version that is stored now, so that saving again is a choice
        form = NotesForm(user=self.request.user, initial=self.get_initial() | {"notes": mine})
        own = {"theirs": conflict.theirs, "conflict": str(conflict)}
        return self.render_to_response(self.get_context_data(form=form, **own), status=409)


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
