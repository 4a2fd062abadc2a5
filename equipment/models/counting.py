"""Stock-taking: rooms are counted on their own sheets, and taken over into the stock afterwards."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import day_in_figures
from core.scoping import ScopedModel
from equipment.querysets import CountQuerySet
from schools.models import School


class Stocktaking(ScopedModel):
    """One round of counting at a school; at most one is open."""

    school = models.ForeignKey(School, models.CASCADE, related_name="stocktakings")
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    unscoped = CountQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock-taking")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["school"], condition=Q(closed_at__isnull=True), name="stocktaking_one_open"
            )
        ]

    def __str__(self) -> str:
        return day_in_figures(self.started_at)


class RoomCount(ScopedModel):
    """The sheet of one room; its key is what the QR code on the door names. Never who was in the room."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    stocktaking = models.ForeignKey(Stocktaking, models.CASCADE, related_name="rooms")
    school = models.ForeignKey(School, models.CASCADE, related_name="room_counts")
    building = models.CharField(_("building"), max_length=80, blank=True)
    room = models.CharField(_("room or area"), max_length=80, blank=True)
    # {pk of a line: {"counted", "expected", "version"}}: as it stood when somebody counted
    lines = models.JSONField(default=dict)
    finds = models.JSONField(default=list)  # [{"type": pk, "quantity", "note"}]: things no line names
    note = models.TextField(_("note"), max_length=400, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    unscoped = CountQuerySet.as_manager()

    class Meta:
        verbose_name = _("room sheet")
        ordering = ["building", "room"]
        constraints = [
            models.UniqueConstraint(fields=["stocktaking", "building", "room"], name="room_counted_once")
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.building, self.room) if part) or str(_("no fixed place"))
