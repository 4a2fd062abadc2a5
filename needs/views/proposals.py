"""Proposals on the way to the list: taken over as they are, or rejected with a word."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import FormPageView, ScopedActionView
from needs.forms import RejectForm
from needs.models import NeedItem, ProposalAnswer
from needs.selectors import proposals_of
from needs.services import proposals as services
from needs.views.bases import OfYear


class OfProposal(OfYear, abstract=True):
    """One proposal that the school has not answered yet."""

    proposal: Any  # a `Proposal`; None when a click is repeated

    def load(self) -> None:
        super().load()
        if not self.request.user.has_perm(self.permission, self.school):
            return  # refused in a moment, whatever there is to propose
        found = proposals_of(user=self.request.user, school=self.school, year=self.year)
        wanted = (one for one in found if one.key == self.kwargs["proposal"])
        proposal = next(wanted, None)
        if proposal is None and not self.is_repeated():
            raise Http404
        self.proposal = proposal

    def is_repeated(self) -> bool:
        """Whether this is the second of two clicks, so that the proposal has been answered by the first."""
        return False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"proposal": self.proposal}


class ProposalAcceptView(OfProposal, ScopedActionView):
    permission = "needs.change_item"

    def is_repeated(self) -> bool:
        return self.made_before() is not None

    def made_before(self) -> NeedItem | None:
        """What the same button has made already."""
        items = NeedItem.visible_to(self.request.user).filter(need_list__school=self.school)
        found: NeedItem | None = items.filter(submission_id=self.submission_id).first()
        return found

    @cached_property
    def submission_id(self) -> UUID:
        """The mark of the button; a POST without a sound one is none that a page has made."""
        with suppress(ValueError):
            return UUID(self.request.POST.get("submission_id", ""))
        return uuid4()

    def perform(self) -> NeedItem:
        item = self.made_before() or services.accept_proposal(
            self.school,
            year=self.year,
            key=self.proposal.key,
            values=self.proposal.values,
            submission_id=self.submission_id,
            actor=self.request.user,
        )
        messages.success(self.request, _("Added: %(line)s.") % {"line": item})
        return item


class ProposalRejectView(OfProposal, FormPageView):
    permission = "needs.change_item"
    template_name = "needs/proposal_reject.html"
    form_class = RejectForm
    title = gettext_lazy("Reject a proposal")
    lead = gettext_lazy("It is not proposed again in this year. Your word stays with your school.")
    submit = gettext_lazy("Reject")

    def perform(self, form: RejectForm) -> ProposalAnswer:
        answer = services.reject_proposal(
            self.school,
            year=self.year,
            key=self.proposal.key,
            reason=form.cleaned_data["reason"],
            actor=self.request.user,
        )
        messages.success(
            self.request, _("Not proposed again in this year: %(line)s.") % {"line": self.proposal}
        )
        return answer
