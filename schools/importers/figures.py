"""Pupils, classes and teachers per school year, out of CSV or XLSX: one line is one school in one year."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.parsing import parse_count, parse_date
from core.problems import FileRefused, Problem
from core.uploads import read_table
from schools.models.register import school_year_days, school_year_label, school_year_of

# heading as people write it -> field; compared without case, spaces and punctuation
HEADINGS = {
    "schulnummer": "school_number",
    "schuljahr": "school_year",
    "stichtag": "reference_date",
    "schülerzahl": "pupils",
    "anzahl": "pupils",
    "schülerinnenundschüler": "pupils",
    "klassen": "classes",
    "lehrkräfte": "teachers",
    "unterrichtsräume": "teaching_rooms",
    "räumemitpräsentationstechnik": "presentation_rooms",
    "räumemitwlan": "wlan_rooms",
}
REQUIRED = {"school_number": "Schulnummer", "school_year": "Schuljahr", "pupils": "Schülerzahl"}
OPTIONAL_COUNTS = ("classes", "teachers", "teaching_rooms", "presentation_rooms", "wlan_rooms")
MOST = 100_000  # nobody counts more at one school


@dataclass(frozen=True, slots=True)
class FiguresRow:
    """One checked line; `values` holds only the fields whose columns the file has."""

    line: int
    school_number: str
    school_year: int
    values: dict[str, Any]


@dataclass
class FiguresReading:
    rows: list[FiguresRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def default_reference_date(school_year: int) -> date:
    """The official day of counting."""
    return date(school_year, 10, 15)


def parse_school_year(text: str) -> int:
    """ "2026/27", "2026/2027", "2026-27" or "2026" -> 2026."""
    found = re.fullmatch(r"(20\d\d)(?:\s?[/–-]\s?(?:20)?(\d\d))?", text.strip(), re.ASCII)
    year = int(found[1]) if found else 0
    if not found or (found[2] and int(found[2]) != (year + 1) % 100):
        raise DomainError(
            _("“%(text)s” is no school year. Write it like 2026/27.") % {"text": text.strip()[:20]}
        )
    return year


def read_figures(file: Any) -> FiguresReading:
    """All lines, or all problems. A file that is no table at all raises DomainError."""
    table = read_table(file)
    columns = {HEADINGS[key]: name for name in table.header if (key := _key(name)) in HEADINGS}
    reading = FiguresReading()
    missing = [heading for name, heading in REQUIRED.items() if name not in columns]
    if missing:
        text = _("Required columns are missing: %(columns)s. Is this the right file?")
        reading.problems.append(Problem(1, missing[0], text % {"columns": ", ".join(missing)}))
        return reading
    seen: dict[tuple[str, int], int] = {}
    for line, cells in table.rows:
        _read_line(reading, line, {name: (column, cells[column]) for name, column in columns.items()}, seen)
    if not reading.rows and not reading.problems:
        reading.problems.append(Problem(0, "", _("The file contains no lines.")))
    return reading


def require_sound(reading: FiguresReading) -> None:
    if reading.problems:
        raise FileRefused(sorted(reading.problems, key=lambda problem: problem.line))


def _key(heading: str) -> str:
    return re.sub(r"[^a-zäöüß]", "", heading.casefold())


def _read_line(
    reading: FiguresReading, line: int, cells: dict[str, tuple[str, str]], seen: dict[tuple[str, int], int]
) -> None:
    before = len(reading.problems)

    def take(name: str, parse: Callable[[str], Any]) -> Any:
        column, text = cells[name]
        try:
            return parse(text)
        except DomainError as error:
            reading.problems.append(Problem(line, column, str(error)))
            return None

    number = take("school_number", _school_number)
    year = take("school_year", parse_school_year)
    values = {name: take(name, _count) for name in OPTIONAL_COUNTS if name in cells}
    values["pupils"] = take("pupils", _required_count)
    day = take("reference_date", parse_date) if "reference_date" in cells else None
    if len(reading.problems) > before:
        return
    values["reference_date"] = day or default_reference_date(year)
    problem = _contradiction(line, cells, year, values) or _repeated(line, cells, (number, year), seen)
    if problem:
        reading.problems.append(problem)
        return
    reading.rows.append(FiguresRow(line, number, year, values))


def _contradiction(
    line: int, cells: dict[str, tuple[str, str]], year: int, values: dict[str, Any]
) -> Problem | None:
    if school_year_of(values["reference_date"]) != year:
        text = _("The reference date does not lie in the school year %(year)s (%(days)s).")
        words = {"year": school_year_label(year), "days": school_year_days(year)}
        return Problem(line, cells["reference_date"][0], text % words)
    rooms = values.get("teaching_rooms")
    for name in ("presentation_rooms", "wlan_rooms"):
        if rooms is not None and (values.get(name) or 0) > rooms:
            return Problem(line, cells[name][0], _("There cannot be more of these than teaching rooms."))
    return None


def _repeated(
    line: int, cells: dict[str, tuple[str, str]], key: tuple[str, int], seen: dict[tuple[str, int], int]
) -> Problem | None:
    first = seen.setdefault(key, line)
    if first == line:
        return None
    text = _(
        "School %(number)s stands in line %(first)d already for this school year. Delete one of the two."
    )
    return Problem(line, cells["school_number"][0], text % {"number": key[0], "first": first})


def _school_number(text: str) -> str:
    if re.fullmatch(r"\d{6}", text, re.ASCII):
        return text
    raise DomainError(
        _("“%(value)s” has not six digits. Correct the number or delete the line.") % {"value": text[:20]}
    )


def _count(text: str) -> int | None:
    number = parse_count(text)
    if number is not None and number > MOST:
        raise DomainError(_("%(number)d is too large. Check the value.") % {"number": number})
    return number


def _required_count(text: str) -> int:
    number = _count(text)
    if number is None:
        raise DomainError(_("A value is missing. Add it or delete the line."))
    return number
