"""Files as people and attackers upload them to the import of stock, each with what must come of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.core.table_files import archive, ods, ods_row, ods_table, repacked, xlsx

COLUMNS = ("Schulnummer", "Gerätetyp", "Anzahl", "Raum", "Anschaffungsjahr", "Preis brutto", "Rechnungsdatum")
A, B = "990012;PRN;2;Raum 1;2024;399,00;15.08.2024", "990012;NET_AP;4;Flur;2023;1.250,00;02.03.2023"
HEAD = ";".join(COLUMNS)
ROWS = [COLUMNS, *(line.split(";") for line in (A, B))]
PLAIN = f"{HEAD}\n{A}\n{B}\n"
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


@dataclass(frozen=True)
class Case:
    """`faults`: (line, column) of each; `refused`: a word of the refusal of the whole file; else `good` lines."""

    name: str
    file_name: str
    content: bytes
    good: int = 2
    faults: tuple[tuple[int, str], ...] = ()
    refused: str = ""
    asks: bool = False  # what the columns mean


def csv(name: str, *lines: str, head: str = HEAD, encoding: str = "utf-8", **told: Any) -> Case:
    return Case(name, "liste.csv", "\n".join([head, *lines]).encode(encoding), **told)


def wrong(name: str, column: str, value: str) -> Case:
    """One faulty cell in the second of two lines."""
    cells = dict(zip(COLUMNS, A.split(";"), strict=True)) | {column: value}
    return csv(name, B, ";".join(cells.values()), good=1, faults=((3, column),))


def book(*rows: Iterable[Any], **how: Any) -> bytes:
    return xlsx(*rows, **how)


def sheet(*rows: str) -> bytes:
    """A workbook whose only sheet is this XML."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<worksheet xmlns="{space}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
    return repacked(book(["a"]), xl__worksheets__sheet1=text.encode())


def entity(doctype: str) -> bytes:
    text = f"{doctype}<worksheet><sheetData><row><c><v>&x;</v></c></row></sheetData></worksheet>"
    return repacked(book(["a"]), xl__worksheets__sheet1=text.encode())


def mac_dates() -> bytes:
    """Days counted from 1904, as old workbooks of the Macintosh do."""

    def change(workbook: Any) -> None:
        workbook.epoch = CALENDAR_MAC_1904

    return book(COLUMNS, ["990012", "PRN", 2, "Raum 1", 2024, 399, date(2024, 8, 15)], change=change)


def merged(workbook: Any) -> None:
    workbook.active.merge_cells("D2:E2")


def behind_a_hidden_one(workbook: Any) -> None:
    first = workbook.create_sheet("intern", 0)
    first["A1"], first.sheet_state = "geheim", "hidden"


def bomb() -> bytes:
    return repacked(book(["a"]), xl__media__big=b"\0" * 80_000_000)


def document() -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})


def errors(workbook: Any) -> None:
    workbook.active["C2"] = "#REF!"
    workbook.active["C2"].data_type = "e"


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
XXE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;">]>'

