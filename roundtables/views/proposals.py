"""Proposed milestones: out of a gap to whoever prepares the next meeting, and the answer back."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.views import ScopedListView
from matrix.models import Side
from matrix.selectors import AspectInfo, aspect_of, current_catalogue, matrix_of
from roundtables import services
from roundtables.forms import ProposalForm
from roundtables.forms.results import MilestoneForm
from roundtables.models import Meeting, Milestone, MilestoneProposal
from roundtables.selectors.agenda_proposals import (
    meetings_to_take_at,
    schools_led_by,
    suggestion_rows,
)
from roundtables.selectors.today import aimed_at
from roundtables.views.bases import (
    VIEW,
    DeclineView,
    ProposalMixin,
    TakeMixin,
    TellingFormView,
    meeting_url,
)
from schools.views.bases import OfSchool


class ProposalListView(ScopedListView):
    """What was proposed for the schools one reads, and what became of it."""

    permission = VIEW
    model = MilestoneProposal
    template_name = "roundtables/proposal_list.html"

    def get_queryset(self) -> Any:
        rows = MilestoneProposal.visible_to(self.request.user).select_related("school", "milestone")
        return rows.order_by("-proposed_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        mine = MilestoneProposal.visible_to(self.request.user).to_answer(self.request.user)
        own: dict[str, Any] = {
            "suggestions": suggestion_rows(user=self.request.user),
            "led": schools_led_by(self.request.user),
        }
        answerable = set(mine.values_list("pk", flat=True))
        meetings = meetings_to_take_at(self.request.user) if answerable else {}
        read = Milestone.visible_to(self.request.user).filter(
            proposal__in=[row.pk for row in found["page_obj"]]
        )
        own["readable"] = set(read.values_list("pk", flat=True))
        found["object_list"] = found["page_obj"].object_list = [
            (row, row.pk in answerable, meetings.get(row.school.municipality_id)) for row in found["page_obj"]
        ]
        return found | own


class ProposalCreateView(OfSchool, TellingFormView):
    """From an aspect of a school: what should be done to reach the next stage."""

    permission = "roundtables.propose_milestone"
    title = gettext_lazy("Propose a milestone")
    submit = gettext_lazy("Propose")
    saved = gettext_lazy("Proposed. Moderation and Träger see it when they prepare the next meeting.")
    aspect: AspectInfo

    def load(self) -> None:
        super().load()
        catalogue = current_catalogue()
        aspects = matrix_of(catalogue).aspects_of(Side.SCHOOL) if catalogue else ()
        found = next((aspect for aspect in aspects if aspect.code == self.kwargs["code"]), None)
        if found is None:
            raise Http404
        self.aspect = found

    def get_form(self, form_class: Any = None) -> Any:
        return ProposalForm(**self.get_form_kwargs(), aspect=self.aspect)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "preline": f"{self.school}, {self.aspect.code} {self.aspect.name}",
            "series": None,
            "meeting": None,
        }
        return super().get_context_data(**kwargs) | own

    def perform(self, form: Any) -> MilestoneProposal:
        aspect = aspect_of(self.aspect.pk)
        return services.propose_milestone(self.school, aspect, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("roundtables:proposal_list")


class OfMilestoneProposal(ProposalMixin, abstract=True):
    proposals = MilestoneProposal

    @property
    def preline(self) -> str:
        return f"{self.proposal.school}, {self.proposal.code} {self.proposal.aspect_name}"


class ProposalTakeView(OfMilestoneProposal, TakeMixin, TellingFormView):
    """The proposal as a milestone of this meeting: every field may still be changed."""

    title = gettext_lazy("Take over as a milestone")
    submit = gettext_lazy("Take over")
    saved = gettext_lazy("The proposal is a milestone now.")
    anchor = "proposals"

    def load(self) -> None:
        super().load()
        self.proposal = self.read_proposal(
            self.kwargs["proposal"], school__municipality=self.meeting.series.municipality_id
        )

    def get_initial(self) -> dict[str, Any]:
        proposal = self.proposal
        return {
            "text": proposal.text,
            "owner": Milestone.Owner.SCHOOL,
            "responsible": str(proposal.school),
            "due_on": proposal.due_on,
            "school": proposal.school_id,
            **aimed_at(proposal),
        }

    def get_form(self, form_class: Any = None) -> Any:
        return MilestoneForm(**self.get_form_kwargs(), meeting=self.meeting)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"preline": self.preline, "quote": self.proposal.text}
        return super().get_context_data(**kwargs) | own

    def perform(self, form: Any) -> Milestone:
        about = form.about() | {"submission_id": form.cleaned_data["submission_id"]}
        told = form.values() | about
        return services.take_over(self.proposal, self.meeting, actor=self.request.user, **told)


class ProposalDeclineView(OfMilestoneProposal, DeclineView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"preline": self.preline, "quote": self.proposal.text}

    def perform(self, form: Any) -> MilestoneProposal:
        answer = form.cleaned_data["answer"]
        return services.decline(self.proposal, answer=answer, actor=self.request.user)

    def get_success_url(self) -> str:
        """Back to the meeting that is being prepared, where there is one."""
        meetings = Meeting.visible_to(self.request.user).filter(
            series__municipality=self.proposal.school.municipality_id, state=Meeting.State.PLANNED
        )
        found = meetings.filter(starts_at__gte=timezone.now()).order_by("starts_at").first()
        return meeting_url(found, "proposals") if found else super().get_success_url()
