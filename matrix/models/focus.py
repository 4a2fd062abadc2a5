"""What a school works on now."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from schools.models import School
from schools.querysets import OwnedQuerySet

MOST_FOCUSES = 3  # at a time: who works on everything works on nothing


class SchoolFocus(ScopedModel):
    """Schwerpunkt einer Schule: an aspect of the school's side, by its code in the matrix in force.

    The three places are what keeps a school at three: two writers cannot both take the last one.
    """

    school = models.ForeignKey(School, models.CASCADE, related_name="focuses")
    code = models.CharField(_("aspect"), max_length=10)
    place = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    unscoped = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("focus of a school")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "place"], condition=Q(ended_at=None), name="focus_place_once"
            ),
            models.UniqueConstraint(
                fields=["school", "code"], condition=Q(ended_at=None), name="focus_aspect_once"
            ),
            models.CheckConstraint(
                name="focus_at_most_three", condition=Q(place__gte=1, place__lte=MOST_FOCUSES)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.code}"
