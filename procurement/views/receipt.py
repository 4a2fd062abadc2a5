"""What a school waits for, and its word that something has come."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.views import ScopedFormView, ScopedPageView
from procurement import selectors
from procurement.forms import ReceiptForm
from procurement.models import Delivery, OrderLine
from procurement.services import deliveries as services
from procurement.views.bases import OfSchoolOrders


class SchoolOrdersView(OfSchoolOrders, ScopedPageView):
    permission = "procurement.view_deliveries"
    template_name = "procurement/school_orders.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = selectors.school_lines(user=self.request.user, school=self.school)
        return super().get_context_data(**kwargs) | {
            "rows": [row for row in rows if row.line.state != OrderLine.State.CANCELLED],
            "may_confirm": self.can("procurement.confirm_delivery"),
            "works_here": self.can("needs.change_item"),
            "may_read_needs": self.can("needs.view_item"),
        }


class ReceiptView(OfSchoolOrders, ScopedFormView, abstract=True):
    permission = "procurement.confirm_delivery"
    template_name = "procurement/receipt.html"
    form_class = ReceiptForm
    line: OrderLine

    def tell(self, delivery: Delivery) -> Delivery:
        if delivery.kept and not self.line.type_id:
            text = _("Thank you. The school authority reads that it came.")
        elif delivery.kept:
            text = ngettext(
                "Thank you. %(count)s piece stands in the stock now.",
                "Thank you. %(count)s pieces stand in the stock now.",
                delivery.kept,
            ) % {"count": delivery.kept}
        else:
            text = _("Thank you. The school authority reads what was wrong.")
        messages.success(self.request, text)
        return delivery

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"line": self.line}


class DeliveryConfirmView(ReceiptView):
    """An announced delivery."""

    delivery: Delivery

    def load(self) -> None:
        super().load()
        rows = Delivery.visible_to(self.request.user).filter(school=self.school)
        self.delivery = self.fetch(rows.select_related("line__order", "line__type"), pk=self.kwargs["pk"])
        self.line = self.delivery.line

    def get_form_kwargs(self) -> dict[str, Any]:
        told = {"pieces": self.delivery.announced, "delivered_on": self.delivery.delivered_on}
        return super().get_form_kwargs() | told | {"is_equipment": bool(self.line.type_id)}

    def perform(self, form: ReceiptForm) -> Delivery:
        return self.tell(
            services.confirm(
                self.delivery,
                receipt=form.receipt(),
                version=self.delivery.version,
                actor=self.request.user,
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"delivery": self.delivery}


class LineReceiveView(ReceiptView):
    """Something came that nobody has announced."""

    def load(self) -> None:
        super().load()
        lines = OrderLine.visible_to(self.request.user).filter(school=self.school)
        self.line = self.fetch(lines.select_related("order", "type"), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"pieces": None, "is_equipment": bool(self.line.type_id)}

    def perform(self, form: ReceiptForm) -> Delivery:
        return self.tell(
            services.receive(
                self.line,
                receipt=form.receipt(),
                submission_id=form.mark(),
                actor=self.request.user,
            )
        )
