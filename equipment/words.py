"""The words of inventory files: which column means what, and which ones hold personal data (domain: 8.4)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, reduce
from pathlib import Path

from django.utils.translation import gettext as _

FIRST_YEAR = 1980  # of purchase; nothing older is in use, and the oldest invoices are of that year
FILE = Path(__file__).parent / "data" / "inventory_words.csv"
PERSON = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$|(Frau|Herrn?|Fr\.|Hr\.|Mrs?\.?|Ms\.?)\s+\S")
NAME_WORD = re.compile(
    r"[^\W\d_](?:(?![A-ZÄÖÜ])[^\W\d_])+|[^\W\d_a-zäöüß]+"
)  # "ownerName" has two, "UPN" is one
FEMININE = re.compile(r"in(nen)?$")
WORDED = (
    "school_number",
    "type",
    "funding_source",
    "condition",
    "state",
)  # fields whose words can be assigned
LEFT_OUT = "-"  # instead of a code: lines with this word are not taken over
SERIAL_BREAK = re.compile(r"[\n\r,;|]+")
EXPORT_COLUMNS = {  # our own template; every word is known to inventory_words.csv
    "key": "Kennung",
    "school_number": "Schulnummer",
    "type_code": "Gerätetyp-Code",
    "type": "Gerätetyp",
    "quantity": "Anzahl",
    "building": "Gebäude",
    "room": "Raum",
    "purchase_year": "Anschaffungsjahr",
    "funding_source": "Finanzierung",
    "invoice_number": "Rechnungsnummer",
    "invoice_date": "Rechnungsdatum",
    "price": "Stückpreis brutto",
    "condition": "Zustand",
    "state": "Status",
    "serials": "Seriennummern",
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the names in a file can mean: plain code or name -> code."""

    types: Mapping[str, str]
    funding_sources: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)  # code of a type -> its name
    counted_only: frozenset[str] = frozenset()  # codes of types without serial numbers
    left_out: frozenset[str] = frozenset()  # fields that the Träger does not record

    def nearest_code(self, text: str) -> str:
        """The code of the type that a mistyped word is likely to mean; empty when none is near."""
        found = get_close_matches(plain(text), self.types, n=1, cutoff=0.7)
        return self.types[found[0]] if found else ""

    def nearest_type(self, text: str) -> str:
        """See `nearest_code`; the name."""
        code = self.nearest_code(text)
        return self.names.get(code, code)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the header says: field -> column, columns that mean the same, dropped and unknown ones."""

    fields: dict[str, str]
    doubled: list[tuple[str, str]]
    personal: list[str]
    unknown: list[str]


def plain(text: str) -> str:
    """For comparing words: no case, no accents' variants, no punctuation. "Schul-Nr." is "schulnr"."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", composed)


def word_key(text: str) -> str:
    """For assigning words: as `plain`, but a word of signs alone ("?") is not the empty one."""
    return plain(text) or text.strip()


@cache
def words(kind: str) -> dict[str, str]:
    """Plain word -> target of this kind."""
    with FILE.open(encoding="utf-8", newline="") as source:
        rows = csv.DictReader(source, delimiter=";")
        return {plain(row["word"]): row["target"] for row in rows if row["kind"] == kind}


def split_serials(text: str) -> list[str]:
    """Serial numbers as people separate them, each once, in their order."""
    if not SERIAL_BREAK.search(text):
        return [alone] if (alone := text.strip()) else []
    parts = (part.strip() for part in SERIAL_BREAK.split(text))
    return list(dict.fromkeys(part for part in parts if part))


def counted_only() -> str:
    return _(
        "Each of these devices belongs to one pupil, so they are only counted. Please delete the serial numbers."
    )


def is_personal(column: str) -> bool:
    """By the whole name, by a word in it, or by a part of one. Free text counts too: names stand in it."""
    if plain(column) in words("personal") or any(
        word in words("personal_word") for word in _words_of(column)
    ):
        return True
    rest = reduce(lambda left, part: left.replace(part, ""), words("impersonal_part"), plain(column))
    return any(part in rest for part in words("personal_part"))


def _words_of(column: str) -> Iterator[str]:
    """The words of a column's name, those of women also without their ending: "Bearbeiter/in", "BearbeiterIn"."""
    for word in NAME_WORD.findall(unicodedata.normalize("NFKC", column)):
        yield plain(word)
        yield FEMININE.sub("", plain(word))


def holds_people(values: Iterable[str]) -> bool:
    """Whether at least half of the filled cells are mail addresses or "Frau Müller", whatever the name says."""
    filled = [value for value in values if value]
    return bool(filled) and 2 * sum(bool(PERSON.match(value)) for value in filled) >= len(filled)


def is_header(cells: list[str]) -> bool:
    """Whether this line names the columns of a stock list in our own words."""
    fields = {words("column").get(plain(cell)) for cell in cells}
    return "quantity" in fields and bool(fields & {"type", "type_code"})


def sort_columns(header: tuple[str, ...], *, left_out: Collection[str] = ()) -> Columns:
    """Known columns win over the guess that a word sounds personal; what is neither stays unknown.

    So does a column of a field in `left_out`: it is named to the reader and never stored.
    """
    found = Columns({}, [], [], [])
    for column in header:
        name = words("column").get(plain(column))
        if name and name in found.fields:
            found.doubled.append((found.fields[name], column))
        elif name in left_out:
            found.unknown.append(column)
        elif name:
            found.fields[name] = column
        else:
            (found.personal if is_personal(column) else found.unknown).append(column)
    return found


def purchase_year_problem(year: int, *, this_year: int) -> str:
    """What is wrong with a year of purchase, for forms and files alike; empty where nothing is.

    Next year counts too: what is ordered for it is entered now.
    """
    if FIRST_YEAR <= year <= this_year + 1:
        return ""
    years = {"first": FIRST_YEAR, "last": this_year + 1}
    return _("The year of purchase lies between %(first)s and %(last)s.") % years
