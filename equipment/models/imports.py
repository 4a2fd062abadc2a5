"""Lists of stock on their way in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.previews import Upload
from equipment.querysets import InventoryImportQuerySet
from schools.models import School


class InventoryImport(Upload):
    """An uploaded stock list: read and checked, shown, then taken over as a whole or thrown away."""

    school = models.ForeignKey(School, models.CASCADE, related_name="inventory_imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_hash = models.CharField(max_length=64)
    rows = models.JSONField(default=list)  # checked lines as the importer read them
    problems = models.JSONField(default=list)  # [{"line", "column", "value", "text", "remedy"}]
    ignored = models.JSONField(default=dict)  # {"personal", "unknown"}: columns never stored; "read_as"
    outcome = models.JSONField(default=dict)  # {"created", "updated", "unchanged"}
    # {"created": {pk: version}, "changed": {pk: {"version", "before": {column: value}}}}: what undoing needs
    written = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    unscoped = InventoryImportQuerySet.as_manager()

    class Meta(Upload.Meta):
        verbose_name = _("stock import")
