"""What a municipality strives for, and what its round table does for it.

The owner is the municipality: the goals are those of the city and outlive any Träger's term, a table belongs to exactly
one municipality, and who sits at the table is known by it already. A Träger may run schools in several of them.
"""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from roundtables.models import GoalPerspective, Guideline, Milestone
from roundtables.querysets import OfMunicipalityQuerySet
from schools.models import Municipality

LONGEST = 8000  # characters of a long text
TIES = ("guidelines", "goals", "milestones")  # what of the round tables supports a field of action


class CityFrame(ScopedModel):
    """Vision, goals and values of a municipality in its own words. One row; none until somebody has written."""

    municipality = models.OneToOneField(Municipality, models.PROTECT, related_name="frame")
    vision = models.TextField(_("vision"), max_length=LONGEST, blank=True)
    aims = models.TextField(_("goals"), max_length=LONGEST, blank=True)
    principles = models.TextField(_("values"), max_length=LONGEST, blank=True)

    unscoped = OfMunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("strategic frame")

    def __str__(self) -> str:
        return str(self.municipality)


class ActionField(ScopedModel):
    """Handlungsfeld: what the city works on, and what of its round tables supports it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="action_fields")
    title = models.CharField(_("field of action"), max_length=160)
    text = models.TextField(_("description"), max_length=LONGEST, blank=True)
    order = models.PositiveSmallIntegerField(_("place in the list"), default=1)
    guidelines: models.ManyToManyField[Guideline, models.Model] = models.ManyToManyField(
        Guideline, blank=True, related_name="action_fields"
    )
    goals: models.ManyToManyField[GoalPerspective, models.Model] = models.ManyToManyField(
        GoalPerspective, blank=True, related_name="action_fields"
    )
    milestones: models.ManyToManyField[Milestone, models.Model] = models.ManyToManyField(
        Milestone, blank=True, related_name="action_fields"
    )
    submission_id = submission_field()

    unscoped = OfMunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("field of action")
        ordering = ["order", "title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("frame:field_detail", args=[self.pk])


class CityProject(ScopedModel):
    """A project of the city, in one or more fields of action."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="projects")
    title = models.CharField(_("project"), max_length=160)
    lead = models.CharField(_("office in charge"), max_length=160, blank=True)  # no person
    text = models.TextField(_("description"), max_length=LONGEST, blank=True)
    fields: models.ManyToManyField[ActionField, models.Model] = models.ManyToManyField(
        ActionField, blank=True, related_name="projects", verbose_name=_("fields of action")
    )
    version = models.PositiveIntegerField(default=0, editable=False)  # grows where its fields change
    submission_id = submission_field()

    unscoped = OfMunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("project of the city")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("frame:project_detail", args=[self.pk])
