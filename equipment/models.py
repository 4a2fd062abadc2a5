"""What is there: counted batches, their types, and the standard they are measured against."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.previews import Upload
from core.scoping import ScopedModel
from equipment.querysets import (
    EquipmentTypeQuerySet,
    InventoryImportQuerySet,
    StandardQuerySet,
    StockQuerySet,
)
from schools.keys import SCHOOL_TYPES
from schools.models import School, SchoolAuthority


class EquipmentType(models.Model):
    """Catalogue entry, the same for all (default: equipment/data/equipment_types.csv), editable by the admin."""

    class Group(models.TextChoices):
        PUPIL_DEVICE = "pupil_device", _("devices for pupils")
        TEACHER_DEVICE = "teacher_device", _("devices for teachers")
        PRESENTATION = "presentation", _("presentation technology")
        NETWORK = "network", _("network")
        OTHER = "other", _("other")

    code = models.CharField(_("code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=80)
    group = models.CharField(_("group"), max_length=20, choices=Group.choices, default=Group.OTHER)
    fund_category = models.CharField(_("funding category"), max_length=40, blank=True)
    unit = models.CharField(_("unit"), max_length=40)
    useful_life = models.PositiveSmallIntegerField(
        _("useful life in years"), null=True, blank=True
    )  # None: not planned
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = EquipmentTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("equipment type")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class FundingSource(models.Model):
    """Where the money came from: editable catalogue (default: equipment/data/funding_sources.csv)."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = models.Manager()

    class Meta:
        verbose_name = _("funding source")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


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

    school = models.ForeignKey(School, models.CASCADE, related_name="stock", verbose_name=_("school"))
    type = models.ForeignKey(
        EquipmentType, models.PROTECT, related_name="stock", verbose_name=_("equipment type")
    )
    quantity = models.PositiveIntegerField(
        _("quantity"), validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    room = models.CharField(_("room or area"), max_length=80, blank=True)
    purchase_year = models.PositiveSmallIntegerField(_("year of purchase"), null=True, blank=True)
    funding_source = models.ForeignKey(
        FundingSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stock",
        verbose_name=_("funding source"),
    )
    condition = models.CharField(
        _("condition"), max_length=10, choices=Condition.choices, default=Condition.GOOD
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.IN_USE)
    serials = models.TextField(_("serial numbers"), blank=True)  # one a line, optional
    retired_reason = models.CharField(_("reason for retiring"), max_length=200, blank=True)
    submission_id = models.UUIDField(
        null=True, unique=True, editable=False
    )  # one per opened form: double clicks
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = StockQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock")
        ordering = ["type__order", "purchase_year", "room", "pk"]
        constraints = [
            models.UniqueConstraint(
                "school",
                "type",
                Lower("room"),
                "purchase_year",
                "funding_source",
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
                name="stock_purchase_year_sane",
                condition=Q(purchase_year__isnull=True) | Q(purchase_year__gte=1980, purchase_year__lte=2100),
                violation_error_message=_("The year of purchase must have four digits, such as 2024."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.type}"


class EquipmentStandard(ScopedModel):
    """Ausstattungsstandard for one school type: the Träger's own, or the portal's default (no Träger).

    Shares are whole percent of teaching rooms or teachers; `pupils_per_device` 1 means one device each.
    """

    authority = models.ForeignKey(
        SchoolAuthority,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="standards",
        verbose_name=_("school authority"),
    )
    school_type = models.CharField(_("school type"), max_length=2, choices=SCHOOL_TYPES)
    pupils_per_device = models.DecimalField(
        _("pupils per device"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    presentation_share = models.PositiveSmallIntegerField(
        _("rooms with presentation technology in percent"), null=True, blank=True
    )
    wlan_share = models.PositiveSmallIntegerField(_("rooms with WLAN in percent"), null=True, blank=True)
    teacher_device_share = models.PositiveSmallIntegerField(
        _("teachers with a service device in percent"), null=True, blank=True
    )
    version = models.PositiveIntegerField(default=0)

    unscoped = StandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("equipment standard")
        ordering = ["school_type"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "school_type"], name="standard_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="standard_shares_are_percent",
                condition=(Q(presentation_share__isnull=True) | Q(presentation_share__lte=100))
                & (Q(wlan_share__isnull=True) | Q(wlan_share__lte=100))
                & (Q(teacher_device_share__isnull=True) | Q(teacher_device_share__lte=100)),
                violation_error_message=_("A share lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                name="standard_ratio_positive",
                condition=Q(pupils_per_device__isnull=True) | Q(pupils_per_device__gt=0),
                violation_error_message=_("The number of pupils per device must be greater than 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority or ''} {self.get_school_type_display()}".strip()

    @classmethod
    def applying_to(cls, schools: Iterable[School]) -> dict[int, EquipmentStandard]:
        """School pk -> the standard it is measured against: its Träger's, else the portal's; one query.

        Not cut to a reader: whoever reads a school's coverage reads the target it names.
        """
        schools = list(schools)
        found = {
            (standard.authority_id, standard.school_type): standard
            for standard in cls.unscoped.filter(
                Q(authority__isnull=True) | Q(authority__in={school.authority_id for school in schools}),
                school_type__in={school.school_type for school in schools},
            )
        }
        chosen = {
            school.pk: found.get((school.authority_id, school.school_type))
            or found.get((None, school.school_type))
            for school in schools
        }
        return {pk: standard for pk, standard in chosen.items() if standard}


class InventoryImport(Upload):
    """An uploaded stock list: read and checked, shown, then taken over as a whole or thrown away."""

    school = models.ForeignKey(School, models.CASCADE, related_name="inventory_imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_hash = models.CharField(max_length=64)
    rows = models.JSONField(default=list)  # checked lines as the importer read them
    problems = models.JSONField(default=list)  # [{"line", "column", "value", "text", "remedy"}]
    ignored = models.JSONField(default=dict)  # {"personal", "unknown"}: columns never stored; "read_as"
    outcome = models.JSONField(default=dict)  # {"created", "updated", "unchanged"}
    # {"created": {pk: version}, "changed": {pk: {"version", "before": {column: value}}}}: what undoing needs
    written = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    unscoped = InventoryImportQuerySet.as_manager()

    class Meta(Upload.Meta):
        verbose_name = _("stock import")
