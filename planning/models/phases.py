"""Phases of a planning year where a Träger has changed them; all others follow `planning.phases`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from needs.models import PlanningRound
from planning.phases import PHASES, REPORTING
from planning.querysets import PhaseQuerySet


class PlanningPhase(ScopedModel):
    """One phase as a Träger has set it. Needs are reported until the round's own day, so there `ends_on` is empty."""

    planning = models.ForeignKey(PlanningRound, models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=80)
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    school_text = models.CharField(_("what it means for a school"), max_length=300, blank=True)
    authority_text = models.CharField(_("what it means for the school authority"), max_length=300, blank=True)
    is_active = models.BooleanField(_("this phase takes place"), default=True)

    unscoped = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("phase of a planning year")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["planning", "number"], name="planning_phase_once"),
            models.CheckConstraint(
                name="planning_phase_known", condition=Q(number__gte=PHASES[0], number__lte=PHASES[-1])
            ),
            models.CheckConstraint(
                name="planning_phase_ends_once",
                condition=Q(number=REPORTING, ends_on__isnull=True)
                | (~Q(number=REPORTING) & Q(ends_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="planning_phase_ends_after_begin",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("The last day lies before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
