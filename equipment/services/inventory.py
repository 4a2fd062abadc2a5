"""Taking over a stock list: read, show, then all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import Conflict, DomainError
from core.previews import hold
from core.sheets import KINDS, MAX_COLUMNS
from core.uploads import Table, read_table
from equipment import matching
from equipment.device_lists import (
    first_profile,
    for_counting,
    is_known_header,
    names_schools,
    read_mapped,
    without_people,
)
from equipment.importers import (
    Reading,
)
from equipment.models import EquipmentType, FundingSource, ImportProfile, InventoryImport, StockBatch
from equipment.profile import Profile
from equipment.profile_sources import OWN
from equipment.selectors import inventory_catalogue, inventory_plan
from equipment.services.mapping import (
    assign_words,
    choose_columns,
    forgotten,
    is_foreign,
    mapping_of,
    saved_profiles,
    words_as_json,
)
from equipment.words import plain
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 500  # rows a statement
KEYS = {"type": "type_id", "funding_source": "funding_source_id"}  # as undoing remembers them


@dataclass(frozen=True, slots=True)
class Outcome:
    created: int
    updated: int
    unchanged: int

    def as_json(self) -> dict[str, int]:
        return {"created": self.created, "updated": self.updated, "unchanged": self.unchanged}


def read_file(file: Any, *, school: School) -> Reading:
    """What stands in a stock list for this school. Raises DomainError when it is no such list.

    Lists of device managements are counted; a saved profile says what foreign words mean.
    """
    table, personal = without_people(_table_of(file, school))
    profile = _first_profile(table, school)
    if _is_unknown(profile):
        raise DomainError(
            _(
                "The columns of this list are not known. Upload it on the page of the school and say what they mean."
            )
        )
    reading = _read(table, profile, school)
    reading.personal = personal
    return reading


@transaction.atomic
def upload_inventory(file: Any, *, school: School, actor: User) -> InventoryImport:
    """Keep the checked lines for a preview; the file itself and what it says about people are not kept."""
    table, personal = without_people(_table_of(file, school))
    if not table.rows:
        raise DomainError(_("The file holds only the column names. Add at least one line below them."))
    profile = _first_profile(table, school)
    file.seek(0)
    upload = InventoryImport(
        school=school,
        uploaded_by=actor,
        file_name=file.name[:200],
        file_hash=hashlib.sha256(file.read()).hexdigest(),
        ignored={"personal": personal},
        mapping=mapping_of(profile, is_open=_is_unknown(profile), saved=profile.name),
    )
    read_again(upload, table)
    upload.table = _kept_table(upload, table)
    upload.save(force_insert=True)
    record(actor, "equipment.inventory_uploaded", upload)
    return upload


def read_again(upload: InventoryImport, table: Table) -> None:
    """Its lines, as `mapping` says now; nothing as long as nobody has said what the columns mean."""
    if upload.needs_columns:
        return
    reading = _read(table, upload.profile, upload.school)
    upload.rows, upload.problems = reading.rows_as_json(), reading.problems_as_json()
    upload.ignored = {
        "personal": upload.ignored["personal"],
        "unknown": reading.unknown if is_foreign(upload) else upload.ignored.get("unknown", reading.unknown),
        "read_as": reading.read_as,
        **({"without_serials": reading.without_serials} if reading.without_serials else {}),
        **({"source": reading.source} if reading.source else {}),
        **({"left_out": reading.left_out} if reading.left_out and not reading.source else {}),
    }
    upload.mapping["words"] = words_as_json(
        {
            name: words
            for name, words in reading.open_words.items()
            if reading.source or name != "school_number"
        }
    )


@transaction.atomic
def map_columns(
    upload: InventoryImport,
    *,
    columns: Mapping[str, str],
    is_aggregated: bool,
    words_from: ImportProfile | None = None,
) -> InventoryImport:
    """Read the list anew with these columns. See `choose_columns` for what is refused."""
    held = hold(upload)
    choose_columns(held, columns=columns, is_aggregated=is_aggregated, words_from=words_from)
    return _read_and_save(held)


@transaction.atomic
def map_words(upload: InventoryImport, values: Mapping[str, Mapping[str, str]]) -> InventoryImport:
    """Read the list anew with these words. See `assign_words` for what is refused."""
    held = hold(upload)
    assign_words(held, values)
    return _read_and_save(held)


def _read_and_save(held: InventoryImport) -> InventoryImport:
    read_again(held, _table_from(held.table))
    held.save(update_fields=["rows", "problems", "ignored", "mapping"])
    return held


def _table_of(file: Any, school: School) -> Table:
    saved = [{plain(one) for one in header} for _profile, header in saved_profiles(school=school)]

    def knows(cells: list[str]) -> bool:
        return is_known_header(cells) or {plain(one) for one in cells if one} in saved

    return read_table(file, kinds=KINDS, is_header=knows, max_columns=MAX_COLUMNS)


def _first_profile(table: Table, school: School) -> Profile:
    """The saved profile for the very same columns, or what the list itself says."""
    profile = first_profile(table.header, saved_profiles(school=school))
    if profile.name or profile.source == OWN:
        return profile
    place = profile.columns.get("school_number")
    is_told = place and names_schools({row[place] for _number, row in table.rows}, _schools(school))
    columns = {name: one for name, one in profile.columns.items() if is_told or name != "school_number"}
    return for_counting(replace(profile, columns=columns))


def _is_unknown(profile: Profile) -> bool:
    return profile.source == "other" and not profile.name


def _schools(school: School) -> dict[str, str]:
    """Number and name of every school of the Träger."""
    found = School.unscoped.filter(authority=school.authority_id).values_list("school_number", "name")
    return dict(found) | {school.school_number: school.name}


def _read(table: Table, profile: Profile, school: School) -> Reading:
    return read_mapped(
        table,
        profile,
        catalogue=inventory_catalogue(school.authority),
        school_number=school.school_number,
        schools=_schools(school),
        this_year=timezone.localdate().year,
    )


def _kept_table(upload: InventoryImport, table: Table) -> dict[str, Any]:
    """Of our own template only what words are asked about, and no column that nobody knows."""
    if not (is_foreign(upload) or upload.open_words):
        return {}
    header = [one for one in table.header if is_foreign(upload) or one not in upload.ignored["unknown"]]
    return {
        "header": header,
        "rows": [[number, [row[column] for column in header]] for number, row in table.rows],
        "encoding": table.encoding,
        "delimiter": table.delimiter,
    }


def _table_from(kept: dict[str, Any]) -> Table:
    header = tuple(kept["header"])
    rows = [(number, dict(zip(header, cells, strict=True))) for number, cells in kept["rows"]]
    return Table(header, rows, kept["encoding"], kept["delimiter"])


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
    if locked.needs_columns:
        raise DomainError(_("First say what the columns of the list mean."))
    steps = inventory_plan(school=locked.school, rows=locked.rows)
    if matching.fingerprint(steps) != seen:
        raise Conflict(
            _("The stock has changed since this preview was made. Check the new preview, then take it over.")
        )
    outcome, locked.written = _apply(locked.school, steps, source=locked.file_name, actor=actor)
    locked.outcome, locked.committed_at = outcome.as_json(), timezone.now()
    locked.table, locked.mapping = {}, forgotten(locked.mapping)
    locked.save(update_fields=["outcome", "written", "committed_at", "table", "mapping"])
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
        **{
            name: values[name]
            for name in (
                "quantity",
                "building",
                "room",
                "purchase_year",
                "invoice_number",
                "condition",
                "state",
                "serials",
            )
        },
        "invoice_date": values["invoice_date"] and date.fromisoformat(values["invoice_date"]),
        "price": None if values["price"] is None else Decimal(values["price"]),
        "type": types[values["type"]],
        "funding_source": funds[values["funding_source"]] if values["funding_source"] else None,
        "retired_reason": _("import: %(file)s") % {"file": source[:150]} if is_retired else "",
    }


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
        if columns["retired_reason"]:
            columns["retired_reason"] = batch.retired_reason or columns["retired_reason"]
        before = {KEYS.get(name, name): _kept(getattr(batch, KEYS.get(name, name))) for name in columns}
        written[batch.pk] = {"version": batch.version + 1, "before": before}
        for name, value in columns.items():
            setattr(batch, name, value)
        batch.version += 1
        batch.changed_at = now
    StockBatch.unscoped.bulk_update(batches, [*columns, "version", "changed_at"], batch_size=BATCH)
    return written


def _kept(value: Any) -> Any:
    """As JSON keeps it and undoing takes it: days and prices as text."""
    return str(value) if isinstance(value, date | Decimal) else value


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
