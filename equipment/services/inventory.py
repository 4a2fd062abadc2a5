"""Taking over a stock list: read, show, then all of it or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import Conflict, DomainError
from core.previews import hold
from core.uploads import read_table
from equipment import matching
from equipment.importers import Reading, read_inventory
from equipment.models import EquipmentType, FundingSource, InventoryImport, StockBatch
from equipment.selectors import inventory_catalogue, inventory_plan
from equipment.selectors.inventory import said
from equipment.words import is_header
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 500  # rows a statement
FACTS = (
    "quantity",
    "building",
    "room",
    "purchase_year",
    "invoice_number",
    "invoice_date",
    "price",
    "condition",
    "state",
    "serials",
)
KEYS = {"type": "type_id", "funding_source": "funding_source_id"}  # as undoing remembers them


@dataclass(frozen=True, slots=True)
class Outcome:
    created: int
    updated: int
    unchanged: int

    def as_json(self) -> dict[str, int]:
        return {"created": self.created, "updated": self.updated, "unchanged": self.unchanged}


def read_file(file: Any, *, school: School) -> Reading:
    """What stands in a stock list for this school. Raises DomainError when it is no such list."""
    table = read_table(file, kinds=("csv", "ods", "xlsx"), is_header=is_header)
    return read_inventory(
        table,
        catalogue=inventory_catalogue(),
        school_number=school.school_number,
        this_year=timezone.localdate().year,
    )


@transaction.atomic
def upload_inventory(file: Any, *, school: School, actor: User) -> InventoryImport:
    """Keep the checked lines for a preview; the file itself and what it says about people are not kept."""
    reading = read_file(file, school=school)
    if not reading.lines and not reading.problems:
        raise DomainError(_("The file holds only the column names. Add at least one line below them."))
    file.seek(0)
    upload = InventoryImport.unscoped.create(
        school=school,
        uploaded_by=actor,
        file_name=file.name[:200],
        file_hash=hashlib.sha256(file.read()).hexdigest(),
        rows=reading.rows_as_json(),
        problems=reading.problems_as_json(),
        ignored={"personal": reading.personal, "unknown": reading.unknown, "read_as": reading.read_as},
    )
    record(actor, "equipment.inventory_uploaded", upload)
    return upload


@transaction.atomic
def commit_inventory(upload: InventoryImport, *, seen: str, actor: User) -> InventoryImport:
    """Take over what the preview with fingerprint `seen` showed; a second click finds it done.

    The plan is made again under the lock of the school. Raises Conflict when it is another one by now, and
    DomainError when a line is faulty; nothing is written then.
    """
    lock_stock(upload.school_id)
    locked = hold(upload)
    if locked.committed_at:
        return locked
    if locked.problems:
        raise DomainError(_faulty())
    steps = inventory_plan(school=locked.school, rows=locked.rows)
    if matching.fingerprint(steps) != seen:
        raise Conflict(
            _("The stock has changed since this preview was made. Check the new preview, then take it over.")
        )
    outcome, locked.written = _apply(locked.school, steps, source=locked.file_name, actor=actor)
    locked.outcome, locked.committed_at = outcome.as_json(), timezone.now()
    locked.save(update_fields=["outcome", "written", "committed_at"])
    return locked


@transaction.atomic
def apply_reading(reading: Reading, *, school: School, source: str, actor: User | None) -> Outcome:
    """Take over a list at once (command line). Raises DomainError when a line is faulty; nothing is written."""
    lock_stock(school.pk)
    if reading.problems:
        raise DomainError(_faulty())
    steps = inventory_plan(school=school, rows=reading.rows_as_json())
    return _apply(school, steps, source=source, actor=actor)[0]


def lock_stock(school_id: int) -> None:
    """One import of a school at a time, and nobody edits a line between plan and writing."""
    School.unscoped.select_for_update(of=("self",)).get(pk=school_id)
    lines = StockBatch.unscoped.filter(school=school_id).order_by("pk").select_for_update(of=("self",))
    list(lines.values_list("pk"))


def _faulty() -> str:
    return _("Some lines are faulty, so nothing was taken over. Correct the file and upload it again.")


def _apply(
    school: School, steps: list[matching.Step], *, source: str, actor: User | None
) -> tuple[Outcome, dict[str, Any]]:
    """What came of it, and what is needed to take it back (`InventoryImport.written`)."""
    found = matching.counts(steps)
    if found[matching.FAULTY]:
        raise DomainError(_faulty())
    types = {one.code: one for one in EquipmentType.objects.all()}
    funds = {one.code: one for one in FundingSource.objects.all()}
    try:
        with transaction.atomic():
            written = {
                "changed": _update(steps, types, funds, source),
                "created": _create(school, steps, types, funds, source),
            }
    except IntegrityError as error:
        raise DomainError(
            _("Somebody else has added the same line in this moment. Try again; nothing was taken over.")
        ) from error
    outcome = Outcome(found[matching.CREATE], found[matching.UPDATE], found[matching.UNCHANGED])
    if outcome.created or outcome.updated:
        changed = {str(step.batch.pk): step.changes for step in steps if step.batch and step.changes}
        record(
            actor,
            "equipment.inventory_imported",
            school,
            {"file": [None, source], "created": [None, outcome.created], "updated": [None, changed]},
        )
    return outcome, written


def _columns(
    step: matching.Step, types: dict[str, Any], funds: dict[str, Any], source: str
) -> dict[str, Any]:
    values = step.values
    is_retired = values["state"] == StockBatch.State.RETIRED
    return {
        **{name: stored(name, values[name]) for name in FACTS},
        "type": types[values["type"]],
        "funding_source": funds[values["funding_source"]] if values["funding_source"] else None,
        "retired_reason": _("import: %(file)s") % {"file": source[:150]} if is_retired else "",
    }


def stored(column: str, value: Any) -> Any:
    """A value that JSON kept, as this column holds it: the other way of `selectors.inventory.said`."""
    field: Any = StockBatch._meta.get_field(column)
    return field.to_python(value)


def _update(
    steps: list[matching.Step], types: dict[str, Any], funds: dict[str, Any], source: str
) -> dict[int, dict[str, Any]]:
    """Park the changed lines outside the unique key first: two of them may swap their rooms."""
    changed = {step.batch.pk: step for step in steps if step.batch and step.action == matching.UPDATE}
    if not changed:
        return {}
    batches = list(StockBatch.unscoped.filter(pk__in=changed))
    StockBatch.unscoped.filter(pk__in=changed).update(state=StockBatch.State.RETIRED)
    now = timezone.now()
    columns: dict[str, Any] = {}
    written = {}
    for batch in batches:
        columns = _columns(changed[batch.pk], types, funds, source)
        before = {KEYS.get(name, name): said(getattr(batch, KEYS.get(name, name))) for name in columns}
        written[batch.pk] = {"version": batch.version + 1, "before": before}
        for name, value in columns.items():
            setattr(batch, name, value)
        batch.version += 1
        batch.changed_at = now
    StockBatch.unscoped.bulk_update(batches, [*columns, "version", "changed_at"], batch_size=BATCH)
    return written


def _create(
    school: School, steps: list[matching.Step], types: dict[str, Any], funds: dict[str, Any], source: str
) -> dict[int, int]:
    made = StockBatch.unscoped.bulk_create(
        [
            StockBatch(school=school, **_columns(step, types, funds, source))
            for step in steps
            if step.action == matching.CREATE
        ],
        batch_size=BATCH,
    )
    return {batch.pk: batch.version for batch in made}
