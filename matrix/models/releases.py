"""Released pictures."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from matrix.models.catalogue import Catalogue, Side
from matrix.models.subjects import one_subject
from matrix.querysets import MarkQuerySet, SnapshotQuerySet
from schools.models import School, SchoolAuthority
from schools.models.register import school_year_label


class Snapshot(ScopedModel):
    """Freigabe: the dated picture that Träger, adviser, supervision and Runder Tisch read. Never changed.

    `data` holds {"ratings": {aspect code: {"state", "stage", "target_stage", "target_year", "priority",
    "reason"}}} and, for schools, "figures", "coverage", "stock", "concept", "focuses" (aspect codes) and
    "trainings" as plain values; older ones lack the last two.
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


class SnapshotMark(ScopedModel):
    """A day to come back to: it points to the release that stood then, and freezes nothing else (docs/adr/0011).

    So a mark never shows anybody more than the release does, and comparing two marked days compares two releases.
    """

    class Kind(models.TextChoices):
        TABLE = "table", _("round table")
        SCHOOL_YEAR = "school_year", _("end of the school year")
        NAMED = "named", _("named by its own people")

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    event = models.CharField(
        max_length=40, blank=True
    )  # what happened, once per release: "table:7", "year:2025"
    name = models.CharField(_("name"), max_length=160)
    marked_on = models.DateField(_("day"))

    unscoped = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("marked day")
        ordering = ["marked_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "event"], name="mark_once"),
            models.CheckConstraint(name="mark_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
