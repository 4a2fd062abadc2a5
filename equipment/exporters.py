"""The stock as a table that the importer reads back unchanged: export = import format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from core.exports import table_bytes
from equipment.models import NetworkLine, PriceEntry, RoomNetwork, StockBatch
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
            batch.building,
            batch.room,
            batch.purchase_year,
            batch.funding_source.name if batch.funding_source else "",
            batch.invoice_number,
            batch.invoice_date,
            batch.price,
            str(batch.get_condition_display()),
            str(batch.get_state_display()),
            ", ".join(batch.serials.splitlines()),
        ]


PRICE_COLUMNS = (
    "Code",
    "Gerätetyp",
    "Produkt",
    "Lieferant",
    "Rahmenvertrag",
    "Preis netto",
    "USt. %",
    "Von",
    "Bis",
)


def price_table(entries: Iterable[PriceEntry], *, kind: str) -> bytes:
    """The price list of a Träger; `entries` come with their types."""
    rows = (
        [
            entry.type.code,
            entry.type.name,
            entry.product,
            entry.supplier,
            entry.contract,
            entry.price,
            entry.vat_rate,
            entry.valid_from,
            entry.valid_until,
        ]
        for entry in entries
    )
    return table_bytes(kind, PRICE_COLUMNS, rows, title="Preisliste")


def network_table(lines: Iterable[NetworkLine], rooms: Iterable[RoomNetwork], *, kind: str) -> bytes:
    """Connections (Mbit/s) and rooms below each other, told apart by the first column."""
    header = [
        "Art", "Ort", "Technik oder WLAN", "Anbieter", "Vertrag Download", "Vertrag Upload",
        "Gemessen Download", "Gemessen Upload", "Gemessen am", "LAN", "Bemerkung",
    ]  # fmt: skip
    found: list[list[Any]] = [
        [
            "Anschluss", one.site, str(one.get_technology_display()), one.provider, one.contracted_down,
            one.contracted_up, one.measured_down, one.measured_up, one.measured_on, "", one.note,
        ]
        for one in lines
    ]  # fmt: skip
    empty = [""] * 6
    found += [
        ["Raum", str(one), str(one.get_wlan_display()), *empty, "ja" if one.lan else "nein", ""]
        for one in rooms
    ]
    return table_bytes(kind, header, found, title="Netz")
