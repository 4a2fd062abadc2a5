"""A Träger's list against the stock, in the words of the database: 100,000 lines are no objects.

The rules are those of `equipment.matching`; groups of lines where one must choose among batches are handed to
it, all others are decided here. Every statement knows the list by `%(upload)s`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import uuid4

from django.db import connection

from equipment import matching
from equipment.models import BulkImport

FIELDS = {  # as files call them -> column of the stock and of the line
    "type": "type_id",
    "quantity": "quantity",
    "building": "building",
    "room": "room",
    "purchase_year": "purchase_year",
    "funding_source": "funding_source_id",
    "invoice_number": "invoice_number",
    "invoice_date": "invoice_date",
    "price": "price",
    "condition": "condition",
    "state": "state",
    "serials": "serials",
}
DEFAULTS = {"condition": "'good'", "state": "'in_use'"}
EMPTY = {  # what stands for "nothing" where rows are compared
    "purchase_year": "0",
    "funding_source": "0",
    "invoice_date": "'-infinity'::date",
    "price": "-1",
}
FOLDED = matching.FOLDED | {"invoice_number"}
_NOTHING = "''"
COMPARED = ("state", "condition", *matching.TELLING)  # what pairs lines and batches alike in their nature
EXACT = (  # as the constraint stock_line_once says
    "type",
    "building",
    "room",
    "purchase_year",
    "funding_source",
    "invoice_number",
    "invoice_date",
    "price",
    "state",
    "condition",
)


def run(statement: str, **values: Any) -> int:
    """How many rows it met."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _alike(alias: str, names: tuple[str, ...]) -> str:
    """Expressions without NULL, so that they join and group."""
    return ", ".join(_plain(f"{alias}.{FIELDS[name]}", name) for name in names)


def _plain(column: str, name: str) -> str:
    if name in FOLDED:
        return f"lower({column})"
    return f"coalesce({column}, {EMPTY[name]})" if name in EMPTY else column


def _meant(upload: BulkImport, name: str) -> str:
    """The value after the import: what the line says, else what the batch (b) has, else the default."""
    column = FIELDS[name]
    default = DEFAULTS.get(name, "NULL" if name in EMPTY else "''")
    stored = f"coalesce(b.{column}, {default})" if default != "NULL" else f"b.{column}"
    if name not in upload.columns:
        return stored
    return f"coalesce(nullif(l.{column}, ''), {stored})" if name in DEFAULTS else f"l.{column}"


def meanings(upload: BulkImport) -> str:
    """The columns of the stock as they are after the import: `l` is the line, `b` its batch, if it has one."""
    return ", ".join(f"{_meant(upload, name)} AS {column}" for name, column in FIELDS.items())


def schools_of(upload: BulkImport) -> list[int]:
    found = rows(
        "SELECT DISTINCT school_id FROM equipment_bulkline WHERE upload_id = %(upload)s ORDER BY 1",
        upload=upload.pk,
    )
    return [school for (school,) in found]


def stamp(schools: list[int]) -> str:
    """Changes whenever a stock line of these schools is added, changed or removed."""
    found = rows(
        "SELECT count(*), coalesce(sum(version), 0), coalesce(max(id), 0), max(changed_at)"
        " FROM equipment_stockbatch WHERE school_id = ANY(%(schools)s)",
        schools=schools,
    )
    return " ".join(str(value) for value in found[0])


# --- which line is which batch ---


def compare(upload: BulkImport, schools: list[int], *, progress: Callable[[int], None]) -> None:
    """Write into each line what it would do. The caller holds a transaction."""
    known = {"upload": upload.pk, "schools": schools}
    run("ANALYZE equipment_bulkline")
    run(
        "UPDATE equipment_bulkline SET action = 'create', batch = NULL, fault = '', other_line = 0"
        " WHERE upload_id = %(upload)s AND action <> 'create'",
        **known,
    )
    if rows("SELECT 1 FROM equipment_stockbatch WHERE school_id = ANY(%(schools)s) LIMIT 1", **known):
        pairs = f"pair_{uuid4().hex}"
        _pair(pairs, known, progress)
        _write_actions(upload, pairs, known)
        run(f"DROP TABLE {pairs}")
    else:
        run(
            "UPDATE equipment_bulkline SET action = 'faulty', fault = 'unknown_key'"
            " WHERE upload_id = %(upload)s AND key IS NOT NULL",
            **known,
        )
    progress(80)
    mark_collisions(upload, schools)