CASES = (
    # how text is written
    csv("plain", A, B),
    csv("byte order mark", A, B, encoding="utf-8-sig"),
    csv("umlauts in the first row, Windows", A, B, encoding="cp1252"),
    csv("UTF-16", A, B, encoding="utf-16"),
    Case("decomposed umlauts", "liste.csv", decomposed(PLAIN).encode()),
    Case("Windows line ends", "liste.csv", PLAIN.replace("\n", "\r\n").encode()),
    Case("old Macintosh line ends", "liste.csv", PLAIN.replace("\n", "\r").encode()),
    Case("tabs", "liste.txt", PLAIN.replace(";", "\t").encode()),
    Case("bars", "liste.csv", PLAIN.replace(";", "|").encode()),
    Case("commas", "liste.csv", "Gerätetyp,Anzahl,Schulnummer\nPRN,2,990012\nNET_AP,4,990012\n".encode()),
    csv("quoted separators and breaks", '990012;PRN;2;"Raum 1; ""links""\nhinten";2024;399,00;15.08.2024', B),
    csv("a title above", HEAD, A, B, head="Bestand 2026"),
    csv("empty lines between", "", A, ";;;;;;", B, ""),
    csv("separators behind", f"{A};;", f"{B};;", head=f"{HEAD};;"),
    csv("capitals and blanks in the header", A, B, head=HEAD.upper().replace(";", " ; ")),
    # what is no list
    Case("nothing", "liste.csv", b"", refused="leer"),
    csv("a header alone", refused="Spaltennamen"),
    Case("blanks", "liste.csv", b" \n \n", refused="Zeilen"),
    Case("zero bytes", "liste.csv", PLAIN.encode() + b"\0\0\0", refused="Text"),
    Case("a picture", "liste.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), refused="Endung"),
    csv("a column twice", f"{A};3", head=f"{HEAD};Menge", refused="dasselbe"),
    csv("a column missing", "990012;2", head="Schulnummer;Raum", good=0, asks=True),
    csv("more fields than the header", f"{A};mehr", refused="mehr Felder"),
    Case("old Excel", "liste.xls", OLD_OFFICE, refused="falschen Typ"),
    Case("protected workbook", "liste.xlsx", OLD_OFFICE, refused="geschütztes"),
    Case("a document by a false name", "liste.xlsx", document(), refused="Excel"),
    Case("a workbook called CSV", "liste.csv", book(*ROWS), refused="Endung"),
    Case("CSV called a workbook", "liste.xlsx", PLAIN.encode(), refused="Endung"),
    # what is left out
    csv("names of people", f"{A};Mia Muster", head=f"{HEAD};Nachname", good=1),
    csv("an unknown column", f"{A};x", head=f"{HEAD};Wetter", good=1),
    # cells
    wrong("unknown school", "Schulnummer", "199999"),
    wrong("school of another authority", "Schulnummer", "990036"),
    wrong("unknown type", "Gerätetyp", "Zauberstab"),
    wrong("type missing", "Gerätetyp", ""),
    wrong("negative quantity", "Anzahl", "-3"),
    wrong("half a piece", "Anzahl", "2,5"),
    wrong("quantity in powers", "Anzahl", "1e5"),
    wrong("far too many", "Anzahl", "100001"),
    wrong("no quantity", "Anzahl", "viele"),
    wrong("a year long past", "Anschaffungsjahr", "1823"),
    wrong("a year to come", "Anschaffungsjahr", "2999"),
    wrong("a room without end", "Raum", "R" * 81),
    wrong("no price", "Preis brutto", "teuer"),
    wrong("a negative price", "Preis brutto", "-1,00"),
    wrong("no day", "Rechnungsdatum", "31.02.2024"),
    csv("mixed decimal forms", A, A.replace("399,00", "1,299.50"), A.replace("399,00", "1.234"),
        good=2, faults=((4, "Preis brutto"),)),
    csv("day and month exchanged", A.replace("15.08.2024", "03/04/2024"), good=0,
        faults=((2, "Rechnungsdatum"),)),
    csv("hyphens, the day first", A.replace("15.08.2024", "03-04-2024"), B.replace("02.03.2023", "15-08-2023")),
    csv("hyphens, the month first", A.replace("15.08.2024", "03-04-2024"), B.replace("02.03.2023", "08-15-2023")),
    csv("hyphens, either", A.replace("15.08.2024", "03-04-2024"), good=0, faults=((2, "Rechnungsdatum"),)),
    csv("a day as year", A.replace("2024;399", "12-03-2021;399"), good=1),
    Case("devices as JSON", "liste.json", b'[{"Schulnummer": "990012", "Ger\\u00e4tetyp": "PRN", "Anzahl": 2},'
         b' {"Schulnummer": "990012", "Ger\\u00e4tetyp": "Zauberstab", "Anzahl": 1}]', good=1,
         faults=((2, "Gerätetyp"),)),
    csv("the same serial twice", f"{A};S1", f"{B};s1", head=f"{HEAD};Seriennummern",
        good=1, faults=((3, "Seriennummern"),)),
    csv("more serials than pieces", f"{A};S1, S2, S3", head=f"{HEAD};Seriennummern",
        good=0, faults=((2, "Seriennummern"),)),
    csv("a formula as room", A.replace("Raum 1", "=1+1"), good=1),
    # workbooks
    Case("workbook", "liste.xlsx", book(*ROWS)),
    Case("numbers and days", "liste.xlsx",
         book(COLUMNS, [990012, "PRN", 2.0, "Raum 1", 2024, 399.5, date(2024, 8, 15)]), good=1),
    Case("days since 1904", "liste.xlsx", mac_dates(), good=1),
    Case("merged cells", "liste.xlsx", book(*ROWS, change=merged)),
    Case("a formula never reckoned", "liste.xlsx",
         book(COLUMNS, ["990012", "PRN", "=1+1", "Raum 1", 2024, 399, ""]), good=0, faults=((2, "Anzahl"),)),
    Case("an error in a cell", "liste.xlsx", book(*ROWS, change=errors), good=1, faults=((2, "Anzahl"),)),
    Case("a hidden sheet first", "liste.xlsx", book(*ROWS, change=behind_a_hidden_one)),
    Case("a cell in the farthest corner", "liste.xlsx", sheet(FAR), refused="Datei"),
    Case("a bomb", "liste.xlsx", bomb(), refused="entpackt"),
    Case("an entity from outside", "liste.xlsx", entity(XXE), refused="Datei"),
    Case("a billion laughs", "liste.xlsx", entity(LAUGHS), refused="Datei"),
    Case("a torn workbook", "liste.xlsx", book(*ROWS)[:700], refused="Excel"),
    # OpenDocument
    Case("OpenDocument", "liste.ods", ods(ods_table(*(ods_row(*row) for row in ROWS)))),
    Case("OpenDocument, a row a million times", "liste.ods",
         ods(ods_table(ods_row(*COLUMNS), ods_row(*A.split(";"), times=1_000_000))), refused="Zeilen"),
    Case("OpenDocument with an entity", "liste.ods", ods(ods_table(ods_row("&x;")), before=XXE),
         refused="ODS"),
    Case("OpenDocument without content", "liste.ods", archive({"mimetype": "x"}), refused="ODS"),
)  # fmt: skip
