"""The words of the portal, explained once (WCAG 3.1.3): data, so that the operator's field can change them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "glossary.csv"


@dataclass(frozen=True, slots=True)
class Term:
    term: str
    explanation: str


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    with FILE.open(encoding="utf-8", newline="") as source:
        rows = [Term(row["term"], row["explanation"]) for row in csv.DictReader(source, delimiter=";")]
    return tuple(sorted(rows, key=lambda row: row.term.casefold()))
