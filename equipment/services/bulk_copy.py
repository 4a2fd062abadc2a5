"""A list that is kept until its columns and words are explained: without the columns about people, line by line.

Each line of the file is JSON: first {"header", "read_as", "expected"}, then [line of the list, [cells]].
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from itertools import islice
from typing import IO

from core.sheets import Sheet
from equipment.device_lists import LOOKED_AT, people_columns

KIND = "kept"  # `BulkImport.file_kind`


def first_lines(sheet: Sheet) -> list[tuple[int, list[str]]]:
    """The first lines of a sheet; they are put back in front of the others."""
    first = list(islice(sheet.lines, LOOKED_AT))
    rest = sheet.lines

    def all_lines() -> Iterator[tuple[int, list[str]]]:
        yield from first
        yield from rest

    sheet.lines = all_lines()
    return first


def people_in(sheet: Sheet) -> list[str]:
    """Columns about people, see `people_columns`."""
    rows = (dict(zip(sheet.header, cells, strict=True)) for _line, cells in first_lines(sheet))
    return people_columns(sheet.header, rows)


def write_copy(sheet: Sheet, target: IO[bytes], *, dropped: Collection[str]) -> None:
    """All lines that the sheet still has, into an open file."""
    kept = [at for at, column in enumerate(sheet.header) if column and column not in dropped]
    head = {
        "header": [sheet.header[at] for at in kept],
        "read_as": sheet.read_as,
        "expected": sheet.expected,
    }
    target.write(json.dumps(head).encode() + b"\n")
    for number, cells in sheet.lines:
        target.write(json.dumps([number, [cells[at] for at in kept]]).encode() + b"\n")


def open_copy(file: IO[bytes]) -> Sheet:
    """What `write_copy` wrote."""
    head = json.loads(file.readline())
    lines = ((number, cells) for number, cells in map(json.loads, iter(file.readline, b"")))
    return Sheet(head["header"], lines, head["read_as"], head["expected"])
