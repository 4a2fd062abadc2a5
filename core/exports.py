"""Tables that leave the portal: a spreadsheet must never compute what a user typed (trust.md A07)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"xlsx": XLSX_TYPE, "csv": CSV_TYPE}  # as they are offered
# What a spreadsheet may take for the beginning of a formula; some read the wide signs of East Asian keyboards as such.
BEGINNING = r"(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\0])"
FORMULA = re.compile(f"'*{BEGINNING}")
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # not allowed in XML 1.0
MAX_CELL = 32767  # characters in one XLSX cell
AMOUNT = "#,##0.00"  # each spreadsheet writes it with the signs of its own country

Cell = str | int | float | Decimal | date | bool | None


def table_bytes(kind: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """The table in one of FORMATS; `title` names the sheet where there are sheets."""
    return csv_bytes(header, rows) if kind == "csv" else xlsx_bytes(header, rows, title=title)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """CSV as Excel in Germany opens it: UTF-8 with BOM, semicolon, decimal comma, day.month.year."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_text(name) for name in header])
    writer.writerows([_csv_text(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig", "replace")


def xlsx_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "Tabelle") -> bytes:
    """One sheet with a bold, frozen header. Text is stored as text, whatever it looks like."""
    import openpyxl  # noqa: PLC0415 - slow
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow
    from openpyxl.styles import Font  # noqa: PLC0415 - slow
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - slow

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    for column, name in enumerate(header):
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(max(len(name) + 2, 12), 40)

    def cell(value: Cell, *, bold: bool = False) -> Any:
        made = WriteOnlyCell(sheet, value=None)
        _fill(made, value)
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(name, bold=True) for name in header])
    for row in rows:
        sheet.append([cell(value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fill(cell: Any, value: Cell) -> None:
    """Set value and type; openpyxl alone would turn a text that begins with "=" into a formula."""
    if isinstance(value, bool):
        value = _yes_no(value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, str):
        cell.value = ILLEGAL.sub("", value)[:MAX_CELL]
        cell.data_type = "s"
        return
    cell.value = value
    if _is_amount(value):
        cell.number_format = AMOUNT
    elif isinstance(value, date):
        cell.number_format = "DD.MM.YYYY HH:MM" if isinstance(value, datetime) else "DD.MM.YYYY"


def _is_amount(value: Cell) -> bool:
    """Money is Decimal and never has one decimal place; a rate of tax has."""
    return isinstance(value, Decimal) and value.as_tuple().exponent != -1


def _csv_text(value: Cell) -> str:
    if isinstance(value, str):
        text = value.replace("\0", "")
        return f"'{text}" if FORMULA.match(text) else text
    if isinstance(value, bool):
        return _yes_no(value)
    return _day_text(value) if isinstance(value, date) else _number_text(value)


def _day_text(value: date) -> str:
    if not isinstance(value, datetime):
        return value.strftime("%d.%m.%Y")
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return local.strftime("%d.%m.%Y %H:%M")


def _number_text(value: float | Decimal | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal) and _is_amount(value):
        return f"{value:.2f}".replace(".", ",")
    return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") if value % 1 else f"{value:.0f}"


def _yes_no(value: bool) -> str:  # noqa: FBT001 - the value itself
    return "ja" if value else "nein"
