"""How the list of another system is understood: its columns, its words. Pure: texts in, checked lines out.

A profile says which column means what and which foreign word means which of our codes. Lists of device managements
have a line per device; `Collector` counts them, because planning needs numbers and not devices (domain: 8.4).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.problems import Problem, Unreadable
from equipment.importers import MAX_QUANTITY, MAX_SERIALS, NOTED, Cells, Line
from equipment.words import EXPORT_COLUMNS, Catalogue, is_personal, plain

FIELDS = tuple(name for name in EXPORT_COLUMNS if name not in {"key", "type_code"})
WORDED = ("school_number", "type", "funding_source", "condition", "state")  # their words can be assigned
LEFT_OUT = "-"  # instead of a code: lines with this word are not taken over
COUNTED_ONLY = frozenset(
    {"DEV_TABLET_1TO1", "DEV_LAPTOP_1TO1"}
)  # one pupil each: a serial number names a person


@dataclass(frozen=True, slots=True)
class Profile:
    """`columns`: field -> column of the list. `values`: field -> its word -> our code (or LEFT_OUT).

    `fixed`: field -> code for all lines. Not aggregated: serial numbers are kept.
    """

    name: str
    source: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    is_aggregated: bool = True


def mapper_for(
    profile: Profile,
    header: Sequence[str],
    *,
    catalogue: Catalogue,
    schools: Collection[str],
    this_year: int,
) -> Mapper:
    """A reader for the lines of this list. `schools` are the numbers that it may be about.

    Raises DomainError when the list lacks a column of the profile, or the profile does not say what is needed.
    """
    places = {column: place for place, column in enumerate(header) if column}
    fields = {name: column for name, column in profile.columns.items() if not is_dropped(column)}
    missing = [column for column in fields.values() if column not in places]
    if missing:
        raise DomainError(
            _("The file lacks the column %(columns)s, which the profile “%(profile)s” expects.")
            % {"columns": ", ".join(f"„{column}“" for column in missing), "profile": profile.name}
        )
    if "type" not in {*fields, *profile.fixed}:
        raise DomainError(
            _("The profile “%(profile)s” does not say yet which column names the equipment type.")
            % {"profile": profile.name}
        )
    if "school_number" not in {*fields, *profile.fixed} and len(schools) != 1:
        raise DomainError(
            _("The profile “%(profile)s” does not say yet which column names the school.")
            % {"profile": profile.name}
        )
    others = [column for column in header if column and column not in fields.values()]
    return Mapper(
        profile,
        [(name, places[column], column) for name, column in fields.items()],
        Cells(catalogue, "", this_year),
        frozenset(schools),
        personal=[column for column in others if is_dropped(column)],
        unknown=[column for column in others if not is_dropped(column)],
    )


def is_dropped(column: str) -> bool:
    """Columns with personal data are never read, not even when a profile names one.

    In "owner.name" of a JSON list the owner makes it personal; the name of anything else ("model.name") does not.
    """
    *above, last = column.split(".")
    parts = above + [last] * (not above or plain(last) != "name")
    return is_personal(column) or any(is_personal(part) for part in parts)


class Mapper:
    """Reads one line at a time; a line that `is_open` must wait until all others were `seen`.

    `unmapped` counts the words that nothing is assigned to yet, by field; `left_out` the lines whose word says
    that they are not wanted.
    """

    def __init__(
        self,
        profile: Profile,
        places: list[tuple[str, int, str]],
        cells: Cells,
        schools: frozenset[str],
        *,
        personal: list[str],
        unknown: list[str],
    ) -> None:
        self.profile, self.places, self.cells, self.schools = profile, places, cells, schools
        self.personal, self.unknown = personal, unknown
        self.unmapped: dict[str, Counter[str]] = defaultdict(Counter)
        self.left_out = 0
        self.words = {
            name: {plain(word): code for word, code in words.items()}
            for name, words in profile.values.items()
        }
        self.serials: dict[str, int] = {}
        cells.readers["school_number"] = self._school
        self.known: dict[tuple[str, str], Any] = {}

    def see(self, cells: Sequence[str]) -> None:
        for name, place, _column in self.places:
            if name in NOTED:
                self.cells.notation[name].see(cells[place])

    def is_open(self, cells: Sequence[str]) -> bool:
        """Whether an amount or a day in this line may mean two things as long as the others are unknown."""
        noted = ((name, cells[place]) for name, place, _column in self.places if name in NOTED)
        return any(self.cells.notation[name].is_open(text) for name, text in noted)

    def read(self, number: int, cells: Sequence[str]) -> tuple[str, Line] | list[Problem]:
        """School number and line, or what is wrong with it; an empty list where the line is not wanted."""
        values: dict[str, Any] = {}
        faults: list[Problem] = []
        for name, place, column in self.places:
            try:
                values[name] = self._value(name, cells[place])
            except Unreadable as fault:
                faults.append(fault.at(number, column, cells[place]))
        if any(values.get(name) == LEFT_OUT for name in WORDED):
            self.left_out += 1
            return []
        values |= self.profile.fixed
        faults = faults or self._faults(number, values)
        if faults:
            return faults
        school = values.pop("school_number", "") or next(iter(self.schools))
        serials = values.pop("serials", "")
        if serials and not self.profile.is_aggregated:
            values["serials"] = "" if values["type"] in COUNTED_ONLY else serials
        return school, Line(number, None, {"quantity": 1} | values)

    def read_as(self, form: str) -> str:
        return self.cells.read_as(form)

    def _value(self, name: str, text: str) -> Any:
        """Most columns hold few different texts, so each is understood once."""
        if name not in WORDED:
            return self.cells.read(name, text)
        try:
            known = self.known.get((name, text))
            if known is None:
                known = self.known[name, text] = self._code(name, text)
        except Unreadable:
            if text:
                self.unmapped[name][text] += 1
            raise
        return known

    def _code(self, name: str, text: str) -> str:
        assigned = self.words.get(name, {}).get(plain(text))
        if assigned:
            return assigned
        try:
            return str(self.cells.read(name, text))
        except Unreadable as fault:
            remedy = _("Assign the word in the profile “%(profile)s”, or correct the list.")
            raise Unreadable(fault.text, remedy % {"profile": self.profile.name}) from fault

    def _school(self, text: str) -> str:
        number = text.zfill(6) if text.isascii() and text.isdigit() else text
        if not number:
            raise Unreadable(_("The school is missing."), _("Fill in the school, or delete the line."))
        if number in self.schools:
            return number
        if len(self.schools) == 1:
            raise Unreadable(_("The line belongs to another school."), "")
        raise Unreadable(_("This is no school of your school authority."), "")

    def _faults(self, number: int, values: dict[str, Any]) -> list[Problem]:
        columns = {name: column for name, _place, column in self.places}
        if not values.get("type"):
            remedy = _("Fill in the equipment type, or delete the line.")
            return [
                Problem(number, columns.get("type", ""), _("The equipment type is missing."), remedy=remedy)
            ]
        own = [one for one in values.get("serials", "").split("\n") if one]
        if len(own) > values.get("quantity", 1):
            text, remedy = (
                _("There are more serial numbers than pieces."),
                _("Correct the quantity or the serial numbers."),
            )
            return [Problem(number, columns["serials"], text, ", ".join(own)[:80], remedy)]
        twice = [one for one in own if one in self.serials]
        if twice:
            text = _("This serial number stands in line %(line)d already.") % {"line": self.serials[twice[0]]}
            remedy = _("Delete one of the two lines.")
            return [Problem(number, columns["serials"], text, twice[0][:80], remedy)]
        self.serials |= dict.fromkeys(own, number)
        return []


@dataclass(slots=True)
class _Group:
    school: str
    first: Line
    quantity: int = 0
    serials: list[str] = field(default_factory=list)


class Collector:
    """Counts lines that are alike in all but quantity and serial numbers, in the order of their first line."""

    def __init__(self) -> None:
        self.groups: dict[tuple[Any, ...], _Group] = {}

    def add(self, school: str, line: Line) -> None:
        alike = (
            (name, value.lower() if name in {"building", "room"} else value)
            for name, value in line.values.items()
            if name not in {"quantity", "serials"}
        )
        group = self.groups.setdefault((school, *alike), _Group(school, line))
        group.quantity += line.values["quantity"]
        if serials := line.values.get("serials"):
            group.serials.append(serials)

    def results(self) -> Iterator[tuple[str, Line] | list[Problem]]:
        """As `Mapper.read` gives them, with the number of the first line of each group."""
        for group in self.groups.values():
            values = group.first.values | {"quantity": group.quantity}
            if "serials" in values:
                values["serials"] = "\n".join(group.serials)
            if group.quantity > MAX_QUANTITY:
                yield [
                    Problem(group.first.line, "", _("Together these lines have more than 100,000 pieces."))
                ]
            elif len(values.get("serials", "")) > MAX_SERIALS:
                remedy = _("Assign a column for the room, or count without serial numbers.")
                text = _("There are too many serial numbers for one line of the stock.")
                yield [Problem(group.first.line, "", text, "", remedy)]
            else:
                yield group.school, replace(group.first, values=values)
