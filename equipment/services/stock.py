"""Writing stock lines: once, never over somebody else's change, always with a trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import between, record
from core.days import require_past
from core.errors import Conflict, DomainError
from core.marks import made_before
from core.parsing import one_line
from equipment.models import StockBatch
from equipment.words import counted_only, split_serials
from schools.models import SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

FIELDS = (
    "type",
    "quantity",
    "building",
    "room",
    "purchase_year",
    "funding_source",
    "invoice_number",
    "invoice_date",
    "price",
    "condition",
    "state",
    "serials",
)


@transaction.atomic
def record_serials(authority: SchoolAuthority, *, wanted: bool, actor: User) -> SchoolAuthority:
    """Whether the schools of this Träger are asked for serial numbers. What is recorded already stays."""
    locked = SchoolAuthority.unscoped.select_for_update(of=("self",)).get(pk=authority.pk)
    if locked.records_serials != wanted:
        record(actor, "equipment.recording_changed", locked, {"serials": [locked.records_serials, wanted]})
        locked.records_serials = wanted
        locked.save(update_fields=["records_serials"])
    return locked


@transaction.atomic
def create_stock(
    school: School, *, values: dict[str, Any], submission_id: UUID, actor: User | None
) -> StockBatch:
    """A new line. The same submission sent again answers with the line it made the first time.

    Raises DomainError when a line of this kind exists.
    """
    if known := made_before(StockBatch.unscoped, submission_id, school_id=school.pk):
        return known
    batch = StockBatch(school=school, submission_id=submission_id, **tidy(values))
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
            record(actor, "equipment.stock_created", batch, _told({}, batch))
    except IntegrityError as error:
        raise DomainError(_exists_already()) from error
    return batch


def update_stock(
    batch: StockBatch, *, values: dict[str, Any], version: int, actor: User | None
) -> StockBatch:
    """Change a line that looked like `version` to its editor. Raises Conflict when somebody saved in between."""
    before = StockBatch.unscoped.select_related("type", "funding_source").get(pk=batch.pk)
    if before.state == StockBatch.State.RETIRED:
        raise DomainError(_("This line is retired and can no longer be changed."))
    return _write(before, tidy(values), version, "equipment.stock_changed", actor)


def retire_stock(batch: StockBatch, *, reason: str, version: int, actor: User | None) -> StockBatch:
    """Take a line out of the count; it stays readable with its reason. Retiring twice changes nothing."""
    before = StockBatch.unscoped.select_related("type", "funding_source").get(pk=batch.pk)
    if before.state == StockBatch.State.RETIRED:
        return before
    why = one_line(reason)
    if not why:
        raise DomainError(_("Name the reason, such as “broken” or “lease ended”."))
    values = {"state": StockBatch.State.RETIRED, "retired_reason": why[:200]}
    return _write(before, values, version, "equipment.stock_retired", actor)


@transaction.atomic
def _write(
    before: StockBatch, values: dict[str, Any], version: int, verb: str, actor: User | None
) -> StockBatch:
    """One conditional UPDATE is lock and comparison at once."""
    try:
        with transaction.atomic():
            changed = StockBatch.unscoped.filter(pk=before.pk, version=version).update(
                **values, version=version + 1, changed_at=timezone.now()
            )
    except IntegrityError as error:
        raise DomainError(_exists_already()) from error
    if not changed:
        raise Conflict(changed_since())
    after = StockBatch.unscoped.select_related("type", "funding_source").get(pk=before.pk)
    old = {name: getattr(before, name) for name in values}
    changes = _told(old, after)
    if changes:
        record(actor, verb, after, changes)
    return after


def tidy(values: dict[str, Any]) -> dict[str, Any]:
    """One spelling for rooms and serial numbers, so that the same thing is not counted twice.

    Raises DomainError for serial numbers of a type that is only counted, and for an invoice of a day still to come.
    """
    clean = dict(values)
    require_past(clean.get("invoice_date"), field="invoice_date")
    for name in ("building", "room", "invoice_number"):
        if name in clean:
            clean[name] = one_line(clean[name])
    if "serials" in clean:
        clean["serials"] = "\n".join(split_serials(clean["serials"]))
    if clean.get("serials") and clean["type"].is_counted_only:
        raise DomainError(counted_only())
    return clean


def _told(old: dict[str, Any], batch: StockBatch) -> dict[str, list[Any]]:
    """Changes in words for the trail."""
    return between(old, {name: getattr(batch, name) for name in old or FIELDS})


def changed_since() -> str:
    """Whoever acts on a line of the stock as it is no longer is told so."""
    return _("Somebody else has changed this line since you opened it. Nothing was overwritten.")


def _exists_already() -> str:
    return _(
        "There is already a line with this type, place, year, funding source, invoice, price, condition and status. "
        "Change the quantity there instead."
    )
