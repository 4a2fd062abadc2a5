"""Minutes: read exactly what will be frozen, check, seal, and append later remarks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.views import ScopedActionView, ScopedPageView
from roundtables import selectors, services
from roundtables.forms import AddendumForm, AmendmentAnswerForm, AmendmentForm
from roundtables.models import Amendment, Meeting, MinutesAddendum
from roundtables.views.bases import RUN, VIEW, MeetingMixin, RowMixin, TellingFormView, meeting_url


def minutes_url(meeting: Meeting) -> str:
    return reverse("roundtables:minutes_detail", args=[meeting.pk])


class MinutesDetailView(MeetingMixin, ScopedPageView):
    """The minutes as the report prints them; in draft also what looks forgotten."""

    permission = VIEW
    template_name = "roundtables/minutes_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.meeting.state in {Meeting.State.DRAFT, Meeting.State.REVIEW}
        runs = self.request.user.has_perm(RUN, self.meeting)
        minutes = selectors.minutes_content(self.meeting)
        groups = [
            (title, name, minutes["results"][name]) for name, (title, _model) in selectors.RESULTS.items()
        ]
        return super().get_context_data(**kwargs) | {
            "minutes": minutes,
            "result_groups": groups,
            "has_results": any(rows for _title, _name, rows in groups),
            "warnings": selectors.sealing_warnings(self.meeting) if draft and runs else [],
            "amendments": selectors.amendments_of(self.meeting),
            "runs": runs,
            "typed": {name: kwargs.get("typed", {}).get(name, "") for name in ("early", "ahead")},
        }


class CorrectionOpenView(MeetingMixin, ScopedActionView):
    permission = RUN

    def perform(self) -> Meeting:
        meeting = services.open_correction(self.meeting, actor=self.request.user)
        messages.success(self.request, _("The minutes are open for corrections. Attendees are told by mail."))
        return meeting

    def get_success_url(self) -> str:
        return minutes_url(self.meeting)


class DraftReopenView(MeetingMixin, ScopedActionView):
    """Back to the draft."""

    permission = RUN

    def perform(self) -> Meeting:
        return services.reopen_draft(self.meeting, actor=self.request.user)

    def get_success_url(self) -> str:
        return minutes_url(self.meeting)


class AmendmentCreateView(MeetingMixin, TellingFormView):
    """For everybody at the table."""

    permission = "roundtables.propose_amendment"
    title = gettext_lazy("Ask for a correction of the minutes")
    submit = gettext_lazy("Propose")
    saved = gettext_lazy("Proposed. Whoever keeps the minutes answers it here.")

    def get_form(self, form_class: Any = None) -> Any:
        return AmendmentForm(**self.get_form_kwargs(), meeting=self.meeting)

    def perform(self, form: Any) -> Amendment:
        return services.propose_amendment(self.meeting, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return f"{minutes_url(self.meeting)}#amendments"


class AmendmentAnswerView(RowMixin, TellingFormView):
    """Accepted, the way leads to the place in the minutes that is to be changed."""

    permission = RUN
    model = Amendment
    related = ("meeting__series__municipality", "agenda_item")
    form_class = AmendmentAnswerForm
    title = gettext_lazy("Answer the proposed amendment")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"quote": self.row.text}

    def perform(self, form: Any) -> Amendment:
        accepted = form.cleaned_data["decision"] == Amendment.State.ACCEPTED
        answer = form.cleaned_data["answer"]
        return services.answer_amendment(self.row, accepted=accepted, answer=answer, actor=self.request.user)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if self.object is not None and self.object.state == Amendment.State.ACCEPTED:
            messages.success(self.request, _("Accepted. Now change the text here."))
        return response

    def get_success_url(self) -> str:
        if self.object is not None and self.object.state == Amendment.State.ACCEPTED:
            item = self.row.agenda_item_id
            return meeting_url(self.row.meeting, f"item-{item}" if item else "agenda")
        return f"{minutes_url(self.row.meeting)}#amendments"


class MinutesSealView(MeetingMixin, ScopedActionView):
    permission = RUN

    def perform(self) -> Meeting:
        if self.meeting.is_ahead and "ahead" not in self.request.POST:
            raise DomainError(
                _("The meeting lies in the future. Confirm that its minutes are to be sealed today.")
            )
        early = self.request.POST.get("early", "")
        return services.seal_minutes(self.meeting, actor=self.request.user, early=early)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if self.object is None:
            return self._minutes_with_what_was_typed()
        messages.success(request, _("The minutes are final and can no longer be changed."))
        return response

    def _minutes_with_what_was_typed(self) -> HttpResponse:
        page = MinutesDetailView()
        page.setup(self.request, **self.kwargs)
        page.load()
        return page.render_to_response(page.get_context_data(typed=self.request.POST), status=422)

    def get_success_url(self) -> str:
        return minutes_url(self.meeting)


class AddendumCreateView(MeetingMixin, TellingFormView):
    permission = RUN
    form_class = AddendumForm
    title = gettext_lazy("Add an addendum to the minutes")
    submit = gettext_lazy("Append the addendum")
    saved = gettext_lazy("The addendum is appended. The sealed text is unchanged.")

    def perform(self, form: Any) -> MinutesAddendum:
        return services.add_addendum(self.meeting, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return f"{minutes_url(self.meeting)}#addenda"
