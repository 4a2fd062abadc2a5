"""The budget table of a fiscal year: its lines, handing it in, the council's decision, export."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.errors import DomainError
from core.exports import FORMATS
from core.parsing import parse_decimal
from core.views import (
    FormPageView,
    ScopedActionView,
    ScopedFormView,
    ScopedPageView,
    ScopedUpdateView,
    TableView,
)
from planning.exporters import budget_table
from planning.forms.budgets import (
    ApproveForm,
    DecideForm,
    LineCreateForm,
    LineUpdateForm,
    PickForm,
    RequestForm,
)
from planning.models import Budget, BudgetLine
from planning.selectors.budgets import Candidate, budget_of, budget_picture, candidates
from planning.services import budgets as services
from planning.views.bases import OfPlan

VIEW, CHANGE = "planning.view_budget", "planning.change_budget"


class OfBudget(OfPlan, abstract=True):
    """`year` is the fiscal year; without one in the address the next is meant."""

    def current_year(self) -> int:
        return timezone.localdate().year + 1

    def get_success_url(self) -> str:
        return self.page("budget_detail")

    def budget(self) -> Budget:
        return budget_of(user=self.request.user, authority=self.authority, year=self.year)

    @property
    def target(self) -> dict[str, Any]:
        """What every service is told."""
        return {"year": self.year, "actor": self.request.user}


class BudgetDetailView(OfBudget, ScopedPageView):
    permission = VIEW
    template_name = "planning/budget_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        picture = budget_picture(user=self.request.user, authority=self.authority, year=self.year)
        return super().get_context_data(**kwargs) | {
            "picture": picture,
            "budget": picture.budget,
            "sums": picture.sums,
            "formats": list(FORMATS),
            "years": self.years(Budget.visible_to(self.request.user).filter(authority=self.authority)),
        }


class BudgetPickView(OfBudget, ScopedFormView):
    """Needs of the ranking with a tick each; `?bis=100000` ticks from the top down to that sum, gross."""

    permission = CHANGE
    template_name = "planning/budget_pick.html"
    form_class = PickForm
    offered: list[Candidate]

    def load(self) -> None:
        super().load()
        if self.can(self.permission):
            self.offered = candidates(user=self.request.user, authority=self.authority, year=self.year)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"candidates": self.offered}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        asked, limit, problem = self.request.GET.get("bis", ""), None, ""
        try:
            limit = parse_decimal(asked)
        except DomainError as error:
            problem = str(error)
        sent = self.request.POST.getlist("items")
        ticked = (
            set(sent)
            if self.request.method == "POST"
            else {str(one.item.pk) for one in down_to(self.offered, limit)}
        )
        rows = [(one, str(one.item.pk) in ticked) for one in self.offered]
        total = sum((one.gross or Decimal(0) for one, is_ticked in rows if is_ticked), Decimal(0))
        told = {"rows": rows, "asked": asked, "problem": problem, "total": total, "ticked": len(ticked)}
        return context | told | {"budget": self.budget(), "planning_year": self.year - 1}

    def perform(self, form: PickForm) -> None:
        lines = services.add_needs(self.authority, items=form.chosen(), **self.target)
        text = ngettext("%(count)s line was added.", "%(count)s lines were added.", len(lines))
        messages.success(self.request, text % {"count": len(lines)})


def down_to(offered: list[Candidate], limit: Decimal | None) -> list[Candidate]:
    """From the top, as long as the sum stays within the limit; needs without a price are passed over."""
    if limit is None:
        return []
    return [one for one in offered if one.net is not None and one.running <= limit]


class BudgetRequestView(OfBudget, FormPageView):
    permission = CHANGE
    template_name = "planning/budget_form.html"
    form_class = RequestForm
    title = gettext_lazy("Hand in to the treasury")
    lead = gettext_lazy("From then on the lines are fixed. Until the decision you can take the table back.")
    submit = gettext_lazy("Hand it in")
    saved = gettext_lazy("The table is handed in. Its lines are fixed until you take it back.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"budget": self.budget()}

    def perform(self, form: RequestForm) -> Budget:
        day, version = form.cleaned_data["requested_on"], self.budget().version
        return services.request_budget(self.authority, requested_on=day, version=version, **self.target)


class BudgetWithdrawView(OfBudget, ScopedActionView):
    permission = CHANGE

    def perform(self) -> Budget:
        budget = services.withdraw_budget(self.authority, **self.target)
        messages.success(self.request, _("The table is a draft again."))
        return budget


class BudgetDecideView(OfBudget, FormPageView):
    permission = CHANGE
    template_name = "planning/budget_decide.html"
    form_class = DecideForm
    title = gettext_lazy("Enter the decision")
    lead = gettext_lazy(
        "Approved needs move into the budget, those without money are deferred. Each school reads it at its needs at "
        "once."
    )
    submit = gettext_lazy("Enter it")
    saved = gettext_lazy("The decision is entered. The schools read it at their needs.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"budget": self.budget()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        picture = budget_picture(user=self.request.user, authority=self.authority, year=self.year)
        cut = [row.line for row in picture.rows if row.line.cut]
        return super().get_context_data(**kwargs) | {
            "sums": picture.sums,
            "cut": cut,
            "budget": picture.budget,
        }

    def perform(self, form: DecideForm) -> Budget:
        return services.decide_budget(
            self.authority,
            version=self.budget().version,
            is_rejected=form.is_rejected,
            **{name: form.cleaned_data[name] for name in ("decided_on", "paper", "reason")},
            **self.target,
        )


class LineCreateView(OfBudget, ScopedFormView):
    permission = CHANGE
    template_name = "planning/line_form.html"
    form_class = LineCreateForm

    def perform(self, form: LineCreateForm) -> BudgetLine:
        line = services.add_line(
            self.authority, values=form.values(), submission_id=form.mark(), **self.target
        )
        messages.success(self.request, _("Added: %(line)s.") % {"line": line})
        return line


class OfLine(OfBudget, abstract=True):
    object: BudgetLine

    def load(self) -> None:
        super().load()
        lines = BudgetLine.visible_to(self.request.user).select_related("budget__authority", "item")
        self.object = self.fetch(
            lines, pk=self.kwargs["pk"], budget__authority=self.authority, budget__year=self.year
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"line": self.object, "budget": self.object.budget}


class LineUpdateView(OfLine, ScopedUpdateView):
    permission = CHANGE
    template_name = "planning/line_form.html"
    form_class = LineUpdateForm
    model = BudgetLine

    def perform(self, form: LineUpdateForm) -> BudgetLine:
        line = services.update_line(self.object, values=form.values(), actor=self.request.user)
        messages.success(self.request, _("Saved: %(line)s.") % {"line": line})
        return line


class LineDeleteView(OfLine, ScopedActionView):
    permission = CHANGE

    def perform(self) -> None:
        name = str(self.object)
        services.delete_line(self.object, actor=self.request.user)
        messages.success(self.request, _("Taken out of the table: %(line)s.") % {"line": name})


class LineApproveView(OfLine, ScopedFormView):
    """What the council gives for this line, where it is less than requested."""

    permission = CHANGE
    template_name = "planning/line_approve.html"
    form_class = ApproveForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"line": self.object}

    def perform(self, form: ApproveForm) -> BudgetLine:
        told = {name: form.cleaned_data[name] for name in ("approved", "reason")}
        line = services.approve_line(self.object, actor=self.request.user, **told)
        messages.success(self.request, _("Saved: %(line)s.") % {"line": line})
        return line


class BudgetExportView(OfBudget, TableView):
    permission = VIEW

    def content(self, kind: str) -> bytes:
        picture = budget_picture(user=self.request.user, authority=self.authority, year=self.year)
        return budget_table(picture, kind=kind)

    def file_name(self) -> str:
        return _("Budget-%(year)s") % {"year": self.year}
