"""A Word document divided by its headings, waiting to be taken over."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.previews import Upload
from schools.models.register import School
from schools.querysets import OwnedQuerySet


class ConceptSplit(Upload):
    """The pieces of an uploaded document; the file itself is not kept. The school's alone."""

    school = models.ForeignKey(School, models.CASCADE, related_name="concept_splits")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    pieces = models.JSONField(
        default=list
    )  # [{"level", "heading", "text", "pictures"}], emptied when taken over
    sections = models.JSONField(default=list)  # numbers of the sections that were written

    unscoped = OwnedQuerySet.as_manager()

    class Meta(Upload.Meta):
        verbose_name = _("divided document")
