"""How the list of another system is understood: its columns, its words. Pure: texts in, checked lines out.

A profile says which column means what and which foreign word means which of our codes. Lists of device managements
have a line per device; `Collector` counts them, because planning needs numbers and not devices (domain: 8.4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.problems import Problem, Unreadable
from equipment.cells import (
    MAX_QUANTITY,
    MAX_SERIALS,
    NOTED,
    Cells,
    is_left_out,
)
from equipment.importers import (
    Line,
    check_serials,
)
from equipment.profile import Profile
from equipment.words import EXPORT_COLUMNS, LEFT_OUT, WORDED, Catalogue, is_personal, plain, words

FIELDS = tuple(name for name in EXPORT_COLUMNS if name not in {"key", "type_code"})


def known_schools(schools: Collection[str]) -> dict[str, str]:
    """Plain word -> number, for the numbers and, of a mapping, the names."""
    names = schools.items() if isinstance(schools, Mapping) else ()
    told = Counter(plain(name) for _number, name in names)  # two schools of one name are not told apart
    by_name = {plain(name): number for number, name in names if told[plain(name)] == 1}
    return by_name | {plain(number): number for number in schools}


def school_word(text: str) -> str:
    """GLPI writes "Stadt > Grundschule Am Anger"; a spreadsheet may have eaten the zeros of a number."""
    last = text.rpartition(">")[2].strip()
    return plain(last.zfill(6) if last.isascii() and last.isdigit() else last)


def fitted(profile: Profile, header: Iterable[str]) -> Profile:
    """With the columns as this list spells them; those that it lacks are gone."""
    alike = {plain(column): column for column in header}
    own = alike | {column: column for column in header}
    columns = {
        name: own.get(column) or alike[plain(column)]
        for name, column in profile.columns.items()
        if plain(column) in alike
    }
    return replace(profile, columns=columns)


def mapper_for(
    profile: Profile,
    header: Sequence[str],
    *,
    catalogue: Catalogue,
    schools: Collection[str],
    this_year: int,
) -> Mapper:
    """A reader for the lines of this list. `schools`: numbers that it may be about, or number -> name.

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
    if "type" not in fields:
        raise DomainError(
            _("The profile “%(profile)s” does not say yet which column names the equipment type.")
            % {"profile": profile.name}
        )
    if "school_number" not in fields and len(schools) != 1:
        raise DomainError(
            _("The profile “%(profile)s” does not say yet which column names the school.")
            % {"profile": profile.name}
        )
    others = [column for column in header if column and column not in fields.values()]
    return Mapper(
        profile,
        [(name, places[column], column) for name, column in fields.items()],
        Cells(catalogue, "", this_year, profile.values),
        known_schools(schools),
        personal=[column for column in others if is_dropped(column)],
        unknown=[column for column in others if not is_dropped(column)],
    )


def valid_values(
    values: Mapping[str, Mapping[str, str]], *, catalogue: Catalogue, schools: Collection[str]
) -> dict[str, dict[str, str]]:
    """Words without those whose code is none any more: a type may be gone, a school may have another Träger."""
    codes: dict[str, Collection[str]] = {
        "type": set(catalogue.types.values()),
        "funding_source": set(catalogue.funding_sources.values()),
        "school_number": schools,
        "condition": set(words("condition").values()),
        "state": set(words("state").values()),
    }
    return {
        name: {word: code for word, code in known.items() if code == LEFT_OUT or code in codes[name]}
        for name, known in values.items()
        if name in codes
    }


def is_dropped(column: str) -> bool:
    """Columns with personal data are never read, not even when a profile names one.

    In "owner.name" of a JSON list the owner makes it personal; the name of anything else ("model.name") does not.
    """
    *above, last = column.split(".")
    parts = above + [last] * (not above or plain(last) != "name")
    return is_personal(column) or any(is_personal(part) for part in parts)


class Mapper:
    """Reads one line at a time. `left_out` counts the lines whose word says that they are not wanted."""

    def __init__(
        self,
        profile: Profile,
        places: list[tuple[str, int, str]],
        cells: Cells,
        schools: dict[str, str],
        *,
        personal: list[str],
        unknown: list[str],
    ) -> None:
        self.profile, self.places, self.cells, self.schools = profile, places, cells, schools
        self.personal, self.unknown = personal, unknown
        self.left_out = 0
        self.without_serials = 0
        self.names_devices = False  # the list has no lines: it counts its devices
        cells.readers["school_number"] = self._school
        self.known: dict[tuple[str, str], Any] = {}

    def see(self, cells: Sequence[str]) -> None:
        """Every line once before the first is read: the whole column tells how amounts and days are written."""
        for name, place, _column in self.places:
            if name in NOTED:
                self.cells.notation[name].see(cells[place])

    def read(self, number: int, cells: Sequence[str]) -> tuple[str, Line] | list[Problem]:
        """School number and line, or what is wrong with it; an empty list where the line is not wanted."""
        values: dict[str, Any] = {}
        faults: list[Problem] = []
        unread: list[tuple[str, str]] = []
        for name, place, column in self.places:
            try:
                values[name] = self._value(name, cells[place])
            except Unreadable as fault:
                unread.append((name, cells[place]))
                faults.append(fault.at(number, column, cells[place]))
        if is_left_out(values):
            self.left_out += 1
            return []
        self.cells.note(unread)
        faults = faults or self._faults(number, values)
        if faults:
            return faults
        school = values.pop("school_number", "") or next(iter(self.schools.values()))
        serials = values.pop("serials", "")
        if serials and not self.profile.is_aggregated:
            values["serials"] = serials
            self.without_serials += self.cells.drop_serials(values)
        return school, Line(number, None, {"quantity": 1} | values)

    def _value(self, name: str, text: str) -> Any:
        """Most columns hold few different texts, so each is understood once."""
        if name not in WORDED:
            return self.cells.read(name, text)
        known = self.known.get((name, text))
        if known is None:
            known = self.known[name, text] = self._code(name, text)
        return known

    def _code(self, name: str, text: str) -> str:
        code = str(self.cells.read(name, text))
        if not code and name == "type":
            remedy = _("Fill in the equipment type, or delete the line.")
            raise Unreadable(_("The equipment type is missing."), remedy)
        return code

    def _school(self, text: str) -> str:
        if not text:
            raise Unreadable(_("The school is missing."), _("Fill in the school, or delete the line."))
        if number := self.schools.get(school_word(text)):
            return number
        if len(set(self.schools.values())) == 1:
            remedy = _("Upload the line at its school, or delete it.")
            raise Unreadable(_("The line belongs to another school."), remedy)
        remedy = _("Assign the word to a school on the page of the preview, correct it, or delete the line.")
        raise Unreadable(_("This is no school of your school authority."), remedy)

    def _faults(self, number: int, values: dict[str, Any]) -> list[Problem]:
        columns = {name: column for name, _place, column in self.places}
        own = [one for one in values.get("serials", "").split("\n") if one]
        if len(own) > values.get("quantity", 1):
            text, remedy = (
                _("There are more serial numbers than pieces."),
                _("Correct the quantity or the serial numbers."),
            )
            return [Problem(number, columns["serials"], text, ", ".join(own)[:80], remedy)]
        return check_serials(
            number, columns, values, self.cells.serial_lines, names_devices=self.names_devices
        )


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
