"""Orders of a Träger: what of the budgeted needs was bought where, at the price of that day."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.money import cents, gross
from core.scoping import ScopedModel
from equipment.models import EquipmentType, FundingSource
from needs.models import NeedItem
from planning.models import BudgetLine
from procurement.querysets import OrderLineQuerySet
from schools.models import School, SchoolAuthority
from schools.querysets import OfAuthorityQuerySet


def sums_of(price: Decimal, quantity: int, vat_rate: Decimal) -> dict[str, Decimal]:
    """Net, tax and gross of a line: the tax is reckoned on the sum, as invoices do, and net + vat = gross."""
    net = cents(price * quantity)
    whole = gross(net, vat_rate)
    return {"net": net, "vat": whole - net, "gross": whole}


class Order(ScopedModel):
    """One order at one supplier, for needs of several schools."""

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="orders")
    number = models.CharField(_("order number"), max_length=40)
    ordered_on = models.DateField(_("ordered on"))
    supplier = models.CharField(_("supplier"), max_length=120)
    fund = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="+", verbose_name=_("funding source")
    )
    note = models.TextField(_("note for the schools"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    submission_id = submission_field()

    unscoped = OfAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        ordering = ["-ordered_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "number"],
                name="order_number_once",
                violation_error_message=_("There is an order with this number already."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(ScopedModel):
    """One need in an order, the rest of one, or a part of a free budget line.

    Product and money are what they were on the day of the order.

    `price` is net, of a piece; `net`, `vat` and `gross` are sums of the line in euro.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        COMPLETE = "complete", _("complete")
        CLOSED = "closed", _("ended before all had come")
        CANCELLED = "cancelled", _("called off")

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    item = models.ForeignKey(NeedItem, models.RESTRICT, null=True, blank=True, related_name="order_lines")
    budget_line = models.ForeignKey(  # of a free line of the Mittelanmeldung; then it comes of no need
        BudgetLine, models.RESTRICT, null=True, blank=True, related_name="order_lines"
    )
    school = models.ForeignKey(School, models.CASCADE, related_name="order_lines")
    type = models.ForeignKey(  # empty: a service or a licence, of which no stock is made
        EquipmentType, models.PROTECT, null=True, blank=True, related_name="+"
    )
    product = models.CharField(_("product"), max_length=120)
    contract = models.CharField(_("framework contract"), max_length=80, blank=True)
    quantity = models.PositiveIntegerField(
        _("quantity"), validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    price = models.DecimalField(_("price of a piece in euro, net"), max_digits=10, decimal_places=2)
    vat_rate = models.DecimalField(_("value-added tax in percent"), max_digits=4, decimal_places=1)
    net = models.DecimalField(max_digits=14, decimal_places=2)
    vat = models.DecimalField(max_digits=14, decimal_places=2)
    gross = models.DecimalField(max_digits=14, decimal_places=2)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.TextField(max_length=500, blank=True)  # why it ended early, or why its quantity changed
    above_reason = models.TextField(max_length=500, blank=True)  # why more than was approved was ordered
    above_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)

    unscoped = OrderLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of an order")
        ordering = ["school__name", "type__order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="order_line_comes_of_one",
                condition=Q(item__isnull=False, budget_line__isnull=True)
                | Q(item__isnull=True, budget_line__isnull=False),
            ),
            models.CheckConstraint(
                name="order_line_of_need_has_type", condition=Q(item__isnull=True) | Q(type__isnull=False)
            ),
            models.CheckConstraint(name="order_line_counts", condition=Q(quantity__gte=1)),
            models.CheckConstraint(name="order_line_adds_up", condition=Q(gross=F("net") + F("vat"))),
            models.CheckConstraint(name="order_line_price_positive", condition=Q(price__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"
