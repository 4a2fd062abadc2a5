"""A competence grid that came as a file and waits to be taken over."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from schools.models.register import School
from schools.querysets import OwnedQuerySet


class CompetenceImport(ScopedModel):
    """An uploaded grid: read and checked, shown, then taken over as a whole or thrown away. The school's alone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="competence_imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)  # checked lines as the importer read them
    problems = models.JSONField(default=list)  # [{"line", "column", "value", "text", "remedy"}]
    ignored = models.JSONField(default=list)  # names of columns that were not read
    committed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(default=dict)  # {"create", "update", "unchanged"}

    unscoped = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of a competence grid")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name
