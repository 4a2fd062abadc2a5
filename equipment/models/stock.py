"""What is there: counted batches of alike things."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from equipment.models.catalogue import EquipmentType, FundingSource
from equipment.querysets import StockQuerySet
from schools.models import School


class StockBatch(ScopedModel):
    """A counted batch of alike things at a school. Never a person, never a pupil's name."""

    class Condition(models.TextChoices):
        GOOD = "good", _("good")
        FAIR = "fair", _("usable")
        POOR = "poor", _("worn out")

    class State(models.TextChoices):
        IN_USE = "in_use", _("in use")
        STORED = "stored", _("in store")
        BROKEN = "broken", _("broken")
        RETIRED = "retired", _("retired")

    school = models.ForeignKey(  # the index of its own is `stock_piles`
        School, models.CASCADE, related_name="stock", verbose_name=_("school"), db_index=False
    )
    type = models.ForeignKey(  # asked for with its school; alone only when a type is deleted, which is rare
        EquipmentType,
        models.PROTECT,
        related_name="stock",
        verbose_name=_("equipment type"),
        db_index=False,
    )
    quantity = models.PositiveIntegerField(
        _("quantity"), validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    building = models.CharField(_("building"), max_length=80, blank=True)
    room = models.CharField(_("room or area"), max_length=80, blank=True)
    purchase_year = models.PositiveSmallIntegerField(_("year of purchase"), null=True, blank=True)
    funding_source = models.ForeignKey(
        FundingSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stock",
        verbose_name=_("funding source"),
        db_index=False,  # `stock_of_fund`
    )
    invoice_number = models.CharField(_("invoice number"), max_length=40, blank=True)
    invoice_date = models.DateField(_("invoice date"), null=True, blank=True)
    price = models.DecimalField(  # as invoiced, with value-added tax: a Träger cannot deduct it
        _("price of a piece in euro, gross"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    condition = models.CharField(
        _("condition"), max_length=10, choices=Condition.choices, default=Condition.GOOD
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.IN_USE)
    serials = models.TextField(_("serial numbers"), blank=True)  # one a line, optional
    counted_on = models.DateField(
        _("counted on"), null=True, blank=True
    )  # by a stock-taking, never by an import
    retired_reason = models.CharField(_("reason for retiring"), max_length=200, blank=True)
    submission_id = models.UUIDField(null=True, editable=False)  # one per opened form: double clicks
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = StockQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock")
        ordering = ["type__order", "purchase_year", "building", "room", "pk"]
        # Few indexes, and none holds rows that nobody seeks in it: a list of 100,000 lines writes into each.
        indexes = [  # `quantity` as a key, not as a column carried along: alike lines then share one entry
            models.Index(
                fields=["school", "type", "state", "funding_source", "quantity"], name="stock_piles"
            ),
            models.Index(
                fields=["school", "state", "quantity"],
                name="stock_without_year",
                condition=Q(purchase_year__isnull=True),
            ),
            models.Index(
                fields=["funding_source"],
                name="stock_of_fund",
                condition=Q(funding_source__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["submission_id"],
                name="stock_submission_once",
                condition=Q(submission_id__isnull=False),
            ),
            models.UniqueConstraint(
                "school",
                "type",
                Lower("building"),
                Lower("room"),
                "purchase_year",
                "funding_source",
                "invoice_number",
                "invoice_date",
                "price",
                "state",
                "condition",
                name="stock_line_once",
                nulls_distinct=False,
                condition=~Q(state="retired"),
                violation_error_message=_("This line exists already."),
            ),
            models.CheckConstraint(
                name="stock_counts_something",
                condition=Q(quantity__gte=1),
                violation_error_message=_("A batch needs at least one piece."),
            ),
            models.CheckConstraint(
                name="stock_price_not_negative",
                condition=Q(price__isnull=True) | Q(price__gte=0),
                violation_error_message=_("A price is not negative."),
            ),
            models.CheckConstraint(
                name="stock_purchase_year_sane",
                condition=Q(purchase_year__isnull=True) | Q(purchase_year__gte=1980, purchase_year__lte=2100),
                violation_error_message=_("The year of purchase must have four digits, such as 2024."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.type}"

    @property
    def place(self) -> str:
        return place_of(self.building, self.room)


def rows_on(batches: Any) -> Iterator[tuple[models.QuerySet[Any], str]]:
    """Rows of each table that refer to these lines (keys, or a query of them), with the name of the field that does.

    Of everybody, and of apps that equipment does not know: for services that delete or join lines.
    """
    for relation in StockBatch._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            name = relation.field.name
            yield relation.related_model._meta.base_manager.filter(**{f"{name}__in": batches}), name


def place_of(building: str, room: str) -> str:
    """Building and room as people say them; empty without a fixed place."""
    return ", ".join(part for part in (building, room) if part)
