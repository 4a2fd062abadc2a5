"""Lists of stock on their way in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from equipment.models.mapping import MappedUpload
from equipment.querysets import InventoryImportQuerySet
from schools.models import School


class InventoryImport(MappedUpload):
    """An uploaded stock list: read and checked, shown, then taken over as a whole or thrown away.

    Its `table` holds {"header", "rows": [[line, [cells]]], "encoding", "delimiter"}: the whole list, until then.
    """

    school = models.ForeignKey(School, models.CASCADE, related_name="inventory_imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_hash = models.CharField(max_length=64)
    rows = models.JSONField(default=list)  # checked lines as the importer read them
    problems = models.JSONField(default=list)  # [{"line", "column", "value", "text", "remedy"}]
    outcome = models.JSONField(default=dict)  # {"created", "updated", "unchanged"}
    # {"created": {pk: version}, "changed": {pk: {"version", "before": {column: value}}}}: what undoing needs
    written = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    unscoped = InventoryImportQuerySet.as_manager()

    class Meta(MappedUpload.Meta):
        verbose_name = _("stock import")
