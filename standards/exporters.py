"""What is missing, as a table to take away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.exports import table_bytes

if TYPE_CHECKING:
    from standards.selectors import GapTable

HEADER = (
    "Schulnummer",
    "Schule",
    "Gerätetyp-Code",
    "Gerätetyp",
    "Soll",
    "Bestand",
    "nutzbar",
    "fehlt",
    "davon unterwegs",
    "noch zu melden",
    "Stückpreis netto",
    "Kosten des noch zu Meldenden netto",
    "Ausnahme",
)

OF_COMING = ("davon unterwegs", "noch zu melden", "Kosten des noch zu Meldenden netto")


def gap_table(table: GapTable, *, kind: str) -> bytes:
    """One row a school and type; money in euro net, empty where it is not known to the reader."""
    shown = [at for at, name in enumerate(HEADER) if table.tells_coming or name not in OF_COMING]
    rows = ([row[at] for at in shown] for row in _rows(table))
    return table_bytes(kind, [HEADER[at] for at in shown], rows, title="Fehlbedarf")


def _rows(table: GapTable) -> Iterator[list[Any]]:
    for line in table.lines:
        yield [
            line.school.school_number,
            str(line.school),
            line.type.code,
            line.type.name,
            line.target,
            line.stock,
            line.usable,
            line.missing,
            None if line.missing is None else line.under_way,
            line.left,
            line.price,
            line.cost if table.has_prices else None,
            line.exception.reason if line.exception else "",
        ]
