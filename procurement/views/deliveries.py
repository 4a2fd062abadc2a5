"""Deliveries as the offices record them, and the invoices that belong to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.days import day_in_figures
from core.http import download
from core.parsing import hidden_version
from core.views import FormPageView, ScopedActionView
from procurement.forms import DeliveryForm, InvoiceFileForm, InvoiceForm
from procurement.models import Delivery, Invoice
from procurement.services import deliveries as services
from procurement.services import invoices
from procurement.views.bases import OfDelivery, OfLine, OfOrder

TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


class DeliveryCreateView(OfLine, FormPageView):
    permission = "procurement.change_order"
    template_name = "procurement/order_form.html"
    form_class = DeliveryForm
    title = gettext_lazy("Record a delivery")
    lead = gettext_lazy(
        "The school is asked to count it and to say where it stands. Only then it becomes stock."
    )
    submit = gettext_lazy("Record")
    saved = gettext_lazy("Recorded. The school is asked to confirm it.")

    def open_pieces(self) -> int:
        rows = Delivery.visible_to(self.request.user).filter(line=self.line)
        taken = sum(row.kept if row.is_confirmed else row.announced or 0 for row in rows)
        return int(self.line.quantity - taken)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"open_pieces": self.open_pieces()}

    def perform(self, form: DeliveryForm) -> Delivery:
        cleaned = form.cleaned_data
        return services.announce(
            self.line,
            quantity=cleaned["quantity"],
            delivered_on=cleaned["delivered_on"],
            bill=form.bill(),
            submission_id=form.mark(),
            actor=self.request.user,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        count = self.open_pieces()
        told = ngettext("%(count)s piece is still open", "%(count)s pieces are still open", count)
        return super().get_context_data(**kwargs) | {"told": told % {"count": count}}


class DeliveryInvoiceView(OfDelivery, FormPageView):
    permission = "procurement.change_order"
    template_name = "procurement/order_form.html"
    form_class = InvoiceForm
    title = gettext_lazy("Invoice of a delivery")
    lead = gettext_lazy("The stock of the school is told number, date and price.")
    saved = gettext_lazy("The invoice is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"delivery": self.delivery}

    def perform(self, form: InvoiceForm) -> Delivery:
        return services.record_invoice(
            self.delivery, bill=form.bill(), version=self.delivery.version, actor=self.request.user
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = day_in_figures(self.delivery.delivered_on)
        return super().get_context_data(**kwargs) | {"told": _("delivered on %(day)s") % {"day": day}}


class DeliveryWithdrawView(OfDelivery, ScopedActionView):
    permission = "procurement.change_order"

    def perform(self) -> None:
        seen = hidden_version(self.request.POST)
        services.withdraw(self.delivery, version=seen, actor=self.request.user)
        messages.success(self.request, _("The announcement is withdrawn."))


class OfInvoice(OfOrder, abstract=True):
    invoice: Invoice

    def load(self) -> None:
        found = Invoice.visible_to(self.request.user).select_related("order__authority", "order__fund")
        self.invoice = self.fetch(found, pk=self.kwargs["pk"])
        self.use(self.invoice.order)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"invoice": self.invoice}


class InvoiceUploadView(OfInvoice, FormPageView):
    permission = "procurement.change_order"
    template_name = "procurement/order_form.html"
    form_class = InvoiceFileForm
    title = gettext_lazy("Upload an invoice")
    lead = gettext_lazy("It goes into the proof of use as it is.")
    submit = gettext_lazy("Upload")
    error_field = "file"

    def perform(self, form: InvoiceFileForm) -> Invoice:
        invoice = invoices.attach_file(self.invoice, form.cleaned_data["file"], actor=self.request.user)
        messages.success(self.request, _("“%(name)s” is uploaded.") % {"name": invoice.file_name})
        return invoice


class InvoiceDownloadView(OfInvoice):
    """The paper, for whoever may read the order; asked anew each time."""

    permission = "procurement.view_order"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        file = self.invoice.file
        if not file.name or not file.storage.exists(file.name):
            raise Http404
        kind = TYPES[file.name.rpartition(".")[2]]
        return download(file.open("rb"), filename=self.invoice.file_name, content_type=kind)
