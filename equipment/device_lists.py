"""Lists for one school that are not written in our words: which profile fits, and what they say. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.uploads import Table
from equipment.importers import (
    Reading,
    read_inventory,
)
from equipment.profile import Profile
from equipment.profile_sources import OWN, SOURCES, proposal, recognised
from equipment.profiles import (
    Collector,
    Mapper,
    fitted,
    is_dropped,
    known_schools,
    mapper_for,
    school_word,
    valid_values,
)
from equipment.words import LEFT_OUT, Catalogue, holds_people, is_header, plain, word_key, words

COUNTED_BY = frozenset({"school_number", "type", "purchase_year", "state", "quantity", "serials"})
LOOKED_AT = 500  # lines that tell whether a column holds mail addresses


def is_known_header(cells: list[str]) -> bool:
    """Whether this line names the columns of a stock list, in our words or in those of a known source."""
    return is_header(cells) or bool(recognised(cells))


def people_columns(header: Iterable[str], rows: Iterable[Mapping[str, str]]) -> list[str]:
    """Columns that are about people, by their name or by what stands in them. A column that we know is none."""
    header, first = list(header), list(rows)[:LOOKED_AT]
    known = words("column") if is_header(header) else {}
    return [
        column
        for column in header
        if column
        and plain(column) not in known
        and (is_dropped(column) or holds_people(row.get(column, "") for row in first))
    ]


def without_people(table: Table) -> tuple[Table, list[str]]:
    """The table without the columns about people, and their names."""
    personal = people_columns(table.header, (row for _number, row in table.rows[:LOOKED_AT]))
    if not personal:
        return table, []
    header = tuple(column for column in table.header if column not in personal)
    rows = [(number, {column: row[column] for column in header}) for number, row in table.rows]
    return replace(table, header=header, rows=rows), personal


def first_profile(header: Collection[str], saved: Iterable[tuple[Profile, Collection[str]]]) -> Profile:
    """How a list with this header is read before anybody has said more. `saved` pairs profiles with their headers.

    A saved profile is used for the very same columns. What nobody knows gets source "other" and a proposal.
    """
    columns = {plain(column) for column in header}
    for profile, own in saved:
        if {plain(column) for column in own} == columns:
            return fitted(profile, header)
    if is_header(list(header)):
        return Profile("", OWN, {})
    source = recognised(list(header)) or "other"
    return Profile("", source, proposal(source, list(header)), SOURCES[source].values)


def for_counting(profile: Profile) -> Profile:
    """Only the columns that devices are counted by; a room in the list would make a line of each.

    Of a list that nobody knows every column stays proposed: somebody is asked before it is read.
    """
    is_asked = profile.source == "other" and not profile.name
    columns = {name: column for name, column in profile.columns.items() if is_asked or name in COUNTED_BY}
    return replace(profile, columns=columns, is_aggregated=True)


def read_mapped(
    table: Table,
    profile: Profile,
    *,
    catalogue: Catalogue,
    school_number: str,
    schools: Mapping[str, str],
    this_year: int,
) -> Reading:
    """Devices counted by the columns of the profile; its serial numbers only where it is not aggregated.

    `schools` are the number and name of each school of the Träger. Only when the list names one of them do its
    lines for others stay out.
    """
    values = valid_values(profile.values, catalogue=catalogue, schools=schools)
    if profile.source == OWN:
        told = values.get("school_number", {}).items()
        own = {word: code for word, code in told if code in {school_number, LEFT_OUT}}
        values = values | {"school_number": own}  # a word for another school stays a fault
        return read_inventory(
            table, catalogue=catalogue, school_number=school_number, this_year=this_year, assigned=values
        )
    place = profile.columns.get("school_number", "")
    if place in table.header:
        found = {row[place] for _number, row in table.rows}
        values = dict(values) | {
            "school_number": school_words(found, values.get("school_number", {}), school_number, schools)
        }
    mapper = mapper_for(
        replace(profile, values=values),
        table.header,
        catalogue=catalogue,
        schools=[school_number],
        this_year=this_year,
    )
    reading = _collected(mapper, table, keeps_serials="serials" not in catalogue.left_out)
    if reading.left_out and not reading.lines and not reading.problems:
        if place:
            raise DomainError(
                _("The column “%(column)s” names other schools in every line.") % {"column": place}
            )
        raise DomainError(_("Every line of the list was left out."))
    return reading


def _collected(mapper: Mapper, table: Table, *, keeps_serials: bool) -> Reading:
    reading = Reading(personal=mapper.personal, unknown=mapper.unknown, read_as=table.read_as)
    collector = Collector()
    devices = 0
    rows = [(number, [row[column] for column in table.header]) for number, row in table.rows]
    mapper.names_devices = table.encoding == "json"
    for _number, cells in rows:
        mapper.see(cells)
    reading.read_as = mapper.cells.read_as(table.read_as)
    for number, cells in rows:
        found = mapper.read(number, cells)
        if isinstance(found, list):
            reading.problems += found
            continue
        school, line = found
        if not keeps_serials:
            line = replace(line, values={name: one for name, one in line.values.items() if name != "serials"})
        devices += line.values["quantity"]
        collector.add(school, line)
    for one in collector.results():
        if isinstance(one, list):
            reading.problems += one
        else:
            reading.lines.append(one[1])
    reading.left_out, reading.open_words = mapper.left_out, mapper.cells.open_words
    reading.without_serials = mapper.without_serials
    reading.source = {
        "name": mapper.profile.source,
        "is_aggregated": mapper.profile.is_aggregated,
        "lines": len(rows),
        "devices": devices,
        "left_out": mapper.left_out,
    }
    return reading


def school_words(
    found: Iterable[str], assigned: Mapping[str, str], school_number: str, schools: Mapping[str, str]
) -> dict[str, str]:
    """Word of the list -> this school or LEFT_OUT.

    Where no word names a school of the Träger only what was assigned is known: groups of another kind say nothing.
    """
    told = {word_key(word): code for word, code in assigned.items()}
    known = known_schools(schools)
    meant = {word: told.get(word_key(word)) or known.get(school_word(word)) for word in found}
    if not any(code in schools for code in meant.values()):
        return {word: code for word, code in meant.items() if code}
    return {word: number if number == school_number else LEFT_OUT for word, number in meant.items()}


def names_schools(found: Iterable[str], schools: Mapping[str, str]) -> bool:
    """Whether a column says which school a line is about."""
    known = known_schools(schools)
    return any(school_word(word) in known for word in found)
