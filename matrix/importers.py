"""Reads a matrix from a CSV file: text in, checked rows and all problems out. Touches no database.

Format: UTF-8, semicolons, one row per aspect; columns seite, feld_code, feld, aspekt_code, aspekt, leitfrage,
stufe_1 … stufe_N (any number from 2 on), thema_code, thema. The order of the rows is the order of the matrix.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

from core.problems import Problem

REQUIRED = ("seite", "feld_code", "feld", "aspekt_code", "aspekt", "leitfrage")
LONGEST = {
    "feld_code": 10,
    "feld": 120,
    "aspekt_code": 10,
    "aspekt": 120,
    "leitfrage": 300,
    "thema_code": 10,
    "thema": 120,
}
LONGEST_STAGE = 600
SIDES = {"schule": "school", "träger": "authority", "traeger": "authority", "schulträger": "authority"}
STAGE_COLUMN = re.compile(r"stufe_(\d{1,3})")
MOST_COLUMNS = 100  # each is compared with all the others
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*")
NAMES_OF_FOUR = ("Beginnend", "Im Aufbau", "Verankert", "Weiterentwickelnd")


@dataclass(frozen=True, slots=True)
class AspectRow:
    side: str
    field_code: str
    field_name: str
    code: str
    name: str
    question: str
    stages: tuple[str, ...]
    topic_code: str
    topic_name: str


@dataclass(slots=True)
class Reading:
    """What a file says, and everything that is wrong with it, each with line and column."""

    rows: list[AspectRow] = field(default_factory=list)
    stage_names: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    @property
    def content_hash(self) -> str:
        """The same matrix has the same hash, whatever quotes, line ends or column order the file uses."""
        content = {"stages": self.stage_names, "rows": [asdict(row) for row in self.rows]}
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def complain(self, line: int, column: str, what: str) -> None:
        self.problems.append(Problem(line, column, what))

    def complain_of_all(self, what: str) -> None:
        self.complain(0, "", what)


def read_matrix(content: bytes, *, stage_names: tuple[str, ...] = ()) -> Reading:
    """Read a whole file. `stage_names` replaces the default names (four stages) or "Stufe 1", "Stufe 2" …"""
    reading = Reading()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reading.complain_of_all(
            _("Line %(line)s is not UTF-8. Save the file as “CSV UTF-8” and try again.") % {"line": line}
        )
        return reading
    if "\0" in text:
        reading.complain_of_all(
            _("The file is not readable as text. Save it as “CSV UTF-8” and upload that file.")
        )
        return reading
    try:
        return _read_text(text, reading, stage_names)
    except csv.Error as error:
        reading.complain_of_all(_("The file is no table with semicolons (%(error)s).") % {"error": error})
    return reading


def _read_text(text: str, reading: Reading, stage_names: tuple[str, ...]) -> Reading:
    source = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    columns = [(name or "").strip().lower() for name in source.fieldnames or []]
    source.fieldnames = columns
    numbers = _check_header(columns, reading)
    if not reading.problems:
        _read_rows(source, numbers, reading)
    _name_stages(reading, len(numbers), stage_names)
    return reading


def _check_header(columns: list[str], reading: Reading) -> list[int]:
    if len(columns) > MOST_COLUMNS:
        reading.complain_of_all(
            _("The file has more than %(limit)d columns. Leave only the needed ones.")
            % {"limit": MOST_COLUMNS}
        )
        return []
    numbers = sorted(int(found[1]) for name in columns if (found := STAGE_COLUMN.fullmatch(name)))
    for name in REQUIRED:
        if name not in columns:
            reading.complain(1, name, _("this column is missing. Columns are separated by semicolons."))
    for name in sorted({name for name in columns if name and columns.count(name) > 1}):
        reading.complain(1, name, _("this column stands here twice."))
    if numbers != list(range(1, len(numbers) + 1)) or len(numbers) < 2:
        reading.complain(
            1, "stufe_1", _("the stages must be numbered from stufe_1 without a gap, at least two.")
        )
    return numbers


def _read_rows(source: csv.DictReader, numbers: list[int], reading: Reading) -> None:
    lines: dict[str, int] = {}
    names: dict[tuple[str, str], str] = {}
    for raw in source:
        line = source.line_num
        if None in raw:
            reading.complain(line, str(source.fieldnames[-1]), _("there are more cells than columns."))  # type: ignore[index]
            continue
        cells = {name: (value or "").strip() for name, value in raw.items()}
        if not any(cells.values()):
            continue
        before = len(reading.problems)
        for column, what in _problems_of(cells, numbers, names):
            reading.complain(line, column, what)
        code = cells["aspekt_code"]
        if code in lines:
            what = _("the code %(code)s already stands in line %(line)s.")
            reading.complain(line, "aspekt_code", what % {"code": code, "line": lines[code]})
        lines.setdefault(code, line)
        if len(reading.problems) == before:
            reading.rows.append(_row(cells, numbers))
    if not lines:
        reading.complain_of_all(_("The file holds no aspects."))


def _problems_of(
    cells: dict[str, str], numbers: list[int], names: dict[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Everything wrong with one row; `names` remembers what each code was called and on which side it stands."""
    stage_columns = [f"stufe_{number}" for number in numbers]
    for column in (*REQUIRED, *stage_columns):
        if not cells[column]:
            yield column, _("this cell is empty.")
    for column, longest in (*LONGEST.items(), *((name, LONGEST_STAGE) for name in stage_columns)):
        if len(cells.get(column, "")) > longest:
            yield column, _("the text is longer than %(longest)s characters.") % {"longest": longest}
    if cells["seite"] and cells["seite"].lower() not in SIDES:
        yield "seite", _("“%(value)s” is neither “Schule” nor “Träger”.") % {"value": cells["seite"]}
    if cells["aspekt_code"] and not CODE.fullmatch(cells["aspekt_code"]):
        yield "aspekt_code", _("a code holds only letters, digits, dots and hyphens.")
    yield from _naming_problems(cells, names)


def _naming_problems(cells: dict[str, str], names: dict[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
    side = cells["seite"].lower()
    topic_code, topic = cells.get("thema_code", ""), cells.get("thema", "")
    if topic and not topic_code:
        yield "thema_code", _("this cell is empty.")
    if topic_code and not topic:
        yield "thema", _("this cell is empty.")
    told = (("feld", cells["feld_code"], cells["feld"]), ("seite", cells["feld_code"], side))
    for column, code, value in (*told, ("thema", topic_code, topic)):
        first = names.setdefault((column, code), value)
        if code and value and first != value:
            what = _("%(code)s is “%(value)s” here and “%(first)s” further up.")
            yield column, what % {"code": code, "value": value, "first": first}


def _row(cells: dict[str, str], numbers: list[int]) -> AspectRow:
    return AspectRow(
        side=SIDES[cells["seite"].lower()],
        field_code=cells["feld_code"],
        field_name=cells["feld"],
        code=cells["aspekt_code"],
        name=cells["aspekt"],
        question=cells["leitfrage"],
        stages=tuple(cells[f"stufe_{number}"] for number in numbers),
        topic_code=cells.get("thema_code", ""),
        topic_name=cells.get("thema", ""),
    )


def _name_stages(reading: Reading, count: int, names: tuple[str, ...]) -> None:
    if names and len(names) != count:
        what = _("%(names)s stage names were given, but the file has %(count)s stages.")
        reading.complain_of_all(what % {"names": len(names), "count": count})
    default = (
        NAMES_OF_FOUR if count == len(NAMES_OF_FOUR) else tuple(f"Stufe {n}" for n in range(1, count + 1))
    )
    reading.stage_names = names or default
