"""Typed results, recorded on the meeting's page; agreements between the meetings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy

from core.parsing import hidden_number
from core.views import PortalView, ScopedActionView, ScopedFormView
from roundtables import selectors, services
from roundtables.forms.kinds import KINDS, ResultKind
from roundtables.models import Agreement, Meeting, Result
from roundtables.views.bases import RUN, MeetingMixin, TellingFormView, meeting_url
from roundtables.views.meetings import MeetingPageMixin

RECORD: dict[str, Callable[..., Result]] = {
    "leitlinie": services.record_guideline,
    "zielperspektive": services.record_goal,
    "themenschwerpunkt": services.record_focus_topic,
    "meilenstein": services.record_milestone,
    "vereinbarung": services.record_agreement,
    "erfahrung": services.record_experience,
}


def kind_or_404(slug: str) -> ResultKind:
    try:
        return KINDS[slug]
    except KeyError as error:
        raise Http404 from error


def result_anchor(kind: ResultKind, row: Result) -> str:
    return f"{kind.name}-{row.pk}"


class RecordingView(MeetingMixin, ScopedFormView, abstract=True):
    """A result of the kind in the address, stored at once."""

    permission = RUN
    kind: ResultKind

    def load(self) -> None:
        self.kind = kind_or_404(self.kwargs["kind"])
        super().load()

    def get_initial(self) -> dict[str, Any]:
        """A cell of the picture leads here with its aspect and topic, an agenda item with what it stands for."""
        number = hidden_number(self.request.GET.get("punkt", ""))
        item = self.meeting.agenda.filter(pk=number).first() if number is not None else None
        initial: dict[str, Any] = selectors.result_begins_with(item) if item else {}
        initial |= {"agenda_item": number}
        agreed = hidden_number(self.request.GET.get("vereinbarung", ""))
        if agreed is not None:
            initial |= selectors.step_begins_with(self.meeting, agreed)
        if topic := selectors.topic_by_code(self.request.GET.get("thema", "")[:10]):
            initial |= {"topic": topic.pk}
        if code := self.request.GET.get("aspekt", "")[:20]:
            initial |= {"aspects": code}
        if school := self.request.GET.get("schule", "")[:10]:
            initial |= {"school": selectors.school_key_at(self.meeting, school)}
        return initial

    def get_form(self, form_class: Any = None) -> Any:
        return self.kind.form(**self.get_form_kwargs(), meeting=self.meeting)

    def perform(self, form: Any) -> Result:
        about = form.about() | {"submission_id": form.cleaned_data["submission_id"]}
        record = RECORD[self.kind.slug]
        return record(self.meeting, actor=self.request.user, **form.values(), **about)


class ResultCreateView(MeetingPageMixin, RecordingView):
    """The meeting's page with one open form; back to the new entry."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "kind": self.kind,
            "item": hidden_number(self.request.GET.get("punkt", "")),
        }

    def get_success_url(self) -> str:
        anchor = result_anchor(self.kind, self.object) if self.object else "results"
        return meeting_url(self.meeting, anchor)


class ResultMixin(PortalView, abstract=True):
    """One visible result of the kind in the address."""

    kind: ResultKind
    result: Any

    def load(self) -> None:
        self.kind = kind_or_404(self.kwargs["kind"])
        rows = self.kind.model.visible_to(self.request.user)
        rows = rows.select_related("series__municipality", "meeting__series__municipality")
        self.result = self.fetch(rows, pk=self.kwargs["pk"], meeting__isnull=False)

    def get_permission_object(self) -> Any:
        return self.result

    def get_success_url(self) -> str:
        return meeting_url(self.result.meeting, result_anchor(self.kind, self.result))


class ResultUpdateView(ResultMixin, TellingFormView):
    """Correct an entry while the minutes are open."""

    permission = RUN
    title = gettext_lazy("Correct the entry")

    def get_form(self, form_class: Any = None) -> Any:
        return self.kind.form(**self.get_form_kwargs(), meeting=self.result.meeting, result=self.result)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"series": self.result.series, "meeting": self.result.meeting, "preline": self.kind.label}
        return super().get_context_data(**kwargs) | own

    def perform(self, form: Any) -> Result:
        about = form.about()
        aspects = about.pop("aspects")
        values = form.values() | about
        seen = form.cleaned_data["seen"]
        return services.change_result(
            self.result, actor=self.request.user, seen=seen, aspects=aspects, **values
        )


class ResultWithdrawView(ResultMixin, ScopedActionView):
    """Take an entry back that was typed by mistake."""

    permission = RUN

    def perform(self) -> Meeting:
        return services.withdraw_result(self.result, actor=self.request.user)

    def get_success_url(self) -> str:
        return meeting_url(self.result.meeting, f"results-{self.kind.name}")


class AgreementSettleView(ScopedActionView):
    """Tick an agreement off, or take the tick back."""

    permission = RUN
    agreement: Agreement

    def load(self) -> None:
        rows = Agreement.visible_to(self.request.user)
        rows = rows.select_related("series__municipality", "meeting")
        self.agreement = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.agreement

    def perform(self) -> Agreement:
        is_done = self.request.POST.get("done") == "1"
        return services.settle_agreement(self.agreement, is_done=is_done, actor=self.request.user)

    def get_success_url(self) -> str:
        back = hidden_number(self.request.POST.get("meeting", ""))
        meetings = Meeting.visible_to(self.request.user).filter(series=self.agreement.series_id)
        found = meetings.filter(pk=back).first() if back is not None else None
        return meeting_url(found or self.agreement.meeting, "since" if found else "results")  # type: ignore[arg-type]
