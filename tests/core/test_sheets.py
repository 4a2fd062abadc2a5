"""Tables out of OpenDocument and JSON, and headers that do not stand in the first line."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import DomainError
from core.sheets import check_sheet, open_sheet
from core.uploads import read_table
from tests.core.table_files import archive, ods, ods_row, ods_table, xlsx

HIDDEN = (
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style>"
)


def read(content: bytes, name: str, **how):
    """Header and (line, values) of a file that may be large."""
    file = SimpleUploadedFile(name, content)
    kind = check_sheet(file)
    sheet = open_sheet(io.BytesIO(content), kind=kind, **how)
    return sheet.header, list(sheet.lines)


def cell(kind, value, text="x"):
    return ({"office:value-type": kind, f"office:{'date-' if kind == 'date' else ''}value": value}, text)


def test_an_opendocument_sheet_is_read_as_a_workbook_is():
    content = ods(
        ods_table(ods_row("geheim"), style="ta2"),
        ods_table(
            ods_row("Typ", "Menge", "Preis", "Tag", "Anteil"),
            ods_row("", times=3),
            ods_row(
                "Äpfel",
                1234,
                cell("currency", "399.5"),
                cell("date", "2024-05-12"),
                cell("percentage", "0.5"),
            ),
            ods_row("B", 2, times=2),
            ods_row(({"table:number-columns-repeated": 1000}, "")),
            ods_row("", times=1_048_000),
        ),
        ods_table(ods_row("anderes Blatt")),
        styles=HIDDEN,
    )
    assert read(content, "a.ods") == (
        ["Typ", "Menge", "Preis", "Tag", "Anteil"],
        [(5, ["Äpfel", "1234", "399,5", "12.05.2024", "0,5"]), (6, ["B", "2", "", "", ""]),
         (7, ["B", "2", "", "", ""])],
    )  # fmt: skip
    table = read_table(SimpleUploadedFile("a.ods", content), kinds=("ods",))
    assert (table.rows[0][0], table.rows[0][1]["Preis"], table.read_as) == (5, "399,5", "OpenDocument (ODS)")


def test_paragraphs_blanks_and_merged_cells():
    row = (
        "<table:table-row><table:table-cell><text:p>a<text:s text:c='2'/>b<text:line-break/>"
        "<text:span>c</text:span></text:p><text:p>d</text:p></table:table-cell><table:covered-table-cell>"
        "<text:p>unter a</text:p></table:covered-table-cell><table:table-cell><text:p>e</text:p></table:table-cell>"
        "</table:table-row>"
    )
    _header, lines = read(ods(ods_table(ods_row("x", "y", "z"), row)), "a.ods")
    assert lines == [(2, ["a  b\nc\nd", "", "e"])]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (ods(ods_table(ods_row("x"), ods_row("y", times=1_000_000))), "Zeilen"),
        (ods(ods_table(ods_row(({"table:number-columns-repeated": 1_000_000}, "x")))), "Spalten"),
        (ods(ods_table(ods_row(*[str(n * 7919 * 104_729) for n in range(11_000)]))), "Spalten"),
        (ods(ods_table(ods_row(({"table:number-columns-repeated": "viele"}, "x")))), "ODS"),
        (ods(ods_table(ods_row("x"))).replace(b"content.xml", b"content.txt"), "ODS"),
        (ods(before='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'), "ODS"),
        (archive({"content.xml": "<offen"}), "ODS"),
        (archive({"content.xml": "x" * 200_000}), "entpackt"),
        (archive({"content.xml": "<a/>", "x.ods": "y"}), "entpackt"),
        (ods(), "keine Zeilen"),
        (b"PK\x03\x04 kein Archiv", "ODS"),
        (b"%PDF-1.7", "Endung"),
    ],
)  # fmt: skip
def test_what_is_no_opendocument_sheet(content, words):
    with pytest.raises(DomainError, match=words):
        read(content, "a.ods")


def test_objects_become_columns():
    devices = [
        {"UDID": "1", "model": {"name": "iPad"}, "isManaged": True, "groups": ["x"], "price": 399.5},
        {"UDID": "2", "owner": {"name": "Maria"}, "class": None, "note": "a\0b"},
    ]
    header = ["UDID", "model.name", "isManaged", "price", "owner.name", "class", "note"]
    lines = [(1, ["1", "iPad", "ja", "399,5", "", "", ""]), (2, ["2", "", "", "", "Maria", "", "ab"])]
    assert read(json.dumps({"code": 200, "devices": devices}).encode(), "a.json") == (header, lines)
    assert read(json.dumps(devices).encode("utf-16"), "a.json") == (header, lines)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "Zeile 1"),
        (b'[{"a": 1},\n{"b": }]', "Zeile 2"),
        (b"[" * 100_000, "verschachtelt"),
        (b'[{"a": {"b": {"c": {"d": {"e": 1}}}}}]', "verschachtelt"),
        (b'{"a": 1}', "keine Liste"),
        (b"[1, 2]", "keine Liste"),
        (b'{"a": [{"b": 1}], "c": [{"d": 1}]}', "keine Liste"),
        (json.dumps([{f"c{number}": 1 for number in range(121)}]).encode(), "120 Spalten"),
        (b"%PDF-1.7", "Endung"),
    ],
)
def test_what_is_no_list_of_objects(content, words):
    with pytest.raises(DomainError, match=words):
        read(content, "a.json")


def test_names_and_texts_hold_nothing_that_no_database_keeps():
    header, lines = read(b'[{"Ra\\ud800um\\u0000": "\\udfffA\\u0000"}]', "a.json")
    assert (header, lines) == (["Ra?um"], [(1, ["?A"])])


def test_a_header_below_a_title():
    content = b"Inventar, Grundschule Am Anger\n\nTyp;Menge\nPRN;1\n"
    found = read(content, "a.csv", is_header=lambda cells: "Typ" in cells)
    assert found == (["Typ", "Menge"], [(4, ["PRN", "1"])])
    table = read_table(SimpleUploadedFile("a.csv", content), is_header=lambda cells: "Typ" in cells)
    assert (table.header, table.rows) == (("Typ", "Menge"), [(4, {"Typ": "PRN", "Menge": "1"})])


def test_an_unknown_header_below_a_title():
    content = b"Inventar, Grundschule Am Anger\n\nSache;Menge\nDrucker;1\n"
    assert read(content, "a.csv", is_header=lambda cells: False) == (
        ["Sache", "Menge"],
        [(4, ["Drucker", "1"])],
    )
    table = read_table(SimpleUploadedFile("a.csv", content), is_header=lambda cells: False)
    assert (table.header, table.rows) == (("Sache", "Menge"), [(4, {"Sache": "Drucker", "Menge": "1"})])


def test_a_list_of_one_column_has_no_title():
    assert read(b"Sache\nDrucker\n", "a.csv", is_header=lambda cells: False) == (
        ["Sache"],
        [(2, ["Drucker"])],
    )


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(DomainError, match="kommt zweimal"):
        read(b"Name,Location,Location\n", "a.csv")


def test_a_bar_divides_too():
    assert read(b"Typ|Menge\nPRN|1\n", "a.csv") == (["Typ", "Menge"], [(2, ["PRN", "1"])])


def test_hidden_sheets_are_passed_over():
    def hide(book):
        shown = book.create_sheet("sichtbar")
        shown.append(["Typ", "Tag"])
        shown.append(["PRN", date(2024, 5, 12)])
        book.worksheets[0].sheet_state = "hidden"
        book.active = 1

    content = xlsx(["geheim"], change=hide)
    assert read(content, "a.xlsx") == (["Typ", "Tag"], [(2, ["PRN", "12.05.2024"])])
    assert read_table(SimpleUploadedFile("a.xlsx", content)).header == ("Typ", "Tag")
