"""Orders of a Träger: list, a new one, one with its lines, what changes them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import FormPageView, ScopedFormView, ScopedPageView
from planning.selectors.budgets import decided_lines
from procurement import selectors
from procurement.forms import OrderForm, QuantityForm, ReasonForm
from procurement.models import Order, OrderLine
from procurement.reckoning import Rest
from procurement.services import orders as services
from procurement.views.bases import OfLine, OfOrder, may_exceed
from schools.views.bases import OfAuthority


class OrderListView(OfAuthority, ScopedPageView):
    permission = "procurement.view_order"
    template_name = "procurement/order_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, authority = self.request.user, self.authority
        return super().get_context_data(**kwargs) | {
            "rows": selectors.order_rows(user=user, authority=authority),
            "waiting": selectors.waiting_rows(user=user, authority=authority),
            "rests": selectors.rest_rows(user=user, authority=authority),
            "free": selectors.free_rows(user=user, authority=authority),
        }


class OrderCreateView(OfAuthority, ScopedFormView):
    """Needs of several schools, and rests of them, at one supplier; which one stands in the query of the address."""

    permission = "procurement.change_order"
    template_name = "procurement/order_create.html"
    form_class = OrderForm
    supplier: str
    waiting: list[Any]
    rests: dict[int, Rest]
    offers: dict[str, dict[int, list[Any]]]

    def load(self) -> None:
        super().load()
        user, today = self.request.user, timezone.localdate()
        second = selectors.rest_rows(user=user, authority=self.authority)
        self.rests = {row.item.pk: row.rest for row in second}
        first = selectors.waiting_items(user=user, authority=self.authority)
        self.waiting = [*first, *(row.item for row in second)]
        needed = {item.type_id for item in self.waiting}
        every = selectors.supplier_offers(user=user, authority=self.authority, day=today)
        self.offers = {name: own for name, own in every.items() if needed & own.keys()}
        asked = self.request.GET.get("lieferant", "")
        self.supplier = asked if asked in self.offers else next(iter(self.offers), "")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "items": self.waiting,
            "offers": self.offers.get(self.supplier, {}),
            "lines": decided_lines([item.pk for item in self.waiting], user=self.request.user),
            "rests": self.rests,
            "number": selectors.next_number(user=self.request.user, authority=self.authority),
            "may_exceed": may_exceed(self),
        }

    def perform(self, form: OrderForm) -> Order:
        order = services.place_order(
            self.authority,
            **form.values(),
            supplier=self.supplier,
            wanted=form.wanted(),
            submission_id=form.mark(),
            actor=self.request.user,
        )
        messages.success(
            self.request, _("Ordered: %(number)s. The schools read it at their needs.") % {"number": order}
        )
        return order

    def get_success_url(self) -> str:
        return reverse("procurement:order_detail", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        priced = self.offers.get(self.supplier, {})
        known = {type_id for own in self.offers.values() for type_id in own}
        return super().get_context_data(**kwargs) | {
            "suppliers": list(self.offers),
            "supplier": self.supplier,
            "elsewhere": [one for one in self.waiting if one.type_id in known and one.type_id not in priced],
            "unpriced": [one for one in self.waiting if one.type_id not in known],
            "waiting": self.waiting,
        }


class OrderDetailView(OfOrder, ScopedPageView):
    permission = "procurement.view_order"
    template_name = "procurement/order_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = selectors.order_page(user=self.request.user, order=self.order)
        trail = selectors.trail_of_order(page)
        return super().get_context_data(**kwargs) | {"page": page, "trail": trail}


class OrderCancelView(OfOrder, FormPageView):
    permission = "procurement.change_order"
    template_name = "procurement/order_form.html"
    form_class = ReasonForm
    title = submit = gettext_lazy("Call off")
    lead = gettext_lazy(
        "All lines that nothing has come for are called off; their needs stand in the budget again."
    )
    saved = gettext_lazy("Called off. The needs stand in the budget again.")

    def perform(self, form: ReasonForm) -> Order:
        return services.cancel_order(self.order, reason=form.cleaned_data["reason"], actor=self.request.user)


class LineEndView(OfLine, FormPageView):
    """The rest does not come, or nothing at all."""

    permission = "procurement.change_order"
    template_name = "procurement/order_form.html"
    form_class = ReasonForm
    title = gettext_lazy("The rest does not come")
    lead = gettext_lazy("What came stays in the stock. If nothing came, the need stands in the budget again.")
    submit = gettext_lazy("End this line")
    saved = gettext_lazy("Ended: %(line)s.")

    def perform(self, form: ReasonForm) -> OrderLine:
        return services.end_line(
            self.line,
            reason=form.cleaned_data["reason"],
            version=self.line.version,
            actor=self.request.user,
        )


class LineQuantityView(OfLine, FormPageView):
    permission = "procurement.change_order"
    template_name = "procurement/order_form.html"
    form_class = QuantityForm
    title = gettext_lazy("Change the quantity")
    lead = gettext_lazy(
        "For a surplus that is kept and paid, or fewer pieces than ordered. Product and price stay."
    )
    saved = gettext_lazy("Saved: %(line)s.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"line": self.line}

    def perform(self, form: QuantityForm) -> OrderLine:
        return services.change_quantity(
            self.line,
            quantity=form.cleaned_data["quantity"],
            reason=form.cleaned_data["reason"],
            version=self.line.version,
            may_exceed=may_exceed(self),
            actor=self.request.user,
        )
