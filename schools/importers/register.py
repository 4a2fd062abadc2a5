"""The official school register of NRW ("Schulgrunddaten") as published by the Ministerium für Schule und Bildung.

Semicolons, UTF-8, every value quoted, one line `sep=;` at times, header with a trailing semicolon; columns are
found by name, because newer files have more of them. Licence of the data: dl-de/by-2-0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

import utm
from django.utils.translation import gettext as _

from core.delimited import csv_lines
from core.errors import DomainError
from core.parsing import one_line
from core.problems import Problem
from schools.keys import LEGAL_STATUS, NO_SCHOOLS, OPERATION_KEYS, SCHOOL_TYPES

REQUIRED = (
    "Schulnummer",
    "Schulform",
    "Kurzbezeichnung",
    "Traegernummer",
    "Gemeindeschluessel",
    "Schulbetriebsschluessel",
)
NAME_PARTS = ("Schulbezeichnung_1", "Schulbezeichnung_2", "Schulbezeichnung_3")
AUTHORITY_PARTS = ("Traegerbezeichnung_1", "Traegerbezeichnung_2", "Traegerbezeichnung_3")
# optional column -> the fields that stay as they are where the file has no such column
OPTIONAL = {
    "Schulbezeichnung_1": ("official_name",),
    "Rechtsform": ("legal_status",),
    "Strasse": ("street",),
    "PLZ": ("postcode",),
    "Ort": ("city",),
    "Telefon": ("phone",),
    "E-Mail": ("email",),
    "Homepage": ("homepage",),
    "Schulbetriebsdatum": ("operation_on",),
    "UTMRechtswert": ("latitude", "longitude"),
}
LONGEST = {
    "name": 120, "official_name": 200, "street": 120, "postcode": 5, "city": 80, "phone": 40, "email": 254,
    "homepage": 200, "school_type": 2, "operation_key": 1, "legal_status": 1, "authority": 8,
}  # fmt: skip
COLUMN_OF = {
    "name": "Kurzbezeichnung", "official_name": "Schulbezeichnung_1", "street": "Strasse", "postcode": "PLZ",
    "city": "Ort", "phone": "Telefon", "email": "E-Mail", "homepage": "Homepage", "school_type": "Schulform",
    "operation_key": "Schulbetriebsschluessel", "legal_status": "Rechtsform", "authority": "Traegernummer",
}  # fmt: skip
WEIGHTS = (6, 5, 4, 3, 2)
FIRST_WITH_CHECK_DIGIT = "100300"
# who signs for a Träger is no part of its name: "Kreis Gütersloh" "Der Landrat"
OFFICE = re.compile(
    r"(Der|Die) (Landr|(Ober)?[Bb]ürgermeister|Stadtdirektor|Oberkreisdirektor)\w*|[- ]*Schulverwaltung(samt)?[- ]*"
)
JOINING_WORDS = re.compile(r"(und|u\.|oder|o\.|bzw\.|sowie)(?![a-zäöüß])")


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school as the register writes it; `authority` and `ags` are keys into other tables."""

    line: int
    school_number: str
    name: str
    official_name: str
    school_type: str
    legal_status: str
    authority: str
    ags: str
    street: str
    postcode: str
    city: str
    phone: str
    email: str
    homepage: str
    operation_key: str
    operation_on: date | None
    latitude: Decimal | None
    longitude: Decimal | None


