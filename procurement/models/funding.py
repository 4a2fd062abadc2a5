"""Funding programmes: the catalogue, what a Träger was granted, and what was spent and called of it."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import day_in_figures
from core.marks import submission_field
from core.scoping import ScopedModel
from procurement.models.deliveries import Delivery
from procurement.querysets import OfGrantQuerySet
from schools.models import SchoolAuthority
from schools.querysets import OfAuthorityQuerySet

PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]
POSITIVE = [MinValueValidator(Decimal("0.01"))]


class Programme(models.Model):
    """Catalogue entry, the same for all (default: procurement/data/programmes.csv), editable by the admin."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=120)
    facts = models.TextField(_("what is known"), max_length=2000, blank=True)
    from_year = models.PositiveSmallIntegerField(_("from year"), null=True, blank=True)
    until_year = models.PositiveSmallIntegerField(_("until year"), null=True, blank=True)
    own_share = models.DecimalField(
        _("own share in percent"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = models.Manager()

    class Meta:
        verbose_name = _("funding programme")
        ordering = [F("until_year").desc(nulls_last=True), "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> str:
        """ "2019 bis 2025", "ab 2017", or nothing."""
        if self.from_year and self.until_year:
            return _("%(first)s to %(last)s") % {"first": self.from_year, "last": self.until_year}
        return _("from %(first)s") % {"first": self.from_year} if self.from_year else ""


class Caps(models.Model):
    """What may be funded of one category; `exempt_types` are keys of school types, with commas between them."""

    code = models.CharField(_("category"), max_length=12)
    name = models.CharField(_("name"), max_length=120)
    school_cap = models.DecimalField(
        _("at most per school in euro"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=POSITIVE,
    )
    share_cap = models.DecimalField(
        _("at most of the grant in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
    )
    exempt_types = models.CharField(_("share does not count for school types"), max_length=60, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProgrammeCategory(Caps):
    """A category of a programme with the caps that its rules name; copied into each new grant."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="categories")

    objects = models.Manager()

    class Meta:
        verbose_name = _("category of a programme")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="programme_category_once")]


class Grant(ScopedModel):
    """What one Träger gets, or hopes to get, of one programme. Amounts in euro; empty means not known."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        APPLIED = "applied", _("applied for")
        GRANTED = "granted", _("granted")
        PROVED = "proved", _("proof of use handed in")
        CLOSED = "closed", _("closed")

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="grants")
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="grants", verbose_name=_("funding programme")
    )
    file_number = models.CharField(_("file number"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    amount = models.DecimalField(
        _("granted amount in euro"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=POSITIVE,
    )
    own_share = models.DecimalField(
        _("own share in percent"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    apply_by = models.DateField(_("apply by"), null=True, blank=True)
    execute_by = models.DateField(_("carry out by"), null=True, blank=True)
    prove_by = models.DateField(_("proof of use by"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True)

    unscoped = OfAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        ordering = ["programme__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "programme", "file_number"],
                name="grant_once",
                violation_error_message=_("This programme stands here with this file number already."),
            ),
            models.CheckConstraint(
                name="grant_share_is_percent",
                condition=Q(own_share__isnull=True) | Q(own_share__gte=0, own_share__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} ({self.file_number})" if self.file_number else str(self.programme)


class GrantCategory(Caps, ScopedModel):
    """A category as the Träger's own notice has it."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="categories")

    unscoped = OfGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("category of a grant")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "code"],
                name="grant_category_once",
                violation_error_message=_("This category exists already."),
            )
        ]


class Allocation(ScopedModel):
    """A delivery that is charged to a grant, once and whole: gross, of it funded, of it the Träger's own share."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="allocations")
    category = models.ForeignKey(
        GrantCategory, models.RESTRICT, null=True, blank=True, related_name="allocations"
    )
    delivery = models.OneToOneField(Delivery, models.RESTRICT, related_name="allocation")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    funded = models.DecimalField(max_digits=14, decimal_places=2)
    own = models.DecimalField(max_digits=14, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # demanded in spite of a cap
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    unscoped = OfGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("charge to a grant")
        ordering = [
            "category__code",
            "delivery__school__school_number",
            "delivery__invoice__date",
            "delivery__invoice__number",
            "delivery",
        ]
        constraints = [
            models.CheckConstraint(
                name="allocation_adds_up",
                condition=Q(amount=F("funded") + F("own"), funded__gte=0, own__gte=0),
            )
        ]

    def __str__(self) -> str:
        return str(self.delivery)


class FundCall(ScopedModel):
    """Money called of a grant (Mittelabruf)."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="calls")
    called_on = models.DateField(_("called on"))
    amount = models.DecimalField(_("amount in euro"), max_digits=14, decimal_places=2, validators=POSITIVE)
    note = models.CharField(_("note"), max_length=200, blank=True)
    submission_id = submission_field()

    unscoped = OfGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("call of funds")
        ordering = ["called_on", "pk"]
        constraints = [models.CheckConstraint(name="fund_call_positive", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{day_in_figures(self.called_on)}: {self.amount}"
