"""A competence grid that came as a file and waits to be taken over."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.previews import Upload
from schools.models.register import School
from schools.querysets import OwnedQuerySet


class CompetenceImport(Upload):
    """An uploaded grid: read and checked, shown, then taken over as a whole or thrown away. The school's alone."""

    school = models.ForeignKey(School, models.CASCADE, related_name="competence_imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    rows = models.JSONField(default=list)  # checked lines as the importer read them
    problems = models.JSONField(default=list)  # [{"line", "column", "value", "text", "remedy"}]
    ignored = models.JSONField(default=list)  # names of columns that were not read
    outcome = models.JSONField(default=dict)  # {"create", "update", "unchanged"}

    unscoped = OwnedQuerySet.as_manager()

    class Meta(Upload.Meta):
        verbose_name = _("import of a competence grid")
