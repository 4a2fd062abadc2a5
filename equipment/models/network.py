"""How a school is connected, and how far the net reaches inside."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.marks import submission_field
from core.scoping import ScopedModel
from equipment.querysets import EquipmentQuerySet
from schools.models import School

FASTEST = 1_000_000  # Mbit/s


def _speed(label: Any) -> models.PositiveIntegerField:
    """Mbit/s; None is unknown."""
    return models.PositiveIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(FASTEST)]
    )


class NetworkLine(ScopedModel):
    """One line by which a site of the school is connected; speeds in Mbit/s."""

    class Technology(models.TextChoices):
        FIBRE = "fibre", _("fibre")
        CABLE = "cable", _("cable")
        DSL = "dsl", _("DSL")
        MOBILE = "mobile", _("mobile network")
        OTHER = "other", pgettext_lazy("technology", "other")

    school = models.ForeignKey(School, models.CASCADE, related_name="network_lines")
    site = models.CharField(_("site or building"), max_length=80, blank=True)
    technology = models.CharField(_("technology"), max_length=10, choices=Technology.choices)
    provider = models.CharField(_("provider"), max_length=80, blank=True)
    contracted_down = _speed(_("contracted download in Mbit/s"))
    contracted_up = _speed(_("contracted upload in Mbit/s"))
    measured_down = _speed(_("measured download in Mbit/s"))
    measured_up = _speed(_("measured upload in Mbit/s"))
    measured_on = models.DateField(_("measured on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    submission_id = submission_field()
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = EquipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("network line")
        ordering = ["site", "pk"]
        constraints = [
            models.CheckConstraint(
                name="network_measured_on_a_day",
                condition=Q(measured_down__isnull=True, measured_up__isnull=True)
                | Q(measured_on__isnull=False),
                violation_error_message=_("A measurement needs its day."),
            )
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.site, str(self.get_technology_display())) if part)


class RoomNetwork(ScopedModel):
    """LAN and WLAN in one room."""

    class Coverage(models.TextChoices):
        NONE = "none", _("no WLAN")
        PARTLY = "partly", _("WLAN for some devices")
        FULL = "full", _("WLAN for a full learning group")

    school = models.ForeignKey(School, models.CASCADE, related_name="room_networks")
    building = models.CharField(_("building"), max_length=80, blank=True)
    room = models.CharField(_("room or area"), max_length=80)
    lan = models.BooleanField(_("LAN socket in the room"), default=False)
    wlan = models.CharField(_("WLAN"), max_length=10, choices=Coverage.choices)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = EquipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("network of a room")
        ordering = ["building", "room"]
        constraints = [
            models.UniqueConstraint(
                "school",
                Lower("building"),
                Lower("room"),
                name="room_network_once",
                violation_error_message=_("This room is in the table already."),
            )
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.building, self.room) if part)
