"""Writing a Träger's list into the stock, and taking it back. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Conflict, DomainError
from equipment.models import BulkImport
from equipment.selectors.undoing import obstacle_to_undoing_bulk
from equipment.services.bulk_sql import (
    FIELDS,
    compare,
    mark_collisions,
    meanings,
    rows,
    run,
    schools_of,
    stamp,
)
from schools.models import School

KEPT = (*FIELDS.values(), "retired_reason")
NAMES = ", ".join(FIELDS.values())


def lock_schools(schools: list[int]) -> None:
    """One import of a school at a time: the same lock as that of `equipment.services.inventory`."""
    list(
        School.unscoped.filter(pk__in=schools)
        .order_by("pk")
        .select_for_update(of=("self",))
        .values_list("pk")
    )


def look(upload: BulkImport, *, progress: Callable[[int], None]) -> None:
    """Compare with the stock as it is now and remember which stock that was."""
    schools = schools_of(upload)
    upload.stock_stamp = stamp(schools)
    compare(upload, schools, progress=progress)
    upload.counts = count(upload)


def count(upload: BulkImport) -> list[dict[str, Any]]:
    """Lines by school and by what they would do, in the order of the school numbers."""
    found = rows(
        """SELECT s.school_number, s.name,
            count(*) FILTER (WHERE action = 'create'), count(*) FILTER (WHERE action = 'update'),
            count(*) FILTER (WHERE action = 'unchanged'), count(*) FILTER (WHERE action = 'faulty')
        FROM equipment_bulkline l JOIN schools_school s ON s.id = l.school_id
        WHERE l.upload_id = %(upload)s GROUP BY s.school_number, s.name ORDER BY s.school_number""",
        upload=upload.pk,
    )
    names = ("number", "name", "create", "update", "unchanged", "faulty")
    return [dict(zip(names, row, strict=True)) for row in found]


def total(counts: list[dict[str, Any]], action: str) -> int:
    return sum(row[action] for row in counts)


def write(upload: BulkImport, *, progress: Callable[[int], None]) -> dict[str, int]:
    """All of it, or with `skips_faulty` all that is right; what came of it.

    Raises Conflict when the stock is another one than that of the preview, and DomainError when lines are faulty.
    """
    schools = schools_of(upload)
    lock_schools(schools)
    _lock_batches(upload)
    if stamp(schools) != upload.stock_stamp:
        raise Conflict(
            _("The stock has changed since this preview was made. Check the new preview, then take it over.")
        )
    progress(10)
    if upload.skips_faulty:
        while mark_collisions(upload, schools, kept_too=True):
            pass
    counts = upload.counts = count(upload)
    left_out = upload.faulty_lines + total(counts, "faulty")
    if left_out and not upload.skips_faulty:
        raise DomainError(
            _("Some lines are faulty, so nothing was taken over. Correct the file and upload it again.")
        )
    try:
        _update(upload, progress)
        created = _create(upload)
        progress(80)
        run("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        raise DomainError(
            _("Somebody else has added the same line in this moment. Try again; nothing was taken over.")
        ) from error
    run("DELETE FROM equipment_bulkline WHERE upload_id = %(upload)s", upload=upload.pk)
    progress(95)
    return {
        "created": created,
        "updated": total(counts, "update"),
        "unchanged": total(counts, "unchanged"),
        "left_out": left_out,
    }


def _lock_batches(upload: BulkImport) -> None:
    rows(
        """SELECT count(*) FROM (
            SELECT b.id FROM equipment_stockbatch b
            JOIN equipment_bulkline l ON l.batch = b.id
            WHERE l.upload_id = %(upload)s AND l.action IN ('update', 'unchanged')
            ORDER BY b.id FOR UPDATE OF b) locked""",
        upload=upload.pk,
    )


def _reason(upload: BulkImport) -> str:
    return _("import: %(file)s") % {"file": upload.file_name[:150]}


def _update(upload: BulkImport, progress: Callable[[int], None]) -> None:
    """Park the changed lines outside the unique key first: two of them may swap their rooms."""
    new = f"new_{uuid4().hex}"
    run(
        f"""CREATE TEMPORARY TABLE {new} ON COMMIT DROP AS
        SELECT b.id, {meanings(upload)} FROM equipment_bulkline l JOIN equipment_stockbatch b ON b.id = l.batch
        WHERE l.upload_id = %(upload)s AND l.action = 'update'""",
        upload=upload.pk,
    )
    run(f"ANALYZE {new}")
    before = ", ".join(f"'{column}', b.{column}" for column in KEPT)
    run(
        f"""INSERT INTO equipment_bulktrace (upload_id, batch, version, before)
        SELECT %(upload)s, b.id, b.version + 1, jsonb_build_object({before})
        FROM equipment_stockbatch b JOIN {new} n ON n.id = b.id""",
        upload=upload.pk,
    )
    progress(30)
    run(f"UPDATE equipment_stockbatch b SET state = 'retired' FROM {new} n WHERE n.id = b.id")
    columns = ", ".join(f"{column} = n.{column}" for column in FIELDS.values())
    run(
        f"""UPDATE equipment_stockbatch b SET {columns}, version = b.version + 1, changed_at = %(now)s,
            retired_reason = CASE WHEN n.state <> 'retired' THEN ''
                WHEN b.retired_reason <> '' THEN b.retired_reason ELSE %(reason)s END
        FROM {new} n WHERE n.id = b.id""",
        now=timezone.now(),
        reason=_reason(upload),
    )
    run(f"DROP TABLE {new}")
    progress(50)


def _create(upload: BulkImport) -> int:
    # b is no row at all: what the list does not say is the default; school by school, as it is read
    return run(
        f"""WITH made AS (
            INSERT INTO equipment_stockbatch (school_id, {NAMES}, retired_reason, version, changed_at)
            SELECT school_id, {NAMES}, CASE WHEN state = 'retired' THEN %(reason)s ELSE '' END, 0, %(now)s
            FROM (
                SELECT l.school_id, l.line, {meanings(upload)}
                FROM equipment_bulkline l LEFT JOIN equipment_stockbatch b ON false
                WHERE l.upload_id = %(upload)s AND l.action = 'create'
            ) new ORDER BY school_id, line
            RETURNING id
        )
        INSERT INTO equipment_bulktrace (upload_id, batch, version) SELECT %(upload)s, id, 0 FROM made""",
        upload=upload.pk,
        now=timezone.now(),
        reason=_reason(upload),
    )


# --- taking back ---


def take_back(upload: BulkImport, *, progress: Callable[[int], None]) -> list[int]:
    """The stock as it was before; keys of the schools. Raises DomainError when something builds on the import."""
    schools = [
        school
        for (school,) in rows(
            """SELECT DISTINCT b.school_id FROM equipment_bulktrace t
            JOIN equipment_stockbatch b ON b.id = t.batch WHERE t.upload_id = %(upload)s ORDER BY 1""",
            upload=upload.pk,
        )
    ]
    lock_schools(schools)
    rows(
        """SELECT count(*) FROM (
            SELECT b.id FROM equipment_stockbatch b JOIN equipment_bulktrace t ON t.batch = b.id
            WHERE t.upload_id = %(upload)s ORDER BY b.id FOR UPDATE OF b) locked""",
        upload=upload.pk,
    )
    if obstacle := obstacle_to_undoing_bulk(upload):
        raise DomainError(obstacle)
    progress(30)
    try:
        _restore(upload)
        run("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        raise DomainError(
            _("The stock has other lines by now that are like the old ones. Nothing was taken back.")
        ) from error
    run("DELETE FROM equipment_bulktrace WHERE upload_id = %(upload)s", upload=upload.pk)
    progress(90)
    return schools


def _restore(upload: BulkImport) -> None:
    met = "FROM equipment_bulktrace t WHERE t.upload_id = %(upload)s AND t.batch = b.id"
    known = {"upload": upload.pk}
    run(f"DELETE FROM equipment_stockbatch b USING {met[5:]} AND t.before IS NULL", **known)
    run(f"UPDATE equipment_stockbatch b SET state = 'retired' {met} AND t.before IS NOT NULL", **known)
    columns = ", ".join(f"{column} = was.{column}" for column in KEPT)
    run(
        f"""UPDATE equipment_stockbatch b SET {columns}, version = b.version + 1, changed_at = %(now)s
        FROM equipment_bulktrace t, jsonb_populate_record(NULL::equipment_stockbatch, t.before) was
        WHERE t.upload_id = %(upload)s AND t.batch = b.id AND t.before IS NOT NULL""",
        now=timezone.now(),
        **known,
    )
