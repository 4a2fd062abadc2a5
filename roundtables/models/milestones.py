"""What a milestone waits for, and which bodies take part beside the one that carries it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from roundtables.models.places import LearningPlace
from roundtables.models.results import Milestone
from roundtables.querysets import OnMilestoneQuerySet


class MilestoneLink(ScopedModel):
    """One milestone begins where another one of the same table is done. Links never go round in a circle."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="links")
    waits_for = models.ForeignKey(Milestone, models.CASCADE, related_name="links_back")

    unscoped = OnMilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between milestones")
        constraints = [
            models.UniqueConstraint(fields=["milestone", "waits_for"], name="milestone_link_once"),
            models.CheckConstraint(
                name="milestone_link_not_to_itself", condition=~Q(milestone=F("waits_for"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} → {self.waits_for_id}"


class MilestonePartner(ScopedModel):
    """A body or office that takes part in a milestone."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="partners")
    body = models.CharField(_("body or office"), max_length=160)
    place = models.ForeignKey(
        LearningPlace, models.SET_NULL, null=True, blank=True, related_name="partnerships"
    )  # where `body` is the name of a learning place

    unscoped = OnMilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner of a milestone")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "body"], name="milestone_partner_once"),
            models.CheckConstraint(name="milestone_partner_has_name", condition=~Q(body="")),
        ]

    def __str__(self) -> str:
        return self.body
