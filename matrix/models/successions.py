"""Which version of the matrix followed which, and what became of each aspect."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matrix.models.catalogue import Aspect, Catalogue


class Succession(models.Model):
    """One change of the version in force. A version that comes back gets a row of its own: rows only add up."""

    old = models.ForeignKey(Catalogue, models.PROTECT, related_name="followed_by")
    new = models.ForeignKey(Catalogue, models.PROTECT, related_name="followed")
    stages = models.JSONField(default=dict)  # {"1": 1, "2": null}: old stage -> new one, null where it ends
    kept = models.PositiveIntegerField(default=0)  # answers carried over to the same text
    rechecks = models.PositiveIntegerField(default=0)  # carried over, to be checked again
    ended = models.PositiveIntegerField(default=0)  # old answers that went nowhere
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = models.Manager()

    class Meta:
        verbose_name = _("change of the matrix")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class AspectSuccession(models.Model):
    """An old aspect lives on in a new one: two rows of one old aspect are a split, of one new aspect a merger."""

    succession = models.ForeignKey(Succession, models.CASCADE, related_name="aspects")
    old = models.ForeignKey(Aspect, models.PROTECT, related_name="+")
    new = models.ForeignKey(Aspect, models.PROTECT, related_name="+")

    objects = models.Manager()

    class Meta:
        verbose_name = _("successor of an aspect")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["succession", "old", "new"], name="successor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"
