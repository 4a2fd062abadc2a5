"""What a Träger assumes beyond prices and useful lives: follow-up cost, Zweckbindung, and whole scenarios."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from equipment.models import EquipmentType, FundingSource
from forecast.querysets import ScenarioQuerySet
from schools.models import SchoolAuthority
from schools.querysets import OfAuthorityQuerySet

LONGEST_BINDING = 30  # years


class FollowUpCost(ScopedModel):
    """What a piece of a type costs in each year of use. Euro net; no row is unknown, a row of 0 is known to be free."""

    class Kind(models.TextChoices):
        SUPPORT = "support", _("support")
        LICENCE = "licence", _("licences")
        INSURANCE = "insurance", _("insurance")
        UNDIVIDED = "undivided", _("not broken down")  # one sum for what nobody parted

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="follow_up_costs")
    type = models.ForeignKey(EquipmentType, models.CASCADE, related_name="follow_up_costs")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    amount = models.DecimalField(
        _("euro a piece and year, net"),
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0))],
    )
    version = models.PositiveIntegerField(default=0)

    unscoped = OfAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up cost")
        constraints = [
            models.UniqueConstraint(fields=["authority", "type", "kind"], name="follow_up_cost_kind_once"),
            models.CheckConstraint(name="follow_up_cost_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="follow_up_cost_kind",
                condition=Q(kind__in=["support", "licence", "insurance", "undivided"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}, {self.get_kind_display()}: {self.amount}"


class BindingPeriod(ScopedModel):
    """How many years from purchase things of a source must be used for their purpose (Zweckbindungsfrist)."""

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="binding_periods")
    source = models.ForeignKey(FundingSource, models.CASCADE, related_name="binding_periods")
    years = models.PositiveSmallIntegerField(
        _("binding period in years"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_BINDING)]
    )
    version = models.PositiveIntegerField(default=0)

    unscoped = OfAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("binding period")
        constraints = [
            models.UniqueConstraint(fields=["authority", "source"], name="binding_period_once"),
            models.CheckConstraint(
                name="binding_period_sane", condition=Q(years__gte=1, years__lte=LONGEST_BINDING)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.years}"

    @classmethod
    def of(cls, authority_id: int) -> dict[int, int]:
        """Source -> years; one query.

        Not cut to a reader: a school that retires what a programme paid must know how long it is bound.
        """
        rows = cls.unscoped.filter(authority=authority_id)
        return dict(rows.values_list("source_id", "years"))


class Scenario(ScopedModel):
    """Other assumptions than the plan's. `changes` holds only what differs; its form stands in forecast.changes."""

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="scenarios")
    name = models.CharField(_("name"), max_length=80)
    base_year = models.PositiveSmallIntegerField(
        _("first year"), validators=[MinValueValidator(2020), MaxValueValidator(2100)]
    )
    note = models.TextField(_("note"), blank=True, max_length=1000)
    changes = models.JSONField(default=dict)
    shown = models.JSONField(
        null=True, blank=True
    )  # the answer as it was shared: its readers may read no prices
    shown_at = models.DateTimeField(_("shown at the round table since"), null=True, blank=True)
    submission_id = submission_field()
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="scenario_name_once",
                violation_error_message=_("There is a scenario of this name already."),
            ),
            models.CheckConstraint(
                name="scenario_year_sane", condition=Q(base_year__gte=2020, base_year__lte=2100)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forecast:scenario_detail", args=[self.pk])
