"""The MKR grid as a file: lines in, checked entries and all problems out. Touches no database."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.parsing import one_line
from core.problems import Problem, Unreadable
from core.uploads import Table
from schools import framework
from schools.grid_lines import COLUMNS, Entry, Key

FILLED_IN = ("subject", "year_group", "plan")
NEEDED = ("competence", *FILLED_IN)
ALIASES = {
    "teilkompetenz": "competence",
    "nummer": "competence",
    "nr.": "competence",
    "klasse": "year_group",
    "jahrgangsstufe": "year_group",
    "jg.": "year_group",
}
LIMITS = {"subject": 60, "plan": 300}  # characters
NUMBER = re.compile(r"0?(\d)\s*[.,]\s*0?(\d)(?!\d)(?:\.\d{4})?(?:\s.*)?", re.DOTALL)  # Excel: 02.03.2026
YEAR = re.compile(r"(?:jahrgang|jahrgangsstufe|jg\.?|klasse|kl\.?)?\s*(\d{1,2})\.?", re.IGNORECASE)


@dataclass(slots=True)
class Reading:
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # columns nobody knows, ignored

    def rows_as_json(self) -> list[dict[str, Any]]:
        return [asdict(entry) for entry in self.entries]

    def problems_as_json(self) -> list[dict[str, Any]]:
        return [asdict(problem) for problem in self.problems]


def read_competences(table: Table, *, years: Collection[int]) -> Reading:
    """All lines that could be understood and everything that could not; `years` are those the school teaches.

    Raises DomainError when a needed column is missing or there twice.
    """
    columns, unknown = _sort_columns(table.header)
    reading = Reading(unknown=unknown)
    seen: dict[Key, int] = {}
    for number, raw in table.rows:
        if not any(raw[columns[name]] for name in FILLED_IN):
            continue  # the competence alone: nothing planned
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name in NEEDED:
            column = columns[name]
            try:
                values[name] = _read(name, raw[column], years)
            except Unreadable as error:
                problems.append(error.at(number, column, raw[column]))
        if not problems:
            entry = Entry(number, **values)
            first = seen.setdefault(entry.key, number)
            if first == number:
                reading.entries.append(entry)
            else:
                problems.append(_twice(entry, first, columns["subject"]))
        reading.problems += problems
    return reading


def _sort_columns(header: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    known = {name.lower(): key for key, name in COLUMNS.items()} | ALIASES
    found: dict[str, str] = {}
    unknown = []
    for column in header:
        name = known.get(one_line(column).lower())
        if name is None:
            unknown.append(column)
        elif name in found:
            raise DomainError(
                _("The columns “%(first)s” and “%(second)s” mean the same. Delete one of them.")
                % {"first": found[name], "second": column}
            )
        else:
            found[name] = column
    missing = [f"„{COLUMNS[name]}“" for name in NEEDED if name not in found]
    if missing:
        raise DomainError(
            _(
                "The file lacks the column %(columns)s. The first line must hold the column names of the template."
            )
            % {"columns": ", ".join(missing)}
        )
    return found, unknown


def _read(name: str, text: str, years: Collection[int]) -> Any:
    if name == "competence":
        return _competence(text)
    return _year(text, years) if name == "year_group" else _words(name, text)


def _competence(text: str) -> str:
    found = NUMBER.fullmatch(text.strip())
    number = f"{found[1]}.{found[2]}" if found else ""
    if number not in framework.competences_by_number():
        raise Unreadable(
            framework.unknown_competence(),
            _("Write its number, from %(first)s to %(last)s.")
            % {"first": framework.competences()[0].number, "last": framework.competences()[-1].number},
        )
    return number


def _year(text: str, years: Collection[int]) -> int:
    found = YEAR.fullmatch(text.strip())
    if not found:
        raise Unreadable(
            _("The year group cannot be understood."),
            _("Write one number, such as 5. For several year groups use one line each."),
        )
    year = int(found[1])
    if year not in years:
        raise Unreadable(
            _("This school does not teach that year group."),
            _("Possible are: %(years)s.") % {"years": ", ".join(map(str, sorted(years)))},
        )
    return year


def _words(name: str, text: str) -> str:
    plain = one_line(text.replace("\0", ""))
    if not plain:
        raise Unreadable(
            _("An entry needs a subject and a Vorhaben."), _("Fill the cell, or delete the line.")
        )
    if len(plain) > LIMITS[name]:
        raise Unreadable(
            _("The text has more than %(limit)d characters.") % {"limit": LIMITS[name]},
            _("Shorten it. One sentence is enough."),
        )
    return plain


def _twice(entry: Entry, first: int, column: str) -> Problem:
    return Problem(
        entry.line,
        column,
        _("Line %(line)d already has this competence, subject and year group.") % {"line": first},
        entry.subject[:80],
        _("Put both Vorhaben into one line, or delete one of them."),
    )
