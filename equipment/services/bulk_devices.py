"""A large list whose columns a profile explains: its devices are counted, then written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import itemgetter

from django.db import connection
from django.utils import timezone

from core.errors import DomainError
from core.sheets import Sheet
from equipment.models import BulkImport
from equipment.profiles import Collector, Mapper, mapper_for, valid_values
from equipment.selectors import inventory_catalogue
from equipment.services.bulk_pieces import COPY, TAB, Pieces
from equipment.services.bulk_reading import AT_ONCE, MAX_LINES, Found, only_names, too_long
from schools.models import School


def stage_devices(upload: BulkImport, sheet: Sheet, *, progress: Callable[[int], None]) -> Found:
    """As `stage`, for a list whose columns a profile explains: its devices are counted, then written.

    Only the cells of mapped columns are held, each different text once: 100,000 devices are some 20 MB.
    """
    profile, catalogue = upload.profile, inventory_catalogue(upload.authority)
    schools = dict(School.unscoped.filter(authority=upload.authority_id).values_list("school_number", "name"))
    values = valid_values(profile.values, catalogue=catalogue, schools=schools)
    columns = {name: column for name, column in profile.columns.items() if name not in catalogue.left_out}
    used = [sheet.header.index(column) for column in columns.values() if column in sheet.header]
    mapper = mapper_for(
        replace(profile, columns=columns, values=values),
        [sheet.header[place] for place in used],
        catalogue=catalogue,
        schools=schools,
        this_year=timezone.localdate().year,
    )
    mapper.names_devices = upload.names_devices
    texts: dict[str, str] = {}
    rows: list[tuple[int, list[str]]] = []
    for number, cells in sheet.lines:
        if len(rows) == MAX_LINES:
            raise DomainError(too_long())
        rows.append((number, [texts.setdefault(cells[place], cells[place]) for place in used]))
        mapper.see(rows[-1][1])
        if not len(rows) % AT_ONCE:
            progress(min(90, 90 * number // max(sheet.expected, 1)))
    others = [column for column in sheet.header if column and column not in columns.values()]
    found = Found(
        lines=len(rows),
        columns=sorted({*columns, "quantity"} - ({"serials"} if profile.is_aggregated else set())),
        ignored={"unknown": others, "read_as": mapper.cells.read_as(sheet.read_as)},
    )
    _write_counted(upload, _counted(rows, mapper, found), found)
    found.ignored["source"] |= {"left_out": mapper.left_out}
    if mapper.without_serials:
        found.ignored["without_serials"] = mapper.without_serials
    found.open_words = mapper.cells.open_words
    found.problems.sort(key=itemgetter("line"))
    if not found.lines:
        raise DomainError(only_names())
    return found


def _counted(rows: list[tuple[int, list[str]]], mapper: Mapper, found: Found) -> Collector:
    collector, devices = Collector(), 0
    for number, cells in rows:
        one = mapper.read(number, cells)
        if isinstance(one, tuple):
            devices += one[1].values["quantity"]
            collector.add(*one)
        elif one:
            found.complain(one)
    found.ignored["source"] = {
        "name": mapper.profile.source,
        "is_aggregated": mapper.profile.is_aggregated,
        "lines": len(rows),
        "devices": devices,
    }
    return collector


def _write_counted(upload: BulkImport, collector: Collector, found: Found) -> None:
    pieces = Pieces(upload)
    with (
        connection.cursor() as cursor,
        cursor.copy(COPY) as copy,
    ):
        for one in collector.results():
            if isinstance(one, list):
                found.complain(one)
                continue
            school, line = one
            told = pieces.blank.copy()
            for name, value in {**line.values, "school_number": school}.items():
                told[pieces.order.index(name)] = pieces.of(name, value) or told[pieces.order.index(name)]
            copy.write(f"{upload.pk}\t{line.line}\t{TAB.join(told)}\n")
