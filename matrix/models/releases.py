"""Released pictures."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from matrix.models.catalogue import Catalogue, Side
from matrix.models.subjects import one_subject
from matrix.querysets import SnapshotQuerySet
from schools.models import School, SchoolAuthority
from schools.models.register import school_year_label


class Snapshot(ScopedModel):
    """Freigabe: the dated picture that Träger, adviser, supervision and Runder Tisch read. Never changed.

    `data` holds {"ratings": {aspect code: {"state", "stage", "target_stage", "target_year", "priority",
    "reason"}}} and, for schools, "figures", "coverage", "stock" and "concept" as plain values.
    """

    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="snapshots")
    authority = models.ForeignKey(
        SchoolAuthority, models.CASCADE, null=True, blank=True, related_name="snapshots"
    )
    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField(_("number"))
    school_year = models.PositiveSmallIntegerField(_("school year"))
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    data = models.JSONField()

    unscoped = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        ordering = ["-taken_at"]
        constraints = [
            one_subject("snapshot"),
            models.UniqueConstraint(
                fields=["school", "authority", "number"], nulls_distinct=False, name="snapshot_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school or self.authority} {self.number}"

    @property
    def subject(self) -> School | SchoolAuthority:
        return self.school or self.authority  # type: ignore[return-value]  # constraint snapshot_one_subject

    @property
    def school_year_label(self) -> str:
        return school_year_label(self.school_year)

    def get_absolute_url(self) -> str:
        return reverse("matrix:snapshot_detail", args=[self.pk])

    @property
    def side(self) -> str:
        return Side.SCHOOL if self.school_id else Side.AUTHORITY
