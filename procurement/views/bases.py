"""What the addresses name: a Träger, an order, one of its lines, a delivery."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.views import PortalView
from procurement.models import Delivery, Order, OrderLine
from schools.views.bases import OfAuthority, OfSchool


def may_exceed(view: OfAuthority) -> bool:
    """Whether this person may order more than was approved, with a reason."""
    return view.request.user.has_perm("procurement.exceed_approved", view.authority)


class OfOrder(OfAuthority, abstract=True):
    """One order; its Träger says who may."""

    order: Order

    def load(self) -> None:
        orders = Order.visible_to(self.request.user).select_related("authority", "fund")
        self.use(self.fetch(orders, pk=self.kwargs["pk"]))

    def use(self, order: Order) -> None:
        self.order, self.authority = order, order.authority

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"order": self.order, "order_url": self.order_url}

    @property
    def order_url(self) -> str:
        return reverse("procurement:order_detail", args=[self.order.pk])

    def get_success_url(self) -> str:
        return self.order_url


def lines_of_offices(view: PortalView) -> Any:
    """Lines of the orders that this person reads: money is the offices' alone."""
    orders = Order.visible_to(view.request.user)
    lines = OrderLine.visible_to(view.request.user).filter(order__in=orders.order_by())
    return lines.select_related("order__authority", "order__fund", "school", "type", "item__need_list")


class OfLine(OfOrder, abstract=True):
    """One line of an order."""

    line: OrderLine

    def load(self) -> None:
        self.line = self.fetch(lines_of_offices(self), pk=self.kwargs["pk"])
        self.use(self.line.order)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"line": self.line}


class OfDelivery(OfOrder, abstract=True):
    """One delivery of an order."""

    delivery: Delivery

    def load(self) -> None:
        orders = Order.visible_to(self.request.user)
        rows = Delivery.visible_to(self.request.user).filter(line__order__in=orders.order_by())
        related = rows.select_related("line__order__authority", "line__order__fund", "school", "invoice")
        self.delivery = self.fetch(related, pk=self.kwargs["pk"])
        self.use(self.delivery.line.order)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"delivery": self.delivery, "line": self.delivery.line}


class OfSchoolOrders(OfSchool, abstract=True):
    """What one school waits for; without any money."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"list_url": self.get_success_url()}

    def get_success_url(self) -> str:
        return reverse("procurement:school_orders", args=[self.school.school_number])
