"""The four targets of the key figures. What is missing by type is reckoned from `standards` (docs/adr/0014)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from equipment.querysets import TargetsQuerySet
from schools.keys import SCHOOL_TYPES
from schools.models import School, SchoolAuthority


class TargetValues(ScopedModel):
    """Zielwerte for one school type: the Träger's own, or the portal's default (no Träger).

    Shares are whole percent of teaching rooms or teachers; `pupils_per_device` 1 means one device each.
    """

    authority = models.ForeignKey(
        SchoolAuthority,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="target_values",
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

    unscoped = TargetsQuerySet.as_manager()

    class Meta:
        verbose_name = _("target values")
        ordering = ["school_type"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "school_type"], name="target_values_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="target_values_shares_are_percent",
                condition=(Q(presentation_share__isnull=True) | Q(presentation_share__lte=100))
                & (Q(wlan_share__isnull=True) | Q(wlan_share__lte=100))
                & (Q(teacher_device_share__isnull=True) | Q(teacher_device_share__lte=100)),
                violation_error_message=_("A share lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                name="target_values_ratio_positive",
                condition=Q(pupils_per_device__isnull=True) | Q(pupils_per_device__gt=0),
                violation_error_message=_("The number of pupils per device must be greater than 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority or ''} {self.get_school_type_display()}".strip()

    @classmethod
    def applying_to(cls, schools: Iterable[School]) -> dict[int, TargetValues]:
        """School pk -> the targets it is measured against: its Träger's, else the portal's; one query.

        Not cut to a reader: whoever reads a school's coverage reads the target it names.
        """
        schools = list(schools)
        found = {
            (row.authority_id, row.school_type): row
            for row in cls.unscoped.filter(
                Q(authority__isnull=True) | Q(authority__in={school.authority_id for school in schools}),
                school_type__in={school.school_type for school in schools},
            )
        }
        chosen = {
            school.pk: found.get((school.authority_id, school.school_type))
            or found.get((None, school.school_type))
            for school in schools
        }
        return {pk: row for pk, row in chosen.items() if row}
