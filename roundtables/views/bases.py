"""What the pages of a table share: the series or meeting that the address names."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core import fragments
from core.free_days import free_days_told
from core.views import FormPageView, PortalView
from roundtables.forms import DeclineForm
from roundtables.models import Meeting, RoundTableSeries
from roundtables.selectors import Grid
from roundtables.selectors.picture import Row

RUN = "roundtables.run_table"
VIEW = "roundtables.view_table"
ANSWER = "roundtables.answer_proposal"
ON_MEETING = ("meeting__series__municipality",)


class SeriesMixin(PortalView, abstract=True):
    """A visible table out of the address."""

    series: RoundTableSeries

    def load(self) -> None:
        rows = RoundTableSeries.visible_to(self.request.user).select_related("municipality")
        self.series = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.series

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"series": self.series}

    def get_success_url(self) -> str:
        return self.series.get_absolute_url()


class MeetingMixin(PortalView, abstract=True):
    """A visible meeting out of the address; success leads back to its place on the page."""

    meeting: Meeting
    anchor = ""

    def load(self) -> None:
        rows = Meeting.visible_to(self.request.user)
        rows = rows.select_related("series__municipality", "joined_topic", "sealed_by")
        self.meeting = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.meeting

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"meeting": self.meeting, "series": self.meeting.series}
        return super().get_context_data(**kwargs) | own

    def get_success_url(self) -> str:
        return meeting_url(self.meeting, self.anchor)


class OfferedMixin(MeetingMixin, abstract=True):
    """Put on the agenda from the page of the meeting, or from its preparation: whoever works there goes on there."""

    def get_success_url(self) -> str:
        if self.request.POST.get("back") == "preparation":
            return reverse("roundtables:preparation", args=[self.meeting.pk])
        return super().get_success_url()


class RowMixin(PortalView, abstract=True):
    """A visible row that hangs on a meeting (participant, agenda item)."""

    model: Any
    row: Any
    related: tuple[str, ...] = ON_MEETING
    anchor = ""

    def load(self) -> None:
        rows = self.model.visible_to(self.request.user).select_related(*self.related)
        self.row = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"row": self.row, "meeting": self.row.meeting, "series": self.row.meeting.series}
        return super().get_context_data(**kwargs) | own

    def get_success_url(self) -> str:
        return meeting_url(self.row.meeting, self.anchor)


class TellingFormView(FormPageView, abstract=True):
    """A form that stands below the table or meeting it is about."""

    template_name = "roundtables/form.html"


class DatedFormView(TellingFormView, abstract=True):
    """Plans days, and says so where people are not at work then; it stays their own matter."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == 302:
            for sentence in free_days_told(form.planned_days()):
                messages.info(self.request, sentence)
        return response


def grid_rows(
    request: HttpRequest, grid: Grid, *, most: int, name: str = "_heat_rows", told_at: int | None = None
) -> str:
    """The lines of a released grid, written once per process; `most` is the highest stage of the matrix.

    With `told_at`, a table, each cell leads to its story there. The wall leads nowhere.
    """

    def build() -> dict[str, Any]:
        return {"grid": grid, "most": most, "rows": [(row, _stories(row, told_at)) for row in grid.rows]}

    return fragments.remembered(request, f"roundtables/{name}.html", key=(told_at, *grid.key), build=build)


def _stories(row: Row, series: int | None) -> tuple[str, ...]:
    if series is None:
        return ()
    story = reverse("roundtables:story")
    asked = ({"tisch": series, "wer": row.who, "aspekt": cell.code} for cell in row.cells)
    return tuple(f"{story}?{urlencode(query)}" for query in asked)


def meeting_url(meeting: Meeting, anchor: str = "") -> str:
    address = reverse("roundtables:meeting_detail", args=[meeting.pk])
    return f"{address}#{anchor}" if anchor else address


class ProposalMixin(PortalView, abstract=True):
    """A visible proposal of a school; nobody learns of another place's."""

    proposals: Any
    proposal: Any

    def read_proposal(self, pk: int, **lookup: Any) -> Any:
        rows = self.proposals.visible_to(self.request.user)
        return self.fetch(rows.select_related("school__authority", "school__municipality"), pk=pk, **lookup)


class TakeMixin(ProposalMixin, MeetingMixin, abstract=True):
    """Yes, at a meeting that one runs: a table has several Träger, and each answers its own schools alone."""

    permission = RUN

    def require(self, obj: Any) -> Any:
        if not self.request.user.has_perm(ANSWER, self.proposal):
            raise PermissionDenied
        return super().require(obj)


class DeclineView(ProposalMixin, TellingFormView, abstract=True):
    """No, with a word."""

    permission = ANSWER
    form_class = DeclineForm
    title = gettext_lazy("Decline the proposal")
    submit = gettext_lazy("Decline")
    saved = gettext_lazy("The school reads your answer.")

    def load(self) -> None:
        self.proposal = self.read_proposal(self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.proposal

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"series": None, "meeting": None}

    def get_success_url(self) -> str:
        return reverse("roundtables:proposal_list")
