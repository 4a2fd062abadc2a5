"""Stock lists: a table in, checked lines and all problems out. Touches no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.problems import Problem, Unreadable
from core.uploads import Table
from equipment.cells import NOTED, Assigned, Cells, OpenWords, is_left_out
from equipment.words import (
    EXPORT_COLUMNS,
    Catalogue,
    sort_columns,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One checked line. `values` holds only fields whose column is in the file; codes, not names."""

    line: int
    key: int | None
    values: dict[str, Any]


@dataclass(slots=True)
class Reading:
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)  # columns dropped because they name people
    unknown: list[str] = field(default_factory=list)  # columns nobody knows, ignored
    read_as: str = ""  # how the bytes were understood, for whoever sees broken umlauts
    source: dict[str, Any] = field(
        default_factory=dict
    )  # the device management that wrote it, what was counted
    open_words: OpenWords = field(default_factory=dict)
    without_serials: int = 0  # lines whose serial numbers were dropped: devices that are only counted
    left_out: int = 0  # lines whose word says that they are not wanted

    def rows_as_json(self) -> list[dict[str, Any]]:
        return [asdict(line) for line in self.lines]

    def problems_as_json(self) -> list[dict[str, Any]]:
        return [asdict(problem) for problem in self.problems]


def read_inventory(
    table: Table,
    *,
    catalogue: Catalogue,
    school_number: str,
    this_year: int,
    assigned: Assigned | None = None,
) -> Reading:
    """All lines that could be understood and everything that could not. `assigned` explains words of the list.

    Columns with personal data and unknown columns are named and never become part of a line. Raises DomainError
    when the columns as a whole do not fit.
    """
    columns = sort_columns(table.header, left_out=catalogue.left_out)
    require_columns(columns.fields, columns.doubled)
    reading = Reading(personal=columns.personal, unknown=columns.unknown, read_as=table.read_as)
    cells = Cells(catalogue, school_number, this_year, assigned)
    for _number, raw in table.rows:
        for name in NOTED & set(columns.fields):
            cells.notation[name].see(raw[columns.fields[name]])
    reading.read_as = cells.read_as(table.read_as)
    for number, raw in table.rows:
        values: dict[str, Any] = {}
        unread: list[tuple[str, str, Any]] = []
        for name, column in columns.fields.items():
            try:
                values[name] = cells.read(name, raw[column])
            except Unreadable as fault:
                unread.append((name, raw[column], fault))
        if is_left_out(values):
            reading.left_out += 1
            continue
        unread = without_named_type(unread, values)
        cells.note((name, text) for name, text, _fault in unread)
        faults = [fault.at(number, columns.fields[name], text) for name, text, fault in unread]
        faults += [] if faults else check_line(number, columns.fields, values, raw)
        faults += [] if faults else check_serials(number, columns.fields, values, cells.serial_lines)
        reading.problems += faults
        if not faults:
            reading.without_serials += cells.drop_serials(values)
            reading.lines.append(_line(number, values))
    reading.open_words = cells.open_words
    return reading


def require_columns(fields: dict[str, str], doubled: list[tuple[str, str]]) -> None:
    for first, second in doubled:
        raise DomainError(
            _("The columns “%(first)s” and “%(second)s” mean the same. Delete one of them.")
            % {"first": first, "second": second}
        )
    missing = [EXPORT_COLUMNS["quantity"]] if "quantity" not in fields else []
    if not {"type", "type_code"} & set(fields):
        missing.insert(0, EXPORT_COLUMNS["type"])
    if missing:
        raise DomainError(
            _(
                "The file lacks the column %(columns)s. The first line must hold the column names of the template."
            )
            % {"columns": ", ".join(f"„{name}“" for name in missing)}
        )


def without_named_type(
    unread: list[tuple[str, str, Any]], values: Mapping[str, Any]
) -> list[tuple[str, str, Any]]:
    """Where a code says the type, a name beside it that nobody knows is no fault."""
    return [one for one in unread if one[0] != "type"] if unread and values.get("type_code") else unread


def _line(number: int, values: dict[str, Any]) -> Line:
    by_code = values.pop("type_code", "")
    by_name = values.pop("type", "")
    values["type"] = by_code or by_name
    values.pop("school_number", None)
    return Line(number, values.pop("key", None), values)


def check_line(
    number: int, fields: dict[str, str], values: dict[str, Any], raw: Mapping[str, str]
) -> list[Problem]:
    """What only several cells together can get wrong."""
    found = [_type_problem(number, fields, values)]
    if len(values.get("serials", "").splitlines()) > values["quantity"]:
        column = fields["serials"]
        text = _("There are more serial numbers than pieces.")
        remedy = _("Correct the quantity or the serial numbers.")
        found.append(Problem(number, column, text, raw[column][:80], remedy))
    return [problem for problem in found if problem]


def check_serials(
    number: int,
    fields: dict[str, str],
    values: Mapping[str, Any],
    lines: dict[str, int],
    *,
    names_devices: bool = False,
) -> list[Problem]:
    """A fault when another line of the file names one of these serial numbers; `lines` remembers where each stands.

    A line with a Kennung came out of the stock: what stands there twice goes back as it is.
    """
    for serial in values.get("serials", "").splitlines():
        first = lines.setdefault(serial.casefold(), number)
        if first != number and not values.get("key"):
            text = _("This serial number stands in line %(line)d already.")
            remedy = _("Delete one of the two lines.")
            if names_devices:
                text = _("Device %(line)d has this serial number already.")
                remedy = _("Take one of the two devices out of the list.")
            return [Problem(number, fields["serials"], text % {"line": first}, serial[:80], remedy)]
    return []


def _type_problem(number: int, fields: dict[str, str], values: dict[str, Any]) -> Problem | None:
    code, name = values.get("type_code"), values.get("type")
    column = fields.get("type") or fields["type_code"]
    if not (code or name):
        remedy = _("Write the code or the name of an equipment type.")
        return Problem(number, column, _("The equipment type is missing."), remedy=remedy)
    if code and name and code != name:
        remedy = _("Correct one of the two, or leave it empty.")
        return Problem(number, column, _("Code and name mean different equipment types."), remedy=remedy)
    return None
