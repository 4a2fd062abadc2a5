"""Ordering out of a free line of the Mittelanmeldung, which comes of no need."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.views import ScopedFormView
from planning.models import Budget, BudgetLine
from procurement import selectors
from procurement.forms.free_lines import FreeLineForm
from procurement.models import Order
from procurement.services import free_lines as services
from procurement.views.bases import may_exceed
from schools.views.bases import OfAuthority


class FreeLineOrderView(OfAuthority, ScopedFormView):
    """One product or service for one school; a line can be ordered from again until its money is bound."""

    permission = "procurement.change_order"
    template_name = "procurement/freeline_order.html"
    form_class = FreeLineForm
    line: BudgetLine

    def load(self) -> None:
        lines = BudgetLine.visible_to(self.request.user).filter(item__isnull=True)
        self.line = self.fetch(lines.select_related("budget__authority"), pk=self.kwargs["pk"])
        self.authority = self.line.budget.authority
        self.rest = selectors.free_rest(self.line, user=self.request.user)
        today = timezone.localdate()
        every = selectors.supplier_offers(user=self.request.user, authority=self.authority, day=today)
        self.offers = {
            name: [entry for entries in own.values() for entry in entries] for name, own in every.items()
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        user = self.request.user
        return super().get_form_kwargs() | {
            "line": self.line,
            "offers": self.offers,
            "number": selectors.next_number(user=user, authority=self.authority),
            "may_exceed": may_exceed(self),
        }

    def perform(self, form: FreeLineForm) -> Order:
        order = services.order_free_line(
            self.line,
            **form.values(),
            wanted=form.wanted(),
            submission_id=form.mark(),
            actor=self.request.user,
        )
        messages.success(self.request, _("Ordered: %(number)s.") % {"number": order})
        return order

    def get_success_url(self) -> str:
        return reverse("procurement:order_detail", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "line": self.line,
            "rest": self.rest,
            "is_decided": self.line.budget.state == Budget.State.DECIDED,
        }
