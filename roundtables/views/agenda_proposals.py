"""Proposed agenda items: from the school to whoever prepares the next meeting, and the answer back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import ScopedActionView
from matrix.models import Side
from matrix.selectors import AspectInfo, current_catalogue, matrix_of
from roundtables import services
from roundtables.forms import AgendaProposalForm
from roundtables.models import AgendaItem, AgendaProposal
from roundtables.views.bases import DeclineView, OfferedMixin, TakeMixin, TellingFormView
from schools.views.bases import OfSchool


class AgendaProposalCreateView(OfSchool, TellingFormView):
    """In free words, or out of an aspect (`?aspekt=S1.1`)."""

    permission = "roundtables.propose_item"
    form_class = AgendaProposalForm
    title = gettext_lazy("Propose an agenda item")
    submit = gettext_lazy("Propose")
    saved = gettext_lazy("Proposed. Moderation and Träger see it when they prepare the next meeting.")
    aspect: AspectInfo | None

    def load(self) -> None:
        super().load()
        catalogue, asked = current_catalogue(), self.request.GET.get("aspekt", "")
        aspects = matrix_of(catalogue).aspects_of(Side.SCHOOL) if catalogue and asked else ()
        self.aspect = next((aspect for aspect in aspects if aspect.code == asked), None)

    def get_initial(self) -> dict[str, Any]:
        return {"title": f"{self.aspect.code} {self.aspect.name}"[:120]} if self.aspect else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"preline": self.school, "series": None, "meeting": None}
        return super().get_context_data(**kwargs) | own

    def perform(self, form: Any) -> AgendaProposal:
        told = form.cleaned_data
        if self.aspect:
            told |= {"code": self.aspect.code, "aspect_name": self.aspect.name}
        return services.propose_item(self.school, actor=self.request.user, **told)

    def get_success_url(self) -> str:
        return reverse("roundtables:proposal_list")


class AgendaProposalTakeView(TakeMixin, OfferedMixin, ScopedActionView):
    """One click: it stands on the agenda of this meeting, before its end."""

    proposals = AgendaProposal
    anchor = "suggestions"

    def load(self) -> None:
        super().load()
        place = self.meeting.series.municipality_id
        self.proposal = self.read_proposal(self.kwargs["suggestion"], school__municipality=place)

    def perform(self) -> AgendaItem:
        item = services.take_item(self.proposal, self.meeting, actor=self.request.user)
        messages.success(self.request, _("“%(title)s” is on the agenda.") % {"title": item})
        self.anchor = f"item-{item.pk}"
        return item


class AgendaProposalDeclineView(DeclineView):
    proposals = AgendaProposal

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        quote = f"{self.proposal.title}: {self.proposal.reason}"
        return super().get_context_data(**kwargs) | {"preline": self.proposal.school, "quote": quote}

    def perform(self, form: Any) -> AgendaProposal:
        answer = form.cleaned_data["answer"]
        return services.decline_item(self.proposal, answer=answer, actor=self.request.user)
