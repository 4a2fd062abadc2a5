"""The school's training plan: who learns what, when, and with whom. Groups, never names."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from schools.models.register import School
from schools.querysets import OwnedQuerySet


class Training(ScopedModel):
    """One line of the plan. It may change at any time: what the school adopts is a copy."""

    school = models.ForeignKey(School, models.CASCADE, related_name="trainings", verbose_name=_("school"))
    topic = models.CharField(_("topic"), max_length=200)
    group = models.CharField(_("group"), max_length=120)
    provider = models.CharField(_("provider"), max_length=120, blank=True)
    held_on = models.DateField(_("date"), null=True, blank=True)
    is_done = models.BooleanField(_("done"), default=False)

    unscoped = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("training")
        ordering = ["is_done", "held_on", "topic", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "topic", "group", "held_on"], name="training_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="training_done_has_date",
                condition=Q(is_done=False) | Q(held_on__isnull=False),
                violation_error_message=_("A training that is done needs its date."),
            ),
        ]

    def __str__(self) -> str:
        return self.topic
