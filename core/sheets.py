"""Large tables, line by line: for lists that are read in the background and never held as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any

from django.utils.translation import gettext as _

from core.apart import NotReadError, read_apart
from core.delimited import csv_lines, decode_text
from core.errors import DomainError
from core.json_tables import json_file_lines
from core.opendocument import ods_lines
from core.uploads import (
    below_titles,
    cell_text,
    check_upload,
    checked_header,
    not_read_workbook,
    words_of,
)

MAX_TAGS = 12_000_000  # of XML: 100,000 lines of 20 cells
MAX_COLUMNS = 120  # a device management writes all that it knows
MAX_LINES = 100_000
KINDS = ("csv", "json", "ods", "xlsx")
ROOM = ("1024", "120")  # megabytes and seconds; 100,000 lines of 20 columns take a quarter of both
OVERLAP = 64
# a cell beyond column DZ or line 129,999: the reader would make room for all that lies between; it begins with a
# plain letter, because that alone is searched for quickly
FAR_CELL = re.compile(
    rb"""r(?<![A-Za-z]r)\s*=\s*["'](?:[A-Za-z]{3,}|[E-Ze-z][A-Za-z](?=[0-9])|[A-Za-z]*(?:[0-9]{7}|[2-9][0-9]{5}|1[3-9][0-9]{4}))"""
)


@dataclass(slots=True)
class Sheet:
    """`lines` pairs the line in the file (the header is line 1; of JSON 0) with its values, as many as the header."""

    header: list[str]
    lines: Iterator[tuple[int, list[str]]]
    read_as: str
    expected: int  # lines that may come; for the progress


def check_sheet(file: Any) -> str:
    """The kind (one of KINDS) of a list that may be large; DomainError where it is none or a trap."""
    return check_upload(file, kinds=KINDS, max_tags=MAX_TAGS, look=_FarCells())


def open_sheet(
    file: IO[bytes],
    *,
    kind: str,
    is_header: Callable[[list[str]], bool] | None = None,
) -> Sheet:
    """The first sheet of a file that `check_sheet` found right. Raises DomainError, also while it is read."""
    if kind == "csv":
        text, encoding = decode_text(file.read())
        expected = text.count("\n")
        delimiter, lines = csv_lines(text)
        read_as = words_of(encoding, delimiter)
    else:
        lines, expected = READERS[kind](file)
        read_as = words_of(kind, "")
    if is_header:
        lines = below_titles(lines, is_header)
    for _number, values in lines:
        cells = [value.strip() for value in values]
        if any(cells):
            header = checked_header(cells, MAX_COLUMNS)
            return Sheet(header, _fitting(lines, len(header)), read_as, expected)
    raise DomainError(_("The file contains no lines."))


def _fitting(lines: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    for number, values in lines:
        cells = list(map(str.strip, values))
        if not any(cells):
            continue
        if len(cells) != width:
            if any(cells[width:]):
                text = _(
                    "Line %(line)d has more fields than the header. Is a value with the separator in it unquoted?"
                )
                raise DomainError(text % {"line": number})
            cells = (cells + [""] * width)[:width]
        yield number, cells


def _workbook_lines(file: IO[bytes]) -> tuple[Iterator[tuple[int, list[str]]], int]:
    found = _read_whole(file.read())
    told = next(found)
    known_text = lru_cache(maxsize=4096, typed=True)(cell_text)  # numbers, days and emptiness come again
    rows = ([value if type(value) is str else known_text(value) for value in row] for row in found)
    return enumerate(rows, start=told["above"] + 1), told[
        "height"
    ]  # empty lines above the header are not handed out


def _read_whole(content: bytes) -> Iterator[Any]:
    try:
        yield from read_apart(content, *ROOM)
    except NotReadError as error:
        raise DomainError(not_read_workbook(error)) from error


def _document_lines(file: IO[bytes]) -> tuple[Iterator[tuple[int, list[str]]], int]:
    return ods_lines(file, max_rows=MAX_LINES + 1, max_columns=MAX_COLUMNS), MAX_LINES


def _object_lines(file: IO[bytes]) -> tuple[Iterator[tuple[int, list[str]]], int]:
    lines = json_file_lines(file, max_rows=MAX_LINES, max_columns=MAX_COLUMNS)
    return iter(lines), len(lines)


READERS = {"xlsx": _workbook_lines, "ods": _document_lines, "json": _object_lines}


class _FarCells:
    """Refuses a sheet with one cell in its farthest corner: it is small as a file and huge as a table."""

    def __init__(self) -> None:
        self.part, self.tail = "", b""

    def __call__(self, part: str, chunk: bytes) -> None:
        if not (part.startswith("xl/worksheets/") and part.endswith(".xml")):
            return
        before = self.tail if part == self.part else b""
        if FAR_CELL.search(before + chunk):
            raise DomainError(
                _("The sheet has cells far outside of the list. Copy only the filled part into a new file.")
            )
        self.part, self.tail = part, chunk[-OVERLAP:]
