"""Taking an import back: all of it, as long as nothing builds on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import DomainError
from core.previews import hold
from equipment.models import InventoryImport, StockBatch
from equipment.selectors.undoing import obstacle_to_undoing
from equipment.services.inventory import lock_stock

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def undo_inventory(upload: InventoryImport, *, actor: User) -> InventoryImport:
    """The stock as it was before this import: its new lines go, its changed lines are what they were.

    A second click finds it done. Raises DomainError, with nothing written, when the list was never taken over,
    when one of its lines was changed, retired or used since, or when the old lines no longer fit the stock.
    """
    lock_stock(upload.school_id)
    held = hold(upload)
    if held.undone_at:
        return held
    if obstacle := obstacle_to_undoing(held):
        raise DomainError(obstacle)
    try:
        with transaction.atomic():
            _take_back(held)
    except IntegrityError as error:
        raise DomainError(
            _("The stock has other lines by now that are like the old ones. Nothing was taken back.")
        ) from error
    held.undone_at = timezone.now()
    held.save(update_fields=["undone_at"])
    record(actor, "equipment.inventory_import_undone", held, {"file": [held.file_name, None]})
    return held


def _take_back(upload: InventoryImport) -> None:
    """Park the changed lines outside the unique key first, as the import itself does."""
    StockBatch.unscoped.filter(pk__in=list(upload.written["created"])).delete()
    before: dict[int, dict[str, Any]] = {
        int(pk): row["before"] for pk, row in upload.written["changed"].items()
    }
    batches = list(StockBatch.unscoped.filter(pk__in=before))
    StockBatch.unscoped.filter(pk__in=before).update(state=StockBatch.State.RETIRED)
    now, columns = timezone.now(), set()
    for batch in batches:
        for name, value in before[batch.pk].items():
            setattr(batch, name, value)
            columns.add(name)
        batch.version += 1
        batch.changed_at = now
    if batches:
        StockBatch.unscoped.bulk_update(batches, [*sorted(columns), "version", "changed_at"], batch_size=500)