@dataclass
class Reading:
    """What a register file says. With `problems` nothing of it may be written; `warnings` do not hinder."""

    rows: list[SchoolRow] = field(default_factory=list)
    no_schools: list[str] = field(default_factory=list)  # AGS of each unit that is no school
    fields: frozenset[str] = frozenset()  # fields of School that the file's columns fill
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class BadValue(ValueError):
    """A value in a column that makes the file unusable."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column


def has_check_digit(number: str) -> bool:
    """Numbers from 100300 on end in (6a + 5b + 4c + 3d + 2e) mod 11 mod 10; earlier ones have no check digit."""
    if number < FIRST_WITH_CHECK_DIGIT:
        return True
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return total % 11 % 10 == int(number[5])


def join_lines(parts: list[str]) -> str:
    """A name that the register cut into lines of 40 characters, with the hyphens of the cuts taken back.

    "Städt. Förder-" + "schule" is one word, "Niederrhein-" + "Aue" keeps its hyphen, "Mädchen-" + "u. Jungen"
    keeps hyphen and space, and a dash after a space was never a cut.
    """
    joined = ""
    for part in parts:
        text = one_line(part)
        cut = joined[-1:] == "-" and joined[-2:-1] not in {" ", ""}
        if not text or not joined:
            joined += text
        elif not cut or JOINING_WORDS.match(text):
            joined += f" {text}"
        elif text[0].islower():
            joined = joined[:-1] + text
        else:
            joined += text
    return joined


# --- the file ---


def read_register(raw: bytes) -> Reading:
    """Check every line of a register file. Never raises for what stands in it: see `Reading.problems`."""
    reading = Reading()
    lines = _table(raw, REQUIRED, reading.problems)
    if lines is None:
        return reading
    header, rows = lines
    reading.fields = _fields_of(header)
    seen: dict[str, int] = {}
    for line, values in rows:
        _read_line(reading, line, values, seen)
    if not reading.rows and not reading.problems:
        text = _("The file contains no school. Please load the complete register file again.")
        reading.problems.append(Problem(0, "", text))
    return reading


def read_authorities(raw: bytes) -> tuple[dict[str, str], list[Problem]]:
    """Names of Träger by number out of `key_traeger.csv`, and all problems of that file."""
    problems: list[Problem] = []
    lines = _table(raw, ("Traegernummer", "Traegerbezeichnung_1"), problems)
    if lines is None:
        return {}, problems
    names: dict[str, str] = {}
    for line, values in lines[1]:
        number = values["Traegernummer"]
        parts = [values.get(part, "") for part in AUTHORITY_PARTS]
        name = join_lines([parts[0], *(part for part in parts[1:] if not OFFICE.fullmatch(part))])[:160]
        if not (number.isascii() and number.isdigit() and len(number) <= 8):
            text = _("“%(value)s” is no authority number.") % {"value": number[:20]}
            problems.append(Problem(line, "Traegernummer", text))
        elif name:
            names[number] = name
    if not names and not problems:
        problems.append(Problem(0, "", _("The file of authorities contains no line.")))
    return names, problems


Lines = tuple[tuple[str, ...], list[tuple[int, dict[str, str]]]]


def _table(raw: bytes, required: tuple[str, ...], problems: list[Problem]) -> Lines | None:
    """Header and lines by column, or None and the problem of the whole file."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(_not_utf8(raw, error.start))
        return None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        problems.append(Problem(line, "", _("The file is no text. Please load the register file again.")))
        return None
    _delimiter, lines = csv_lines(text, only=";")
    try:
        header_line, header = next(((line, row) for line, row in lines if any(row)), (1, []))
        names = [name.strip() for name in header]
        missing = [name for name in required if name not in names]
        if missing:
            problems.append(_no_header(header_line, missing, names))
            return None
        rows = _rows(lines, names, problems)
    except DomainError as error:
        problems.append(Problem(0, "", str(error)))
        return None
    return tuple(name for name in names if name), rows


def _rows(
    lines: Iterable[tuple[int, list[str]]], names: list[str], problems: list[Problem]
) -> list[tuple[int, dict[str, str]]]:
    rows = []
    named = sum(bool(name) for name in names)
    for line, values in lines:
        if not any(values):
            continue
        if not named <= len(values) <= max(len(names), named + 1) or any(values[len(names) :]):
            text = _(
                "The line has %(found)d instead of %(expected)d values. Is the file cut off? "
                "Please load the register file again."
            ) % {"found": len(values), "expected": named}
            problems.append(Problem(line, names[min(len(values), len(names)) - 1], text))
            continue
        rows.append((line, dict(zip(names, map(str.strip, values), strict=False))))
    return rows


def _not_utf8(raw: bytes, position: int) -> Problem:
    """Line and column of the first byte that is no UTF-8."""
    before = raw[:position]
    header = next((row for row in raw.split(b"\n") if not row.startswith(b"sep=")), b"")
    names = header.decode("ascii", "ignore").replace('"', "").strip().split(";")
    index = before[before.rfind(b"\n") + 1 :].count(b";")
    column = names[index] if index < len(names) else ""
    text = _("The file is not encoded in UTF-8. Load the register file again and do not save it with Excel.")
    return Problem(before.count(b"\n") + 1, column, text)


def _no_header(line: int, missing: list[str], names: list[str]) -> Problem:
    if sum(bool(name) for name in names) <= 1:
        text = _(
            "No semicolon separates the columns. Load the register file again and do not save it with Excel."
        )
        return Problem(line, missing[0], text)
    text = _("Required columns are missing: %(columns)s. Is this the right file?") % {
        "columns": ", ".join(missing)
    }
    return Problem(line, missing[0], text)


def _fields_of(header: tuple[str, ...]) -> frozenset[str]:
    always = {"name", "school_type", "operation_key"}
    return frozenset(
        always | {name for column, names in OPTIONAL.items() if column in header for name in names}
    )


# --- one line ---


def _read_line(reading: Reading, line: int, values: dict[str, str], seen: dict[str, int]) -> None:
    number = values["Schulnummer"]
    try:
        _check_number(number, line, seen)
        ags = _ags(values)
        if values["Schulform"] in NO_SCHOOLS:
            reading.no_schools.append(ags)
            return
        row = _school(line, values, ags)
    except BadValue as error:
        reading.problems.append(Problem(line, error.column, str(error)))
        return
    reading.rows.append(row)
    reading.warnings.extend(_warnings(row, values))


