"""A large stock list, line by line into the table of its lines; never held as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.problems import Problem, Unreadable
from core.sheets import Sheet
from equipment.importers import NOTED, Cells, check_line, require_columns
from equipment.models import BulkImport, EquipmentType, FundingSource
from equipment.models.bulk import FIRST_PROBLEMS
from equipment.selectors import inventory_catalogue
from equipment.words import sort_columns
from schools.models import School

MAX_LINES = 100_000
WAITING = 20_000  # lines that are held back at most
REMEMBERED = 20_000  # different texts of one column
ALL_DIFFERENT = frozenset({"key", "serials"})
COLUMNS = (
    "upload_id",
    "line",
    "school_id",
    "key",
    "type_id",
    "quantity",
    "building",
    "room",
    "purchase_year",
    "funding_source_id",
    "invoice_number",
    "invoice_date",
    "price",
    "condition",
    "state",
    "serials",
)
BLANK: dict[str, Any] = dict.fromkeys(
    ("building", "room", "funding_source", "invoice_number", "condition", "state", "serials"), ""
) | dict.fromkeys(("key", "purchase_year", "invoice_date", "price"))


@dataclass(slots=True)
class Found:
    """What reading found beside the lines."""

    lines: int = 0
    columns: list[str] = field(default_factory=list)
    ignored: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)  # the first FIRST_PROBLEMS
    problem_count: int = 0
    faulty_lines: int = 0

    def complain(self, faults: list[Problem]) -> None:
        self.faulty_lines += 1
        self.problem_count += len(faults)
        if len(self.problems) < FIRST_PROBLEMS:
            room = FIRST_PROBLEMS - len(self.problems)
            self.problems += [asdict(fault) for fault in faults[:room]]


def stage(upload: BulkImport, sheet: Sheet, *, progress: Callable[[int], None]) -> Found:
    """Write every line that can be understood, count and name the others. The caller holds a transaction.

    Raises DomainError when the columns as a whole do not fit or the list is too long.
    """
    reader = _Reader(upload, sheet)
    names = ", ".join(COLUMNS)
    statement = f"COPY equipment_bulkline ({names}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for number, cells in sheet.lines:
            if reader.waits(number, cells):
                continue
            if row := reader.read(number, cells):
                copy.write(row)
            if number % 1000 == 0:
                progress(min(100, 100 * number // max(sheet.expected, 1)))
        for number, cells in reader.waiting:
            if row := reader.read(number, cells):
                copy.write(row)
    reader.found.ignored["read_as"] = reader.cells.read_as(sheet.read_as)
    reader.found.problems.sort(key=itemgetter("line"))
    if not reader.found.lines and not reader.found.faulty_lines:
        raise DomainError(_("The file holds only the column names. Add at least one line below them."))
    return reader.found


class _Reader:
    """Cells to one line of COPY. Most columns hold few different texts, so each is understood once."""

    def __init__(self, upload: BulkImport, sheet: Sheet) -> None:
        columns = sort_columns(tuple(name for name in sheet.header if name))
        require_columns(columns.fields, columns.doubled)
        if "school_number" not in columns.fields:
            raise DomainError(
                _("The file lacks the column „Schulnummer“: it says which school a line belongs to.")
            )
        self.fields, self.upload_id = columns.fields, str(upload.pk)
        self.found = Found(
            columns=sorted({"type" if name == "type_code" else name for name in columns.fields}),
            ignored={
                "personal": columns.personal,
                "unknown": columns.unknown,
                "read_as": sheet.read_as,
            },
        )
        self.cells = Cells(inventory_catalogue(), "", timezone.localdate().year)
        self.cells.readers["school_number"] = _school_reader(upload.authority_id)
        self.places: list[tuple[str, int, dict[str, Any]]] = [
            (name, sheet.header.index(column), {}) for name, column in columns.fields.items()
        ]
        self.noted = [(name, place) for name, place, _known in self.places if name in NOTED]
        self.waiting: list[tuple[int, list[str]]] = []
        self.keys: dict[str, dict[str, Any]] = {
            "school_number": dict(
                School.unscoped.filter(authority=upload.authority_id).values_list("school_number", "pk")
            ),
            "type": dict(EquipmentType.objects.values_list("code", "pk")),
            "funding_source": dict(FundingSource.objects.values_list("code", "pk")) | {"": None},
        }

    def waits(self, number: int, cells: list[str]) -> bool:
        """Whether the line must wait for the rest of the file: an amount or a day in it may mean two things.

        What more than WAITING lines leave open is refused line by line.
        """
        is_open = False
        for name, place in self.noted:
            if text := cells[place]:
                notation = self.cells.notation[name]
                notation.see(text)
                is_open = is_open or notation.is_open(text)
        if not is_open or len(self.waiting) >= WAITING:
            return False
        self.waiting.append((number, cells))
        return True

    def read(self, number: int, cells: list[str]) -> str:
        """One line for COPY; empty when it is faulty."""
        self.found.lines += 1
        if self.found.lines > MAX_LINES:
            raise DomainError(_("The file has more than 100,000 lines. Divide it into several files."))
        values: dict[str, Any] = {}
        faults: list[Problem] = []
        for name, place, known in self.places:
            text = cells[place]
            value = known.get(text)
            if value is None and text not in known:
                value = self._understood(name, text, known)
            if type(value) is Unreadable:
                faults.append(value.at(number, self.fields[name], text))
            else:
                values[name] = value
        if not faults:
            raw = {self.fields[name]: cells[place] for name, place, _known in self.places}
            faults = check_line(number, self.fields, values, raw)
        if faults:
            self.found.complain(faults)
            return ""
        return self._copied(number, values)

    def _understood(self, name: str, text: str, known: dict[str, Any]) -> Any:
        try:
            value = self.cells.read(name, text)
        except Unreadable as fault:
            value = fault
        if name not in ALL_DIFFERENT and len(known) < REMEMBERED:
            known[text] = value
        return value

    def _copied(self, number: int, values: dict[str, Any]) -> str:
        full = BLANK | values
        full["type"] = values.get("type_code") or values.get("type")
        for name, keys in self.keys.items():
            full[name] = keys[full[name]]
        return (
            f"{self.upload_id}\t{number}\t{full['school_number']}\t{_number(full['key'])}\t{full['type']}\t"
            f"{full['quantity']}\t{_text(full['building'])}\t{_text(full['room'])}\t"
            f"{_number(full['purchase_year'])}\t{_number(full['funding_source'])}\t"
            f"{_text(full['invoice_number'])}\t{_number(full['invoice_date'])}\t{_number(full['price'])}\t"
            f"{full['condition']}\t{full['state']}\t{_text(full['serials'])}\n"
        )


ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})


def _text(value: str) -> str:
    return value.translate(ESCAPES) if value else ""


def _number(value: date | int | Any) -> str:
    return "\\N" if value is None else str(value)


def _school_reader(authority_id: int) -> Callable[[str], str]:
    """Schools of this Träger alone; of a foreign number it is not told whether it exists."""
    own = set(School.unscoped.filter(authority=authority_id).values_list("school_number", flat=True))

    def read(text: str) -> str:
        number = text.zfill(6) if text.isdigit() else text
        if not number:
            raise Unreadable(_("The school number is missing."), _("Write the six digits of the school."))
        if number not in own:
            raise Unreadable(
                _("This is no school of your school authority."),
                _("Correct the number, or delete the line."),
            )
        return number

    return read
