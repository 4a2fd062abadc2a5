"""What equipment can be and where money comes from: catalogues that the portal's administrator keeps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from equipment.querysets import EquipmentTypeQuerySet


class EquipmentType(models.Model):
    """Catalogue entry, the same for all (default: equipment/data/equipment_types.csv), editable by the admin."""

    class Group(models.TextChoices):
        """The top classes: at most twelve, so that a wave or a budget fits on one page."""

        PUPIL_DEVICE = "pupil_device", _("devices for pupils")
        TEACHER_DEVICE = "teacher_device", _("devices for teachers")
        PRESENTATION = "presentation", _("presentation technology")
        NETWORK = "network", _("network")
        SERVER = "server", _("servers and storage")
        SPECIAL = "special", _("specialist equipment")
        CONFERENCE = "conference", _("conference systems")
        PRINTING = "printing", _("printing and scanning")
        CHARGING = "charging", _("cases and charging")
        ACCESSORY = "accessory", _("accessories")
        SOFTWARE = "software", _("software and licences")
        OTHER = "other", _("other")

    code = models.CharField(_("code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=80)
    group = models.CharField(_("group"), max_length=20, choices=Group.choices, default=Group.OTHER)
    fund_category = models.CharField(_("funding category"), max_length=40, blank=True)
    unit = models.CharField(_("unit"), max_length=40)
    useful_life = models.PositiveSmallIntegerField(
        _("useful life in years"), null=True, blank=True
    )  # None: not planned
    is_counted_only = models.BooleanField(
        _("counted only"), default=False
    )  # a serial number would name a pupil
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
