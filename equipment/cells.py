"""The cells of stock lists: one method per field, text in, value out. Touches no database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from core.days import lies_ahead
from core.errors import DomainError
from core.notation import Days, Decimals, Years
from core.parsing import one_line, parse_count
from core.problems import Unreadable
from equipment.words import (
    FIRST_YEAR,
    LEFT_OUT,
    WORDED,
    Catalogue,
    plain,
    purchase_year_problem,
    split_serials,
    word_key,
    words,
)

MAX_QUANTITY = 100_000
MAX_ROOM = 80
MAX_INVOICE_NUMBER = 40
MAX_PRICE = 10_000_000  # euro
MAX_SERIALS = 20_000  # characters
PIECES = re.compile(r"\s*(stück|stk\.?|st\.?|x)$", re.IGNORECASE)
MONTH_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])[./](\d{4})")
SCHOOL_YEAR = re.compile(r"(\d{4})/\d{2,4}")
NOTED = frozenset({"invoice_date", "price", "purchase_year"})  # read in the way of their whole column


OpenWords = dict[str, Counter[str]]  # field -> its words that nobody has assigned yet, and in how many lines
Assigned = Mapping[str, Mapping[str, str]]  # field -> word of a list -> our code, or LEFT_OUT


def worded(name: str) -> str:
    """Codes and names of a type are words of one field."""
    return "type" if name == "type_code" else name


def is_left_out(values: Mapping[str, Any]) -> bool:
    """Whether a word of the line was assigned to LEFT_OUT."""
    return any(values.get(name) == LEFT_OUT for name in (*WORDED, "type_code"))


class Cells:
    """One method per field: text in, value out, or Unreadable.

    `notation` must have seen the values of the whole column before one is read.
    """

    def __init__(
        self, catalogue: Catalogue, school_number: str, this_year: int, assigned: Assigned | None = None
    ) -> None:
        self.school_number, self.this_year = school_number, this_year
        self.assigned = {
            name: {word_key(word): code for word, code in known.items()}
            for name, known in (assigned or {}).items()
        }
        self.open_words: OpenWords = {}
        self.counted_only = catalogue.counted_only
        self.days, self.decimals, self.years = Days(), Decimals(), Years()
        self.serial_lines: dict[str, int] = {}  # folded serial number -> the line that names it first
        self.notation: dict[str, Days | Decimals] = {
            "invoice_date": self.days,
            "price": self.decimals,
            "purchase_year": self.years,
        }
        self.readers: dict[str, Callable[[str], Any]] = {
            "key": self.key,
            "school_number": self.school,
            "type_code": partial(_type, catalogue),
            "type": partial(_type, catalogue),
            "quantity": self.quantity,
            "building": self.building,
            "room": self.room,
            "purchase_year": self.year,
            "funding_source": lambda text: _from(catalogue.funding_sources, text, _unknown_fund),
            "invoice_number": self.invoice_number,
            "invoice_date": self.invoice_date,
            "price": self.price,
            "condition": lambda text: _from(words("condition"), text, _unknown_condition),
            "state": lambda text: _from(words("state"), text, _unknown_state),
            "serials": self.serials,
        }

    def read(self, name: str, text: str) -> Any:
        text = text.strip()
        code = self.assigned.get(worded(name), {}).get(word_key(text)) if self.assigned else None
        return code or self.readers[name](text)

    def drop_serials(self, values: dict[str, Any]) -> bool:
        """Take away the serial numbers of a line of devices that are only counted; whether there were any."""
        code = values.get("type_code") or values.get("type")
        is_dropped = bool(values.get("serials")) and code in self.counted_only
        if is_dropped:
            values["serials"] = ""
        return is_dropped

    def note(self, unread: Iterable[tuple[str, str]]) -> None:
        """Remember words (field, text) of a line that could not be read, to be assigned by somebody."""
        for field, text in unread:
            if (name := worded(field)) in WORDED:
                self.open_words.setdefault(name, Counter())[text.strip()] += 1

    def read_as(self, form: str) -> str:
        """How the file was understood, for the eye: "UTF-8, Semikolon, Dezimalkomma, Datum TT.MM.JJJJ"."""
        words = (self.decimals.words(), self.days.words(), self.years.words())
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

    def room(self, text: str) -> str:
        room = one_line(text)
        if len(room) > MAX_ROOM:
            raise Unreadable(_("The room is longer than 80 characters."), _("Shorten the name of the room."))
        return room

    def building(self, text: str) -> str:
        building = one_line(text)
        if len(building) > MAX_ROOM:
            raise Unreadable(_("The building is longer than 80 characters."), _("Shorten its name."))
        return building

    def invoice_number(self, text: str) -> str:
        number = one_line(text)
        if len(number) > MAX_INVOICE_NUMBER:
            raise Unreadable(_("The invoice number is longer than 40 characters."), _("Shorten it."))
        return number

    def invoice_date(self, text: str) -> str | None:
        """ISO, as previews keep it."""
        try:
            day = self.days.read(text)
        except DomainError as error:
            raise Unreadable(str(error), _("Write a day such as 15.08.2024.")) from error
        problem = lies_ahead(day)
        if day and day.year < FIRST_YEAR:
            problem = _("The invoice date cannot be right.")
        if problem:
            raise Unreadable(problem, _("Write a day such as 15.08.2024."))
        return day.isoformat() if day else None

    def price(self, text: str) -> str | None:
        """Euro with two decimals and a point, as previews keep it."""
        try:
            amount = self.decimals.read(text)
        except DomainError as error:
            raise Unreadable(str(error), _("Write the price of one piece, such as 399,00.")) from error
        if amount is None:
            return None
        if not 0 <= amount < MAX_PRICE:
            raise Unreadable(
                _("The price cannot be right."), _("Write the price of one piece, such as 399,00.")
            )
        return str(amount)

    def year(self, text: str) -> int | None:
        if not text:
            return None
        year = _year_in(text, self.years)
        problem = (
            _("This cannot be a year of purchase.")
            if year is None
            else purchase_year_problem(year, this_year=self.this_year)
        )
        if problem:
            raise Unreadable(problem, _("Write a year such as 2024 or a date such as 15.08.2024."))
        return year

    def serials(self, text: str) -> str:
        joined = "\n".join(split_serials(text))
        if len(joined) > MAX_SERIALS:
            raise Unreadable(_("The serial numbers are too long."), _("Divide the line into several lines."))
        return joined


def _year_in(text: str, days: Days) -> int | None:
    """ "2024", "15.08.2024", "2024-08-15", "08/2024", "2024/25"."""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) == 4 else None
    for pattern in (MONTH_YEAR, SCHOOL_YEAR):
        found = pattern.fullmatch(text)
        if found:
            return int(found[1])
    try:
        day = days.read(text)
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
    remedy = _(
        "Assign the word to a type on the page of the preview, or write a code or name of the catalogue."
    )
    if near:
        remedy = _("Did you mean “%(name)s”?") % {"name": near} + " " + remedy
    return Unreadable(_("This equipment type is not in the catalogue."), remedy)


def _unknown_fund() -> Unreadable:
    return Unreadable(
        _("This funding source is not in the catalogue."),
        _(
            "Assign the word on the page of the preview, write a code or name of the catalogue, or leave the cell"
            " empty."
        ),
    )


def _unknown_condition() -> Unreadable:
    return Unreadable(_("This condition is unknown."), _("Write “gut”, “brauchbar” or “abgenutzt”."))


def _unknown_state() -> Unreadable:
    return Unreadable(
        _("This status is unknown."), _("Write “in Betrieb”, “im Lager”, “defekt” or “ausgemustert”.")
    )
