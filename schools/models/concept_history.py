"""What a section said before, and who is writing in it right now."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from schools.models.concept import ConceptSection
from schools.models.register import School
from schools.querysets import OwnedQuerySet


class SectionText(ScopedModel):
    """One text that a section had. What a person saves by itself while typing is one row per sitting."""

    class Origin(models.TextChoices):
        WRITTEN = "written", _("written")
        RESTORED = "restored", _("restored")
        DOCUMENT = "document", _("from a document")

    section = models.ForeignKey(ConceptSection, models.CASCADE, related_name="texts")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    text = models.TextField(_("text"), blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.WRITTEN)
    is_autosave = models.BooleanField(default=False)  # the sitting may still go on in this row
    begun_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    unscoped = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("earlier text")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["section", "version"], name="section_text_once")]

    def __str__(self) -> str:
        return f"{self.section} {self.version}"


class SectionPresence(ScopedModel):
    """A person in front of a section; counts as there for `PRESENT` after `seen_at`."""

    PRESENT: ClassVar[timedelta] = timedelta(minutes=3)

    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    unscoped = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        constraints = [
            models.UniqueConstraint(fields=["school", "number", "user"], name="section_presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.user}"
