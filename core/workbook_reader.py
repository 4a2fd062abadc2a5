"""Reads the first visible sheet of a workbook in a process of its own; says its lines as JSON (trust A08, A09).

A workbook of some kilobytes can claim cells anywhere, and a million styles or names: the libraries make room for all
that they are told of, and one is ended by the system when there is none. Started by `core.apart`; it knows nothing of
the portal.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

WIDEST = 1000  # columns; more of them are refused with a reason later
LONGEST = 32_767  # characters in a cell, as Excel has it
AT_ONCE = 100  # lines of the sheet in one of JSON


class TooWideError(Exception):
    """The sheet claims more columns than any list has."""


def plain(value: Any) -> Any:
    """As JSON can say it: days and clock times as [kind, text]."""
    if isinstance(value, str):
        return value[:LONGEST]
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return ["moment", value.isoformat()]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    return ["text", str(value)]


def whole(content: bytes) -> Iterator[Any]:
    """All lines, quickly: for large lists."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 - only once the limits stand

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = (at for at, one in enumerate(book.sheets_metadata) if one.visible == SheetVisibleEnum.Visible)
    sheet = book.get_sheet_by_index(next(shown, 0))
    if sheet.width > WIDEST:
        raise TooWideError(f"{sheet.width} columns")
    yield {"above": (sheet.start or (0, 0))[0], "height": sheet.height}
    yield from sheet.iter_rows()


def first_lines(content: bytes, rows: int, columns: int) -> Iterator[Any]:
    """Up to these limits; what the sheet claims to have comes first."""
    import openpyxl  # noqa: PLC0415 - only once the limits stand

    warnings.simplefilter("ignore")  # formats that openpyxl cannot keep do not matter for reading
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheet = (shown or book.worksheets)[0]
    yield {"rows": sheet.max_row or 0, "columns": sheet.max_column or 0}
    yield from sheet.iter_rows(max_row=rows, max_col=columns, values_only=True)


say = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=plain).encode


def write(found: Any) -> None:
    sys.stdout.write(say(found) + "\n")


def write_lines(lines: Iterator[Any]) -> None:
    """Several lines of the sheet in each, as [[value, …], …]: one by one takes twice as long."""
    while some := list(islice(lines, AT_ONCE)):
        said = say(some)
        if len(said) > LONGEST:  # only then one of its cells may be too long
            said = say([[plain(value) for value in line] for line in some])
        sys.stdout.write(said + "\n")


def main(memory: int, seconds: int, *limits: int) -> None:
    """What there is to come, the lines, then a word that all have come. `memory` is megabytes of address space."""
    resource.setrlimit(resource.RLIMIT_AS, (memory * 1024 * 1024, memory * 1024 * 1024))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a file here
    content = sys.stdin.buffer.read()
    try:
        found = first_lines(content, *limits) if limits else whole(content)
        write(next(found))
        write_lines(found)
    except Exception as error:  # noqa: BLE001 - whatever it is, the file is the reason
        is_too_much = isinstance(error, MemoryError | TooWideError)
        write({"problem": repr(error)[:300], "is_too_much": is_too_much})
        return
    write({"end": True})


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
