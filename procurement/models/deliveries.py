"""What came of an order, when, and what was invoiced for it."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from equipment.models import StockBatch
from equipment.querysets import EquipmentQuerySet
from procurement.models.orders import Order, OrderLine
from schools.models import School, SchoolAuthority
from schools.querysets import OfAuthorityQuerySet


class Invoice(ScopedModel):
    """One invoice for an order, with the paper itself where somebody has uploaded it."""

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="invoices")
    order = models.ForeignKey(Order, models.CASCADE, related_name="invoices")
    number = models.CharField(_("invoice number"), max_length=40)
    date = models.DateField(_("invoice date"))
    file = models.FileField(upload_to="invoices", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    unscoped = OfAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        ordering = ["date", "number", "pk"]
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="invoice_once")]

    def __str__(self) -> str:
        return self.number


class Delivery(ScopedModel):
    """A part of a line that came. Until the school confirms it, only `announced` counts, and no stock is made of it.

    `good` and `broken` pieces stay at the school, `wrong` ones go back; `price` is gross, of a piece, as invoiced.
    """

    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="deliveries")
    school = models.ForeignKey(School, models.CASCADE, related_name="deliveries")
    announced = models.PositiveIntegerField(
        _("delivered pieces"),
        null=True,  # empty: nobody had announced it, the school told of it
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
    )
    delivered_on = models.DateField(_("delivered on"))
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name=_("invoice")
    )
    price = models.DecimalField(
        _("invoiced price of a piece in euro, gross"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    good = models.PositiveIntegerField(_("received in order"), default=0)
    broken = models.PositiveIntegerField(_("received broken"), default=0)
    wrong = models.PositiveIntegerField(_("wrong, goes back"), default=0)
    building = models.CharField(_("building"), max_length=80, blank=True)
    room = models.CharField(_("room or area"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    batch = models.ForeignKey(StockBatch, models.SET_NULL, null=True, blank=True, related_name="+")
    broken_batch = models.ForeignKey(StockBatch, models.SET_NULL, null=True, blank=True, related_name="+")
    submission_id = submission_field()
    version = models.PositiveIntegerField(default=0)

    unscoped = EquipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        ordering = ["delivered_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="delivery_is_invoiced_whole",
                condition=Q(invoice__isnull=True, price__isnull=True)
                | Q(invoice__isnull=False, price__isnull=False, price__gte=0),
            ),
            models.CheckConstraint(
                name="delivery_counts_when_confirmed",
                condition=Q(confirmed_at__isnull=True, good=0, broken=0, wrong=0)
                | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_announced_or_confirmed",
                condition=Q(announced__gte=1) | Q(announced__isnull=True, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kept if self.is_confirmed else self.announced} × {self.line.product}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def kept(self) -> int:
        """Pieces that came and stay, in order or broken: they count as delivered."""
        return self.good + self.broken

    @property
    def amount(self) -> Decimal | None:
        """What was invoiced for the pieces that stay, in euro gross; None without an invoice or before receipt."""
        if self.price is None or not self.is_confirmed:
            return None
        return self.price * self.kept