def _pair(pairs: str, known: dict[str, Any], progress: Callable[[int], None]) -> None:
    """A table of (line, batch, fault): first by key, then by what the lines say."""
    run(
        f"""CREATE TEMPORARY TABLE {pairs} ON COMMIT DROP AS
        SELECT l.id AS line, b.id AS batch,
            CASE WHEN b.id IS NULL THEN 'unknown_key'
                 WHEN row_number() OVER (PARTITION BY l.key, l.school_id ORDER BY l.line) > 1 THEN 'key_twice'
                 ELSE '' END::text AS fault
        FROM equipment_bulkline l
        LEFT JOIN equipment_stockbatch b ON b.id = l.key AND b.school_id = l.school_id
        WHERE l.upload_id = %(upload)s AND l.key IS NOT NULL""",
        **known,
    )
    run(f"ANALYZE {pairs}")
    groups = f"group_{uuid4().hex}"
    names = [f"n{index}" for index in range(len(matching.NATURAL))]
    lines, batches = _alike("l", matching.NATURAL), _alike("b", matching.NATURAL)
    keys = ", ".join(names)
    run(
        f"""CREATE TEMPORARY TABLE {groups} ON COMMIT DROP AS
        WITH said (id, school_id, {keys}) AS (
            SELECT l.id, l.school_id, {lines} FROM equipment_bulkline l
            WHERE l.upload_id = %(upload)s AND l.key IS NULL
        ), there (id, school_id, {keys}) AS (
            SELECT b.id, b.school_id, {batches} FROM equipment_stockbatch b
            WHERE b.school_id = ANY(%(schools)s)
                AND NOT EXISTS (SELECT 1 FROM {pairs} p WHERE p.batch = b.id)
        ), counted AS (
            SELECT school_id, {keys}, count(*) AS lines, array_agg(id) AS said FROM said GROUP BY school_id, {keys}
        ), stored AS (
            SELECT school_id, {keys}, count(*) AS batches, array_agg(id) AS there FROM there GROUP BY school_id, {keys}
        )
        SELECT row_number() OVER () AS number, lines, batches, said, there
        FROM counted JOIN stored USING (school_id, {keys})""",
        **known,
    )
    progress(40)
    run(
        f"""INSERT INTO {pairs} (line, batch, fault)
        SELECT l.id, b.id, '' FROM {groups} g
        JOIN equipment_bulkline l ON l.id = g.said[1] JOIN equipment_stockbatch b ON b.id = g.there[1]
        WHERE g.lines = 1 AND g.batches = 1
            AND (b.state <> 'retired'
                 OR (l.state = 'retired' AND (l.condition = '' OR l.condition = b.condition)))
            AND {_agree()}"""
    )
    _choose(pairs, groups)
    run(f"DROP TABLE {groups}")
    run(f"ANALYZE {pairs}")
    progress(60)


def _agree() -> str:
    """Line (l) and batch (b) contradict each other in nothing that both say (`matching.TELLING`)."""
    return " AND ".join(
        f"({_plain(f'l.{FIELDS[name]}', name)} IN ({EMPTY.get(name, _NOTHING)}, {_plain(f'b.{FIELDS[name]}', name)})"
        f" OR {_plain(f'b.{FIELDS[name]}', name)} = {EMPTY.get(name, _NOTHING)})"
        for name in matching.TELLING
    )


def _choose(pairs: str, groups: str) -> None:
    """Groups with several lines or batches: `matching` pairs them, one group at a time."""
    several = f"FROM {groups} g CROSS JOIN LATERAL unnest(g.%s) AS one WHERE g.lines > 1 OR g.batches > 1"
    said = _stream(
        f"SELECT q.number, l.id, {_told('l')} FROM (SELECT g.number, one {several % 'said'}) q"
        " JOIN equipment_bulkline l ON l.id = q.one ORDER BY q.number, l.line"
    )
    there = _stream(
        f"SELECT q.number, b.id, {_told('b')} FROM (SELECT g.number, one {several % 'there'}) q"
        " JOIN equipment_stockbatch b ON b.id = q.one ORDER BY q.number, b.id"
    )
    statement = f"COPY {pairs} (line, batch, fault) FROM STDIN"
    chosen: list[tuple[int, int | None, str]] = []
    pending = groupby(there, key=itemgetter(0))
    for (_number, lines), (_same, batches) in zip(groupby(said, key=itemgetter(0)), pending, strict=True):
        chosen += _of_group(list(lines), list(batches))
        if len(chosen) > 5000:
            _write(statement, chosen)
    _write(statement, chosen)


