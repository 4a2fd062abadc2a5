"""The stock as a table that the importer reads back unchanged: export = import format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from core.exports import table_bytes
from equipment.models import StockBatch
from equipment.words import EXPORT_COLUMNS


def stock_table(stock: Iterable[StockBatch], *, kind: str) -> bytes:
    """`stock` comes with type, funding source and school; no line at all makes the empty template."""
    header, rows = list(EXPORT_COLUMNS.values()), _rows(stock)
    return table_bytes(kind, header, rows, title="Ausstattung")


def _rows(stock: Iterable[StockBatch]) -> Iterator[list[Any]]:
    for batch in stock:
        yield [
            batch.pk,
            batch.school.school_number,
            batch.type.code,
            batch.type.name,
            batch.quantity,
            batch.room,
            batch.purchase_year,
            batch.funding_source.name if batch.funding_source else "",
            str(batch.get_condition_display()),
            str(batch.get_state_display()),
            ", ".join(batch.serials.splitlines()),
        ]
