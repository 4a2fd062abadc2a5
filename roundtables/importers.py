"""Agenda templates as data: what a regular and a first Runder Tisch talk about (own wording)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent / "data" / "agenda_templates.csv"
REGULAR, FIRST = "regular", "first"


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """One TOP of a template; `minutes` is its duration."""

    order: int
    title: str
    minutes: int
    kind: str
    lead: str
    is_closing: bool


@cache
def agenda_templates() -> dict[str, tuple[TemplateItem, ...]]:
    """All templates by name, each in the order of its agenda."""
    found: dict[str, list[TemplateItem]] = {}
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            item = TemplateItem(
                int(row["order"]),
                row["title"],
                int(row["minutes"]),
                row["kind"],
                row["lead"],
                is_closing=row["closing"] == "1",
            )
            found.setdefault(row["template"], []).append(item)
    return {name: tuple(sorted(items, key=lambda item: item.order)) for name, items in found.items()}
