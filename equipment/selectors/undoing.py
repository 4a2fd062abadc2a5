"""Whether an import can be taken back as a whole: not once something builds on it.

A line that was saved again, or to which another row points (a delivered need), builds on the import that wrote it.
The caller may read the import; its lines are looked at whoever reads them.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from equipment.models import BulkImport, BulkTrace, InventoryImport, StockBatch
from equipment.models.stock import rows_on


def obstacle_to_undoing(upload: InventoryImport) -> str:
    """Why this import cannot be taken back, in words; empty when it can."""
    if not upload.committed_at or upload.undone_at:
        return _not_in_stock()
    if not upload.written:
        return _("This import was made before imports could be taken back.")
    expected = {int(pk): version for pk, version in upload.written["created"].items()}
    expected |= {int(pk): row["version"] for pk, row in upload.written["changed"].items()}
    if not expected:
        return _changed_nothing()
    found = dict(StockBatch.unscoped.filter(pk__in=expected).values_list("pk", "version"))
    later = sum(found.get(pk) != version for pk, version in expected.items())
    return _built_upon(later, list(upload.written["created"]))


def obstacle_to_undoing_bulk(upload: BulkImport) -> str:
    """The same for a list of a whole Träger; the database looks at its lines."""
    if not upload.committed_at or upload.undone_at:
        return _not_in_stock()
    traces = BulkTrace.unscoped.filter(upload=upload)
    if not traces.exists():
        return _changed_nothing()
    as_written = StockBatch.unscoped.filter(pk=OuterRef("batch"), version=OuterRef("version"))
    later = traces.filter(~Exists(as_written)).count()
    return _built_upon(later, traces.filter(before__isnull=True).values("batch"))


def _not_in_stock() -> str:
    return _("This list is not part of the stock.")


def _changed_nothing() -> str:
    return _("This import changed nothing.")


def _built_upon(later: int, made: Any) -> str:
    """`later` lines were changed since; `made` are the keys of those that the import entered."""
    if later:
        return ngettext(
            "%(count)d line of this import was changed afterwards.",
            "%(count)d lines of this import were changed afterwards.",
            later,
        ) % {"count": later}
    if any(rows.exists() for rows, _name in rows_on(made)):
        return _("Something refers to lines of this import, such as a need that was delivered.")
    return ""
