"""Learning places of a municipality beyond its schools."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from roundtables.querysets import OfMunicipalityQuerySet
from schools.models import Municipality


class LearningPlace(ScopedModel):
    """Library, VHS or neighbourhood centre: may take part in milestones. An office answers for it, no person."""

    class Kind(models.TextChoices):
        LIBRARY = "library", _("library")
        ADULTS = "adults", _("adult education centre")
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood centre")
        YOUTH = "youth", _("youth centre")
        MUSEUM = "museum", _("museum or theatre")
        OTHER = "other", _("other place")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="learning_places")
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    office = models.CharField(_("office to ask"), max_length=160, blank=True)
    submission_id = submission_field()

    unscoped = OfMunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning place")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("municipality", Lower("name"), name="learning_place_once"),
        ]

    def __str__(self) -> str:
        return self.name
