"""What is missing, as a table to take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from core.exports import table_bytes

if TYPE_CHECKING:
    from standards.selectors import GapLine

HEADER = (
    "Schulnummer",
    "Schule",
    "Gerätetyp-Code",
    "Gerätetyp",
    "Soll",
    "Bestand",
    "nutzbar",
    "fehlt",
    "Stückpreis netto",
    "Kosten netto",
    "Ausnahme",
)


def gap_table(lines: Iterable[GapLine], *, kind: str) -> bytes:
    """One row a school and type; money in euro net, empty where it is not known to the reader."""
    return table_bytes(kind, list(HEADER), _rows(lines), title="Fehlbedarf")


def _rows(lines: Iterable[GapLine]) -> Iterator[list[Any]]:
    for line in lines:
        yield [
            line.school.school_number,
            str(line.school),
            line.type.code,
            line.type.name,
            line.target,
            line.stock,
            line.usable,
            line.missing,
            line.price,
            line.cost,
            line.exception.reason if line.exception else "",
        ]
