"""A list of objects out of JSON as a table: `{"model": {"name": "iPad"}}` is the column "model.name"."""

from __future__ import annotations

import json
from typing import IO, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.delimited import decode_text
from core.errors import DomainError
from core.uploads import cell_text

MAX_DEPTH = 4


def json_file_lines(file: IO[bytes], *, max_rows: int, max_columns: int) -> list[tuple[int, list[str]]]:
    return json_lines(file.read(), max_rows=max_rows, max_columns=max_columns)


def json_lines(raw: bytes, *, max_rows: int, max_columns: int) -> list[tuple[int, list[str]]]:
    """The names of the columns as line 0, then a line per object: a text without lines counts its objects from 1.

    Takes an array of objects, or an object with exactly one such array in it. Lists inside an object are left out.
    """
    text, _encoding = decode_text(raw)
    try:
        found = json.loads(text, parse_constant=lambda _word: None)
    except RecursionError as error:
        raise DomainError(_too_deep()) from error
    except ValueError as error:
        where = {"line": getattr(error, "lineno", 1)}
        raise DomainError(_("The file is no valid JSON: line %(line)d cannot be read.") % where) from error
    devices = _objects(found)
    if len(devices) > max_rows:
        raise DomainError(
            _("The file has more than %(limit)s lines. Divide it into several files.")
            % {"limit": number_format(max_rows, force_grouping=True)}
        )
    columns: dict[str, int] = {}
    flat = [_flat(device) for device in devices]
    for cells in flat:
        for name in cells:
            columns.setdefault(name, len(columns))
        if len(columns) > max_columns:
            raise DomainError(
                _("The file has more than %(limit)d columns. Leave only the needed ones.")
                % {"limit": max_columns}
            )
    rows = [(number, [cells.get(name, "") for name in columns]) for number, cells in enumerate(flat, start=1)]
    return [(0, list(columns)), *rows]


def _objects(found: Any) -> list[dict[str, Any]]:
    lists = [found] if isinstance(found, list) else []
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
    lists = [one for one in lists if one and all(isinstance(device, dict) for device in one)]
    if len(lists) != 1:
        raise DomainError(_("The JSON file holds no list of devices."))
    return lists[0]


def _flat(device: dict[str, Any], prefix: str = "", depth: int = 1) -> dict[str, str]:
    if depth > MAX_DEPTH:
        raise DomainError(_too_deep())
    cells: dict[str, str] = {}
    for name, value in device.items():
        if isinstance(value, dict):
            cells |= _flat(value, f"{prefix}{name}.", depth + 1)
        elif not isinstance(value, list):
            cells[_storable(f"{prefix}{name}")] = _storable(cell_text(value))
    return cells


def _storable(text: str) -> str:
    """JSON can spell what no database keeps: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _too_deep() -> str:
    return _("The JSON file is nested too deeply for a list of devices.")
