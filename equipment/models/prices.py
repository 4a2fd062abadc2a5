"""What a piece costs and how long it is used: each Träger's own numbers, never invented ones."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from equipment.models.catalogue import EquipmentType
from schools.models import SchoolAuthority
from schools.querysets import OfAuthorityQuerySet

VAT_RATE = Decimal("19.0")  # percent, UStG § 12 Abs. 1
LONGEST_LIFE = 50  # years


class PriceEntry(ScopedModel):
    """A line of a Träger's price list, mostly out of a framework contract. Prices are net, per piece."""

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="prices")
    type = models.ForeignKey(
        EquipmentType, models.PROTECT, related_name="prices", verbose_name=_("equipment type")
    )
    product = models.CharField(_("product"), max_length=120)
    supplier = models.CharField(_("supplier"), max_length=120, blank=True)
    contract = models.CharField(_("framework contract"), max_length=80, blank=True)
    price = models.DecimalField(
        _("price of a piece in euro, net"),
        max_digits=10,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    vat_rate = models.DecimalField(
        _("value-added tax in percent"),
        max_digits=4,
        decimal_places=1,
        default=VAT_RATE,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(99))],
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)  # the last day included
    submission_id = submission_field()
    version = models.PositiveIntegerField(default=0)

    unscoped = OfAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("price")
        ordering = ["type__order", "-valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "type", "product", "supplier", "valid_from"],
                name="price_once",
                violation_error_message=_("This product has a price from this day on already."),
            ),
            models.CheckConstraint(name="price_positive", condition=Q(price__gt=0)),
            models.CheckConstraint(
                name="price_vat_is_percent", condition=Q(vat_rate__gte=0, vat_rate__lt=100)
            ),
            models.CheckConstraint(
                name="price_ends_after_begin",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("The last day lies before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} ({self.type})"


class UsefulLife(ScopedModel):
    """How many years a Träger plans with things of a type. No row: the catalogue's value; empty: not planned."""

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="useful_lives")
    type = models.ForeignKey(EquipmentType, models.CASCADE, related_name="useful_lives")
    years = models.PositiveSmallIntegerField(
        _("useful life in years"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_LIFE)],
    )
    version = models.PositiveIntegerField(default=0)

    unscoped = OfAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("useful life")
        constraints = [
            models.UniqueConstraint(fields=["authority", "type"], name="useful_life_once"),
            models.CheckConstraint(
                name="useful_life_sane",
                condition=Q(years__isnull=True) | Q(years__gte=1, years__lte=LONGEST_LIFE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.years or ''}".strip()

    @classmethod
    def of(cls, authority_ids: Iterable[int]) -> dict[tuple[int, int], int | None]:
        """(Träger, type) -> years, where the Träger has set its own; one query.

        Not cut to a reader: whoever reads a plan reads the lives that it reckons with.
        """
        rows = cls.unscoped.filter(authority__in=list(authority_ids))
        return {(row.authority_id, row.type_id): row.years for row in rows}
