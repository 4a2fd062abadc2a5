"""Stock lists: a table in, checked lines and all problems out. Touches no database."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.notation import Days, Decimals
from core.parsing import one_line
from core.problems import Problem, Unreadable
from core.uploads import Table, parse_count
from equipment.words import EXPORT_COLUMNS, Catalogue, plain, sort_columns, split_serials, words

MAX_QUANTITY = 100_000
MAX_ROOM = 80
MAX_INVOICE = 40
MAX_PRICE = 99_999_999  # euro
MAX_SERIALS = 20_000  # characters
FIRST_YEAR = 1980
PIECES = re.compile(r"\s*(stück|stk\.?|st\.?|x)$", re.IGNORECASE)
MONTH_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])[./](\d{4})")
SCHOOL_YEAR = re.compile(r"(\d{4})/\d{2,4}")
SLASH_DAY = re.compile(r"\d{1,2}/\d{1,2}/(\d{4})(?: .*)?")
NOTED = frozenset({"invoice_date", "price"})  # read in the way of their whole column


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

    def rows_as_json(self) -> list[dict[str, Any]]:
        return [asdict(line) for line in self.lines]

    def problems_as_json(self) -> list[dict[str, Any]]:
        return [asdict(problem) for problem in self.problems]


def read_inventory(table: Table, *, catalogue: Catalogue, school_number: str, this_year: int) -> Reading:
    """All lines that could be understood and everything that could not.

    Columns with personal data and unknown columns are named and never become part of a line. Raises DomainError
    when the columns as a whole do not fit.
    """
    columns = sort_columns(table.header)
    require_columns(columns.fields, columns.doubled)
    reading = Reading(personal=columns.personal, unknown=columns.unknown, read_as=table.read_as)
    cells = Cells(catalogue, school_number, this_year)
    for _number, raw in table.rows:
        for name in NOTED & set(columns.fields):
            cells.notation[name].see(raw[columns.fields[name]])
    reading.read_as = cells.read_as(table.read_as)
    for number, raw in table.rows:
        values: dict[str, Any] = {}
        faults = []
        for name, column in columns.fields.items():
            try:
                values[name] = cells.read(name, raw[column])
            except Unreadable as fault:
                faults.append(fault.at(number, column, raw[column]))
        faults += [] if faults else check_line(number, columns.fields, values, raw)
        reading.problems += faults
        if not faults:
            reading.lines.append(_line(number, values))
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


class Cells:
    """One method per field: text in, value out, or Unreadable.

    `notation` must have seen the values of the whole column before one is read.
    """

    def __init__(self, catalogue: Catalogue, school_number: str, this_year: int) -> None:
        self.school_number, self.this_year = school_number, this_year
        self.days, self.decimals = Days(), Decimals()
        self.notation: dict[str, Days | Decimals] = {"invoice_date": self.days, "price": self.decimals}
        self.readers: dict[str, Callable[[str], Any]] = {
            "key": self.key,
            "school_number": self.school,
            "type_code": partial(_type, catalogue),
            "type": partial(_type, catalogue),
            "quantity": self.quantity,
            "building": self.building,
            "room": self.room,
            "purchase_year": self.year,
            "invoice_number": self.invoice,
            "invoice_date": self.day,
            "price": self.price,
            "funding_source": lambda text: _from(catalogue.funding_sources, text, _unknown_fund),
            "condition": lambda text: _from(words("condition"), text, _unknown_condition),
            "state": lambda text: _from(words("state"), text, _unknown_state),
            "serials": self.serials,
        }

    def read(self, name: str, text: str) -> Any:
        return self.readers[name](text.strip())

    def read_as(self, form: str) -> str:
        """How the file was understood, for the eye: "UTF-8, Semikolon, Dezimalkomma, Datum TT.MM.JJJJ"."""
        words = (self.decimals.words(), self.days.words())
        return ", ".join([form, *(word for word in words if word)])

    def key(self, text: str) -> int | None:
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 15:
            raise Unreadable(
                _("This is not a key of a stock line."),
                _("Leave the key as it was exported, or empty for a new line."),
            )
        return int(text)

    def school(self, text: str) -> str:
        number = text.zfill(6) if text.isdigit() else text
        if text and number != self.school_number:
            raise Unreadable(
                _("The line belongs to another school."),
                _("Here only lines of school %(number)s are read. Upload the others at their school.")
                % {"number": self.school_number},
            )
        return self.school_number

    def quantity(self, text: str) -> int:
        try:
            number = parse_count(PIECES.sub("", text))
        except DomainError as error:
            raise Unreadable(str(error), _("Write only the number, such as 15.")) from error
        if not number:
            raise Unreadable(_("The quantity is missing or 0."), _("Write at least 1, or delete the line."))
        if number > MAX_QUANTITY:
            raise Unreadable(_("The quantity is larger than 100,000."), _("Check the number."))
        return number

    def building(self, text: str) -> str:
        building = one_line(text)
        if len(building) > MAX_ROOM:
            raise Unreadable(
                _("The building is longer than 80 characters."), _("Shorten the name of the building.")
            )
        return building

    def room(self, text: str) -> str:
        room = one_line(text)
        if len(room) > MAX_ROOM:
            raise Unreadable(_("The room is longer than 80 characters."), _("Shorten the name of the room."))
        return room

    def year(self, text: str) -> int | None:
        if not text:
            return None
        year = _year_in(text)
        if year is None or not FIRST_YEAR <= year <= self.this_year + 1:
            raise Unreadable(
                _("The year of purchase cannot be understood."),
                _("Write a year such as 2024 or a date such as 15.08.2024."),
            )
        return year

    def invoice(self, text: str) -> str:
        number = one_line(text)
        if len(number) > MAX_INVOICE:
            raise Unreadable(
                _("The invoice number is longer than 40 characters."),
                _("Write only the number of the invoice."),
            )
        return number

    def day(self, text: str) -> str | None:
        """As JSON keeps it: "2024-05-12"."""
        remedy = _("Write the date of the invoice such as 15.08.2024.")
        try:
            day = self.days.read(text)
        except DomainError as error:
            raise Unreadable(str(error), remedy) from error
        if day and not FIRST_YEAR <= day.year <= self.this_year + 1:
            raise Unreadable(_("The date of the invoice cannot be right."), remedy)
        return day.isoformat() if day else None

    def price(self, text: str) -> str | None:
        """As JSON keeps it: euro with two decimals, "1234.50"."""
        try:
            price = self.decimals.read(text)
        except DomainError as error:
            raise Unreadable(
                str(error), _("Write the price of a piece in euro such as 399 or 1234,50.")
            ) from error
        if price is None:
            return None
        if price < 0:
            raise Unreadable(_("A price is not negative."), _("Correct the price, or leave it empty."))
        if price > MAX_PRICE:
            raise Unreadable(_("The price is larger than 99,999,999 euro."), _("Check the number."))
        return str(price)

    def serials(self, text: str) -> str:
        joined = "\n".join(split_serials(text))
        if len(joined) > MAX_SERIALS:
            raise Unreadable(_("The serial numbers are too long."), _("Divide the line into several lines."))
        return joined


def _year_in(text: str) -> int | None:
    """ "2024", "15.08.2024", "2024-08-15", "08/2024", "2024/25"."""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) == 4 else None
    for pattern in (MONTH_YEAR, SCHOOL_YEAR, SLASH_DAY):
        found = pattern.fullmatch(text)
        if found:
            return int(found[1])
    try:
        day = Days().read(text)
    except DomainError:
        return None
    return day.year if day else None


def _from(known: Mapping[str, str], text: str, fault: Callable[[], Unreadable]) -> str:
    """The code behind a word; empty stays empty."""
    if not text:
        return ""
    code = known.get(plain(text))
    if not code:
        raise fault()
    return code


def _type(catalogue: Catalogue, text: str) -> str:
    return _from(catalogue.types, text, lambda: _unknown_type(catalogue.nearest_type(text)))


def _unknown_type(near: str) -> Unreadable:
    remedy = _("Write one of the codes or names listed below the upload form.")
    if near:
        remedy = _("Did you mean “%(name)s”?") % {"name": near} + " " + remedy
    return Unreadable(_("This equipment type is not in the catalogue."), remedy)


def _unknown_fund() -> Unreadable:
    return Unreadable(
        _("This funding source is not in the catalogue."),
        _("Write one of the codes or names listed below the upload form, or leave the cell empty."),
    )


def _unknown_condition() -> Unreadable:
    return Unreadable(_("This condition is unknown."), _("Write “gut”, “brauchbar” or “abgenutzt”."))


def _unknown_state() -> Unreadable:
    return Unreadable(
        _("This status is unknown."), _("Write “in Betrieb”, “im Lager”, “defekt” or “ausgemustert”.")
    )
