"""A Word document divided by its headings, waiting to be taken over."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from schools.models.register import School
from schools.querysets import OwnedQuerySet


class ConceptSplit(ScopedModel):
    """The pieces of an uploaded document; the file itself is not kept. The school's alone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="concept_splits")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=200)
    pieces = models.JSONField(
        default=list
    )  # [{"level", "heading", "text", "pictures"}], emptied when taken over
    committed_at = models.DateTimeField(null=True, blank=True)
    sections = models.JSONField(default=list)  # numbers of the sections that were written

    unscoped = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("divided document")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name
