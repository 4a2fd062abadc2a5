"""A corpus of odd stock lists: what is read, what is complained about, what is refused."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import DomainError
from core.uploads import read_table
from equipment.importers import (
    Line,
    Reading,
    read_inventory,
)
from equipment.profile_sources import SOURCES
from equipment.words import Catalogue, holds_people, is_personal, plain, words

TYPES = {
    "TAB": "Tablet im Klassensatz",
    "DISP": "Interaktives Display",
    "CONV": "Drahtlose Übertragung (z. B. Apple TV)",
}
FUNDS = {"EIG": "Eigenmittel", "DP2": "Digitalpakt 2.0"}
ASSIGN = (
    "Ordnen Sie das Wort auf der Seite der Vorschau einem Gerätetyp zu, oder schreiben Sie einen Code oder Namen aus"
    " dem Katalog."
)
CATALOGUE = Catalogue(
    types={plain(word): code for code, name in TYPES.items() for word in (code, name)},
    funding_sources={plain(word): code for code, name in FUNDS.items() for word in (code, name)},
    counted_only=frozenset({"DEV_TABLET_1TO1"}),
)
WITH_NAMES = replace(CATALOGUE, names=TYPES)
HEAD = "Gerätetyp;Anzahl;Raum;Anschaffungsjahr;Finanzierung;Zustand;Status;Seriennummern\n"
FULL = {
    "type": "TAB",
    "quantity": 15,
    "room": "Raum 1",
    "purchase_year": 2024,
    "funding_source": "EIG",
    "condition": "good",
    "state": "in_use",
    "serials": "A1\nA2",
}
ROW = "Tablet im Klassensatz;15;Raum 1;2024;Eigenmittel;gut;in Betrieb;A1, A2\n"


def read(content: bytes, name: str = "liste.csv") -> Reading:
    table = read_table(SimpleUploadedFile(name, content))
    return read_inventory(table, catalogue=CATALOGUE, school_number="990012", this_year=2026)


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


GOOD = {
    "utf-8": (HEAD + ROW).encode(),
    "utf-8 with BOM": (HEAD + ROW).encode("utf-8-sig"),
    "cp1252": (HEAD + ROW).encode("cp1252"),
    "utf-16": (HEAD + ROW).encode("utf-16"),
    "Windows line ends": (HEAD + ROW).replace("\n", "\r\n").encode(),
    "tabs": (HEAD + ROW).replace(";", "\t").encode(),
    "commas and quotes": b'"Ger\xc3\xa4tetyp","Anzahl","Raum","Anschaffungsjahr","Finanzierung","Zustand","Status",'
    b'"Seriennummern"\n"Tablet im Klassensatz","15","Raum 1","2024","EIG","gut","in Betrieb","A1;A2"\n',
    "sep line": ("sep=;\n" + HEAD + ROW).encode(),
    "trailing semicolons": (HEAD.strip() + ";\n" + ROW.strip() + ";\n").encode(),
    "empty lines": ("\n" + HEAD + "\n;;;;;;;\n" + ROW + "\n\n").encode(),
    "no newline at the end": (HEAD + ROW.strip()).encode(),
    "code and other case": (HEAD + "tab;15;Raum 1;2024;eig;GUT;IN BETRIEB;A1|A2\n").encode(),
    "whole date": (HEAD + "TAB;15;Raum 1;12.05.2024;EIG;neu;aktiv;A1,A2\n").encode(),
    "ISO date": (HEAD + "TAB;15;Raum 1;2024-05-12;EIG;gut;in use;A1,A2\n")
    .replace("in use", "in_use")
    .encode(),
    "month and year": (HEAD + "TAB;15;Raum 1;05/2024;EIG;gut;in Betrieb;A1,A2\n").encode(),
    "school year": (HEAD + "TAB;15;Raum 1;2024/25;EIG;gut;in Betrieb;A1,A2\n").encode(),
    "pieces": (HEAD + "TAB;15 Stück;Raum 1;2024;EIG;gut;in Betrieb;A1,A2\n").encode(),
    "blanks": (HEAD + "  TAB ; 15 ;Raum   1; 2024 ;EIG;gut; in  Betrieb ;A1, A2, A1\n").encode(),
    "serials over lines": (HEAD + 'TAB;15;Raum 1;2024;EIG;gut;in Betrieb;"A1\nA2"\n').encode(),
}


@pytest.mark.parametrize("content", GOOD.values(), ids=GOOD)
def test_good_files_say_the_same(content):
    reading = read(content)
    assert reading.problems == []
    assert [(line.key, line.values) for line in reading.lines] == [(None, FULL)]
    assert (reading.personal, reading.unknown) == ([], [])


def test_workbook_with_real_numbers_and_dates():
    content = workbook(
        ["Schulnummer", "Gerätetyp", "Anzahl", "Anschaffungsdatum"],
        [990012, "TAB", 1234, datetime(2023, 5, 12)],  # noqa: DTZ001 - as Excel stores it
        ["990012", "DISP", 2.0, date(2022, 1, 1)],
        [None, None, None, None],
        [990012, "Drahtlose Übertragung (z. B. Apple TV)", "1.234", 2021],
    )
    reading = read(content, "liste.xlsx")
    assert reading.problems == []
    assert reading.lines == [
        Line(2, None, {"quantity": 1234, "purchase_year": 2023, "type": "TAB"}),
        Line(3, None, {"quantity": 2, "purchase_year": 2022, "type": "DISP"}),
        Line(5, None, {"quantity": 1234, "purchase_year": 2021, "type": "CONV"}),
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Hologramm;15;;;;;;", "Gerätetyp"),
        (";15;;;;;;", "Gerätetyp"),
        ("TAB;;;;;;;", "Anzahl"),
        ("TAB;0;;;;;;", "Anzahl"),
        ("TAB;-3;;;;;;", "Anzahl"),
        ("TAB;viele;;;;;;", "Anzahl"),
        ("TAB;1,5;;;;;;", "Anzahl"),
        ("TAB;100.001;;;;;;", "Anzahl"),
        ("TAB;15;" + "x" * 81 + ";;;;;", "Raum"),
        ("TAB;15;;24;;;;", "Anschaffungsjahr"),
        ("TAB;15;;1899;;;;", "Anschaffungsjahr"),
        ("TAB;15;;2031;;;;", "Anschaffungsjahr"),
        ("TAB;15;;45058;;;;", "Anschaffungsjahr"),
        ("TAB;15;;31.02.2024;;;;", "Anschaffungsjahr"),
        ("TAB;15;;;Lotto;;;", "Finanzierung"),
        ("TAB;15;;;;schön;;", "Zustand"),
        ("TAB;15;;;;;verschollen;", "Status"),
        ("TAB;1;;;;;;A,B", "Seriennummern"),
        ("TAB;15;;;;;;" + "x" * 20_001, "Seriennummern"),
    ],
)
def test_each_fault_is_named_with_its_place(row, column):
    last = ROW.replace("A1", "B1").replace("A2", "B2")
    reading = read((HEAD + ROW + row + "\n" + last).encode())
    assert [(one.line, one.column) for one in reading.problems] == [(3, column)]
    assert all(one.text and one.remedy for one in reading.problems)
    assert [line.line for line in reading.lines] == [2, 4]


def test_all_faults_at_once():
    reading = read((HEAD + "Hologramm;viele;;24;;;;\nTAB;0;;;;;;\n").encode())
    assert [(one.line, one.column, one.value) for one in reading.problems] == [
        (2, "Gerätetyp", "Hologramm"),
        (2, "Anzahl", "viele"),
        (2, "Anschaffungsjahr", "24"),
        (3, "Anzahl", "0"),
    ]


def test_a_line_of_another_school_and_a_bad_key():
    head = "Kennung;Schulnummer;Gerätetyp;Anzahl\n"
    reading = read((head + "12;990024;TAB;1\nzwölf;990012;TAB;1\n13;;TAB;1\n").encode())
    assert [(one.line, one.column) for one in reading.problems] == [(2, "Schulnummer"), (3, "Kennung")]
    assert reading.lines == [Line(4, 13, {"quantity": 1, "type": "TAB"})]


def test_school_number_that_lost_its_zero():
    table = read_table(SimpleUploadedFile("a.csv", b"Schulnummer;Typ;Menge\n12345;TAB;1\n"))
    reading = read_inventory(table, catalogue=CATALOGUE, school_number="012345", this_year=2026)
    assert reading.problems == []


def test_a_code_suffices_beside_a_name_that_nobody_knows():
    """The word is no question either; beside a code that nobody knows, or none, it stays a fault."""
    head = "Gerätetyp-Code;Gerätetyp;Anzahl\n"
    reading = read((head + "TAB;Schultafel;1\nXX;Interaktives Display;2\n;Hologramm;3\n").encode())
    assert [(line.line, line.values["type"]) for line in reading.lines] == [(2, "TAB")]
    assert [(one.line, one.value) for one in reading.problems] == [(3, "XX"), (4, "Hologramm")]
    assert reading.open_words == {"type": {"XX": 1, "Hologramm": 1}}


def test_code_and_name_must_agree():
    head = "Gerätetyp-Code;Gerätetyp;Anzahl\n"
    reading = read((head + "TAB;Interaktives Display;1\nTAB;;2\n;TAB;3\nTAB;TAB;4\n").encode())
    assert [one.line for one in reading.problems] == [2]
    assert [(line.line, line.values["type"]) for line in reading.lines] == [
        (3, "TAB"),
        (4, "TAB"),
        (5, "TAB"),
    ]


def test_personal_columns_are_dropped_and_named():
    content = workbook(
        ["Typ", "Menge", "Primary user UPN", "Nachname", "Bemerkung", "Schüler/in", "Modell", "is_superuser"],
        ["TAB", 1, "maria@example.org", "GEHEIM", "GEHEIM", "GEHEIM", "Apfel", "1"],
    )
    reading = read(content, "liste.xlsx")
    assert reading.personal == ["Primary user UPN", "Nachname", "Bemerkung", "Schüler/in"]
    assert reading.unknown == ["Modell", "is_superuser"]
    assert reading.rows_as_json() == [{"line": 2, "key": None, "values": {"quantity": 1, "type": "TAB"}}]


@pytest.mark.parametrize(
    "column",
    ["UserId", "Primary user email address", "Primary user display name", "Phone number", "WiFiIPv4Address",
     "owner", "notes", "networkInformation", "Checked Out To: Username", "First Name", "Last Name", "Email",
     "Contact", "E-Mail", "Benutzer", "Lehrkraft", "Name des Kindes", "Ansprechpartner", "Ansprechpartner/in",
     "ANSPRECHPARTNERIN", "Bearbeiter:in", "BearbeiterIn", "Zuständige Sachbearbeiterinnen", "Hausmeister", "Nutzer",
     "Kontakt", "Übergeben an", "device_owner", "ownerName", "Technician in charge of the hardware", "Assigned to",
     "Caretaker", "Kommentar", "Kommentare der IT", "Anmerkung", "comment", "Asset Notes"],
)  # fmt: skip
def test_columns_of_device_management_that_name_people(column):
    assert is_personal(column)


@pytest.mark.parametrize(
    "column",
    ["Hersteller", "Modell", "OS version", "Asset Tag", "Preis", "Inventarnummer", "Ownership", "Besitzverhältnis",
     "Bezeichnung", "Beschreibung", "Nutzungsdauer", "Verwaltung", "Notebook", "Personalcomputer", "Elternabend",
     "Kommentierung", "Innenraum", "Mutterplatine", "Adminrechte"],
)  # fmt: skip
def test_columns_that_do_not(column):
    assert not is_personal(column)


def test_no_column_that_we_know_is_taken_for_one_about_people():
    known = {*words("column"), *words("likely_column")}
    proposed = {name for source in SOURCES.values() for names in source.columns.values() for name in names}
    assert not [column for column in sorted(known | proposed) if is_personal(column)]


@pytest.mark.parametrize(
    ("values", "about_people"),
    [
        (["Frau Müller", "", "Herr Ö. Kaya"], True),
        (["Hr. Demir", "a@example.org", "?"], True),
        (["R 101", "Herrenhaus", "Frauenraum"], False),
        (["Raum bei Frau Müller", "R 101"], False),
        ([], False),
    ],
)
def test_a_column_of_names_or_addresses_is_known_by_what_stands_in_it(values, about_people):
    assert holds_people(values) is about_people


REFUSED = {
    "nothing": ("liste.csv", b""),
    "only blank lines": ("liste.csv", b"\n\n;;;\n"),
    "no type column": ("liste.csv", b"Anzahl;Raum\n1;R1\n"),
    "no quantity column": ("liste.csv", "Gerätetyp;Raum\nTAB;R1\n".encode()),
    "the same meaning twice": ("liste.csv", b"Typ;Kategorie;Menge\nTAB;TAB;1\n"),
    "the same column twice": ("liste.csv", b"Typ;Menge;Menge\nTAB;1;1\n"),
    "open quotation mark": ("liste.csv", b'Typ;Menge\n"TAB;1\n'),
    "shifted line": ("liste.csv", b"Typ;Menge\nTAB;1;zu viel\n"),
    "a PDF with another name": ("liste.csv", b"%PDF-1.7\n"),
    "a picture": ("liste.png", b"\x89PNG\r\n\x1a\n"),
    "old Excel": ("liste.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "a torn workbook": ("liste.xlsx", workbook(["Typ", "Menge"])[:200]),
    "bytes": ("liste.csv", bytes(range(256)) * 4),
    "too many lines": ("liste.csv", b"Typ;Menge\n" + b"TAB;1\n" * 5001),
}


@pytest.mark.parametrize(("name", "content"), REFUSED.values(), ids=REFUSED)
def test_files_that_are_no_stock_list_are_refused_in_words(name, content):
    with pytest.raises(DomainError) as error:
        read(content, name)
    assert len(str(error.value)) > 20


def test_five_thousand_lines_are_read():
    assert len(read(b"Typ;Menge;Raum\n" + b"".join(b"TAB;1;R%d\n" % n for n in range(5000))).lines) == 5000


@pytest.mark.parametrize(
    ("text", "hint"),
    [("Interaktive Displays", "Meinten Sie „Interaktives Display“? "), ("Bügeleisen", "")],
)
def test_a_mistyped_type_gets_the_nearest_name(text, hint):
    table = read_table(SimpleUploadedFile("a.csv", f"Typ;Menge\n{text};1\n".encode()))
    reading = read_inventory(table, catalogue=WITH_NAMES, school_number="990012", this_year=2026)
    assert [problem.remedy for problem in reading.problems] == [hint + ASSIGN]
