"""Reads the rules of hints from a CSV file: text in, checked rows and all problems out. Touches no database.

Format: UTF-8, semicolons, one row per rule; columns aspekt_code, fakt, vergleich ("mindestens" or "höchstens"),
jahre (only for facts that ask for it), stufe_2 … stufe_N (from which value that stage is reached; empty where the
fact cannot tell), satz. Decimal comma or point.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from string import Formatter

from django.utils.translation import gettext as _

from matrix.hints import FACTS, PLACEHOLDERS
from matrix.importers import STAGE_COLUMN, Reading

COLUMNS = ("aspekt_code", "fakt", "vergleich", "satz")
AT_MOST = {"mindestens": False, "höchstens": True, "hoechstens": True}
LONGEST_SENTENCE = 200
VALUE = re.compile(r"\d{1,6}([.,]\d{1,3})?")


@dataclass(frozen=True, slots=True)
class AspectOfRules:
    """What a rule must fit: the side ("school" or "authority") of an aspect, and its highest stage."""

    side: str
    highest: int


@dataclass(frozen=True, slots=True)
class RuleRow:
    code: str
    fact: str
    at_most: bool
    years: int | None
    stages: tuple[int, ...]
    values: tuple[Decimal, ...]
    sentence: str


@dataclass(slots=True)
class RuleReading(Reading):
    """Rules and all problems, each with line and column."""

    rules: list[RuleRow] = field(default_factory=list)


def read_hint_rules(content: bytes, *, aspects: Mapping[str, AspectOfRules]) -> RuleReading:
    """`aspects` are those of the matrix that the rules belong to, by code."""
    reading = RuleReading()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        reading.complain_of_all(_("The rules are not UTF-8. Save the file as “CSV UTF-8” and try again."))
        return reading
    source = csv.DictReader(io.StringIO(text, newline=""), delimiter=";", restval="")
    source.fieldnames = [(name or "").strip().lower() for name in source.fieldnames or []]
    for name in COLUMNS:
        if name not in source.fieldnames:
            reading.complain(1, name, _("this column is missing. Columns are separated by semicolons."))
    if not reading.problems:
        _read_rows(source, aspects, reading)
    return reading


def _read_rows(source: csv.DictReader, aspects: Mapping[str, AspectOfRules], reading: RuleReading) -> None:
    lines: dict[tuple[str, str], int] = {}
    for raw in source:
        line = source.line_num
        if None in raw:
            reading.complain(line, "satz", _("there are more cells than columns."))
            continue
        cells = {name: value.strip() for name, value in raw.items()}
        if not any(cells.values()):
            continue
        before = len(reading.problems)
        for column, what in _problems_of(cells, aspects.get(cells["aspekt_code"])):
            reading.complain(line, column, what)
        key = (cells["aspekt_code"], cells["fakt"])
        if key in lines:
            what = _("this aspect and fact already stand in line %(line)s.") % {"line": lines[key]}
            reading.complain(line, "fakt", what)
        lines.setdefault(key, line)
        if len(reading.problems) == before:
            reading.rules.append(_row(cells))


def _problems_of(cells: dict[str, str], aspect: AspectOfRules | None) -> Iterator[tuple[str, str]]:
    kind = FACTS.get(cells["fakt"])
    if aspect is None:
        yield (
            "aspekt_code",
            _("the matrix has no aspect “%(code)s”.") % {"code": cells["aspekt_code"]},
        )
    if kind is None:
        known = ", ".join(FACTS)
        yield (
            "fakt",
            _("“%(fact)s” is no fact. There are: %(known)s.") % {"fact": cells["fakt"], "known": known},
        )
    elif aspect and aspect.side == "authority" and not kind.of_authorities:
        yield "fakt", _("this fact is known of schools only.")
    if cells["vergleich"].lower() not in AT_MOST:
        yield (
            "vergleich",
            _("“%(value)s” is neither “mindestens” nor “höchstens”.") % {"value": cells["vergleich"]},
        )
    if kind is not None:
        yield from _years_problems(cells.get("jahre", ""), takes_years=kind.takes_years)
    yield from _threshold_problems(cells, aspect)
    yield from _sentence_problems(cells["satz"])


def _years_problems(years: str, *, takes_years: bool) -> Iterator[tuple[str, str]]:
    if takes_years and not (years.isdecimal() and 1 <= int(years) <= 50):
        yield "jahre", _("this fact wants a number of years from 1 to 50.")
    if years and not takes_years:
        yield "jahre", _("this fact takes no years.")


def _thresholds(cells: dict[str, str]) -> dict[int, str]:
    """Stage -> what stands there, in rising order; empty cells are left out."""
    found = {int(match[1]): cells[name] for name in cells if (match := STAGE_COLUMN.fullmatch(name))}
    return {stage: found[stage] for stage in sorted(found) if found[stage]}


def _threshold_problems(cells: dict[str, str], aspect: AspectOfRules | None) -> Iterator[tuple[str, str]]:
    found = _thresholds(cells)
    if not found:
        yield "stufe_2", _("no stage has a value.")
    for stage, text in found.items():
        if stage < 2 or (aspect and stage > aspect.highest):
            yield (
                f"stufe_{stage}",
                _("a value cannot stand here: this aspect has stages 2 to %(highest)s.")
                % {"highest": aspect.highest if aspect else "N"},
            )
        if not VALUE.fullmatch(text):
            yield f"stufe_{stage}", _("“%(value)s” is no number.") % {"value": text}
    at_most = AT_MOST.get(cells["vergleich"].lower(), False)
    numbers = [(stage, _number(text)) for stage, text in found.items() if VALUE.fullmatch(text)]
    for (_before, lower), (stage, value) in pairwise(numbers):
        if (value >= lower) if at_most else (value <= lower):
            yield (
                f"stufe_{stage}",
                (
                    _("with “höchstens” the values must fall from stage to stage.")
                    if at_most
                    else _("with “mindestens” the values must rise from stage to stage.")
                ),
            )


def _sentence_problems(sentence: str) -> Iterator[tuple[str, str]]:
    if not sentence:
        yield "satz", _("this cell is empty.")
    if len(sentence) > LONGEST_SENTENCE:
        yield "satz", _("the text is longer than %(longest)s characters.") % {"longest": LONGEST_SENTENCE}
    try:
        parts = list(Formatter().parse(sentence))
    except ValueError:
        yield "satz", _("a curly bracket is open or stands alone.")
        return
    used = {name for _text, name, _spec, _conversion in parts if name is not None}
    dressed = any(spec or conversion for _text, _name, spec, conversion in parts)
    if dressed or used - PLACEHOLDERS:
        known = ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
        yield "satz", _("only these placeholders are known: %(known)s.") % {"known": known}


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _row(cells: dict[str, str]) -> RuleRow:
    found = _thresholds(cells)
    return RuleRow(
        code=cells["aspekt_code"],
        fact=cells["fakt"],
        at_most=AT_MOST[cells["vergleich"].lower()],
        years=int(cells["jahre"]) if cells.get("jahre") else None,
        stages=tuple(found),
        values=tuple(_number(text) for text in found.values()),
        sentence=cells["satz"],
    )