def _check_number(number: str, line: int, seen: dict[str, int]) -> None:
    if not (len(number) == 6 and number.isascii() and number.isdigit()):
        raise BadValue(
            "Schulnummer",
            _("“%(value)s” has not six digits. Correct the number or delete the line.")
            % {"value": number[:20]},
        )
    if number in seen:
        raise BadValue(
            "Schulnummer",
            _("%(number)s stands in line %(first)d already. Delete one of the two lines.")
            % {"number": number, "first": seen[number]},
        )
    seen[number] = line


def _ags(values: dict[str, str]) -> str:
    ags = values["Gemeindeschluessel"]
    if len(ags) == 8 and ags.isascii() and ags.isdigit():
        return ags
    raise BadValue(
        "Gemeindeschluessel",
        _(
            "“%(value)s” has not eight digits. "
            "If the zero in front is missing, the file was saved with Excel: load it again."
        )
        % {"value": ags[:20]},
    )


def _school(line: int, values: dict[str, str], ags: str) -> SchoolRow:
    official = join_lines([values.get(part, "") for part in NAME_PARTS])
    latitude, longitude = _place(values)
    row = SchoolRow(
        line=line,
        school_number=values["Schulnummer"],
        name=one_line(values["Kurzbezeichnung"]) or official,
        official_name=official,
        school_type=values["Schulform"],
        legal_status=values.get("Rechtsform", "") or "1",
        authority=values["Traegernummer"] or "0",
        ags=ags,
        street=values.get("Strasse", ""),
        postcode=values.get("PLZ", ""),
        city=values.get("Ort", ""),
        phone=f"{values.get('Telefonvorwahl', '')} {values.get('Telefon', '')}".strip(),
        email=values.get("E-Mail", ""),
        homepage=values.get("Homepage", ""),
        operation_key=values["Schulbetriebsschluessel"],
        operation_on=_day(values.get("Schulbetriebsdatum", "")),
        latitude=latitude,
        longitude=longitude,
    )
    _check_lengths(row)
    return row


def _check_lengths(row: SchoolRow) -> None:
    for name in ("name", "school_type", "operation_key"):
        if not getattr(row, name):
            raise BadValue(COLUMN_OF[name], _("A value is missing. Add it or delete the line."))
    for name, longest in LONGEST.items():
        if len(getattr(row, name)) > longest:
            raise BadValue(
                COLUMN_OF[name],
                _("The value is longer than %(limit)d characters. Is the line damaged?") % {"limit": longest},
            )


@lru_cache(maxsize=1024)
def _day(text: str) -> date | None:
    if text in {"", "null"}:
        return None
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError as error:
        raise BadValue(
            "Schulbetriebsdatum",
            _("“%(value)s” is no date like 31.07.2026. Correct it.") % {"value": text[:20]},
        ) from error


def _place(values: dict[str, str]) -> tuple[Decimal, Decimal] | tuple[None, None]:
    """UTM zone 32 (EPSG:25832, also where the file says `null`) as WGS84 latitude and longitude."""
    east, north = values.get("UTMRechtswert", ""), values.get("UTMHochwert", "")
    if (
        values.get("EPSG", "") not in {"", "null", "EPSG:25832"}
        or "" in {east, north}
        or "null" in {east, north}
    ):
        return None, None
    try:
        latitude, longitude = utm.to_latlon(float(east), float(north), 32, northern=True)
    except (ValueError, utm.OutOfRangeError):
        return None, None
    return Decimal(f"{latitude:.6f}"), Decimal(f"{longitude:.6f}")


def _warnings(row: SchoolRow, values: dict[str, str]) -> Iterator[Problem]:
    number = row.school_number
    if not has_check_digit(number):
        text = _("The check digit of %(number)s does not fit. The school is imported.") % {"number": number}
        yield Problem(row.line, "Schulnummer", text)
    for column, value, known in (
        ("Schulform", row.school_type, SCHOOL_TYPES),
        ("Schulbetriebsschluessel", row.operation_key, OPERATION_KEYS),
        ("Rechtsform", row.legal_status, LEGAL_STATUS),
    ):
        if value not in known:
            text = _("The key “%(value)s” is unknown. School %(number)s keeps it.") % {
                "value": value,
                "number": number,
            }
            yield Problem(row.line, column, text)
    if row.latitude is None and values.get("UTMRechtswert", "") not in {"", "null"}:
        text = _("The coordinates of %(number)s cannot be converted and are left out.") % {"number": number}
        yield Problem(row.line, "UTMRechtswert", text)
