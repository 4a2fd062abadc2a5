"""Which school goes on with which: mergers, splits and refoundings that the register does not tell."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from schools.models.register import School
from schools.querysets import SuccessionQuerySet


class SchoolSuccession(ScopedModel):
    """One school carries on another. A merger has two rows with one successor, a split two with one predecessor.

    `School.former_ids` of the successor is written from these rows, over all steps. Who recorded a
    row and when is told by the audit trail.
    """

    predecessor = models.ForeignKey(
        School, models.CASCADE, related_name="successions", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(
        School, models.CASCADE, related_name="descents", verbose_name=_("successor")
    )
    since = models.DateField(_("since"))

    unscoped = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("succession of schools")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(name="succession_of_another", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