def _told(alias: str) -> str:
    return ", ".join(f"{alias}.{FIELDS[name]}" for name in COMPARED)


def _of_group(lines: list[Any], batches: list[Any]) -> Iterator[tuple[int, int | None, str]]:
    said = [
        {"line": pk, "key": None, "values": dict(zip(COMPARED, told, strict=True))}
        for _number, pk, *told in lines
    ]
    stored = [
        matching.Existing(pk, 0, dict(zip(COMPARED, told, strict=True))) for _number, pk, *told in batches
    ]
    for step in matching.by_nature(said, stored):
        if step.action != matching.CREATE:
            yield step.line, step.batch.pk if step.batch else None, step.fault


def _stream(statement: str) -> Iterator[tuple[Any, ...]]:
    """Rows in portions from a cursor on the server; it ends with the transaction."""
    with connection.connection.cursor(name=f"c{uuid4().hex}") as cursor:
        cursor.itersize = 5000
        cursor.execute(statement)
        yield from cursor


def _write(statement: str, chosen: list[tuple[int, int | None, str]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in chosen:
            copy.write_row(row)
    chosen.clear()


def _write_actions(upload: BulkImport, pairs: str, known: dict[str, Any]) -> None:
    same = " AND ".join(
        f"{_meant(upload, name)} IS NOT DISTINCT FROM b.{column}" for name, column in FIELDS.items()
    )
    run(
        f"""UPDATE equipment_bulkline l SET batch = found.batch, fault = found.fault, action = found.action
        FROM (
            SELECT l.id, p.batch, p.fault,
                CASE WHEN p.fault <> '' THEN 'faulty' WHEN {same} THEN 'unchanged' ELSE 'update' END AS action
            FROM {pairs} p JOIN equipment_bulkline l ON l.id = p.line
            LEFT JOIN equipment_stockbatch b ON b.id = p.batch
        ) found WHERE found.id = l.id AND l.upload_id = %(upload)s""",
        **known,
    )


def mark_collisions(upload: BulkImport, schools: list[int], *, kept_too: bool = False) -> int:
    """After the import no two lines in stock may be alike: the later line of the file is the faulty one.

    `kept_too`: batches whose own line is faulty stay as they are, because faulty lines are left out. Returns how
    many lines became faulty.
    """
    keys = _alike("m", EXACT)
    names = ", ".join(f"e{index}" for index in range(len(EXACT)))
    touching = "AND t.action <> 'faulty'" if kept_too else ""
    return run(
        f"""WITH meant AS (
            SELECT l.id, l.line, l.school_id, {meanings(upload)}
            FROM equipment_bulkline l LEFT JOIN equipment_stockbatch b ON b.id = l.batch
            WHERE l.upload_id = %(upload)s AND l.action <> 'faulty'
        ), after (id, line, school_id, {names}) AS (
            SELECT m.id, m.line, m.school_id, {keys} FROM meant m WHERE m.state <> 'retired'
        ), taken (school_id, {names}) AS (
            SELECT m.school_id, {keys} FROM equipment_stockbatch m
            WHERE m.school_id = ANY(%(schools)s) AND m.state <> 'retired' AND NOT EXISTS (
                SELECT 1 FROM equipment_bulkline t
                WHERE t.upload_id = %(upload)s AND t.batch = m.id {touching})
        ), ranked AS (
            SELECT id, line, school_id, {names},
                first_value(line) OVER (PARTITION BY school_id, {names} ORDER BY line) AS first
            FROM after
        ), wrong AS (
            SELECT r.id, CASE WHEN k.school_id IS NULL THEN r.first ELSE 0 END AS other
            FROM ranked r LEFT JOIN taken k USING (school_id, {names})
            WHERE k.school_id IS NOT NULL OR r.line > r.first
        )
        UPDATE equipment_bulkline l SET action = 'faulty', fault = 'line_twice', other_line = wrong.other
        FROM wrong WHERE wrong.id = l.id""",
        upload=upload.pk,
        schools=schools,
    )
