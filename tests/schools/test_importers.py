"""What the register reader accepts, and what it complains about."""

from datetime import date
from decimal import Decimal

import pytest

from schools.importers.register import has_check_digit, join_lines, read_authorities, read_register
from tests.schools.registers import COLUMNS, authorities, register, school

# 199987: 6+45+36+27+16 = 130, 130 mod 11 = 9, so the check digit would be 9
GOOD = "990000"


def problems(raw: bytes) -> list[tuple[int, str]]:
    reading = read_register(raw)
    assert reading.rows == [] or reading.problems
    return [(problem.line, problem.column) for problem in reading.problems]


@pytest.mark.parametrize("sep", [True, False])
@pytest.mark.parametrize("trailing", [True, False])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_every_form_of_the_file_reads_the_same(sep, trailing, bom, ending):
    raw = bom + register(school(GOOD), sep=sep, trailing=trailing).replace(b"\n", ending)
    reading = read_register(raw)
    assert [str(problem) for problem in reading.problems + reading.warnings] == []
    (row,) = reading.rows
    assert (row.school_number, row.name, row.city) == (GOOD, "Musterort, GS Test", "Musterort")
    assert (row.phone, row.authority, row.ags) == ("05241 12345", "99901", "05998004")
    assert (row.operation_key, row.operation_on) == ("1", date(1973, 8, 1))
    assert (row.latitude, row.longitude) == (Decimal("51.899186"), Decimal("8.392219"))


def test_rows_may_end_with_a_semicolon_too():
    assert len(read_register(register(school(GOOD)).replace(b'"5750000"\n', b'"5750000";\n')).rows) == 1


def test_new_column_between_known_ones_is_ignored():
    columns = (*COLUMNS[:6], "Bezirksregierung", *COLUMNS[6:])
    (row,) = read_register(register(school(GOOD, Bezirksregierung="Detmold"), columns=columns)).rows
    assert (row.city, row.street) == ("Musterort", "Weg 1")


@pytest.mark.parametrize(
    ("left_out", "lost"),
    [
        ("Strasse", {"street"}),
        ("Homepage", {"homepage"}),
        ("Rechtsform", {"legal_status"}),
        ("UTMRechtswert", {"latitude", "longitude"}),
        ("EPSG", set()),
        ("Schulbetriebsdatum", {"operation_on"}),
    ],
)
def test_missing_optional_column_is_said_in_fields(left_out, lost):
    full = read_register(register(school(GOOD))).fields
    columns = tuple(column for column in COLUMNS if column != left_out)
    reading = read_register(register(school(GOOD), columns=columns))
    assert reading.problems == []
    assert full - reading.fields == lost


@pytest.mark.parametrize(
    "left_out",
    [
        "Schulnummer",
        "Schulform",
        "Kurzbezeichnung",
        "Traegernummer",
        "Gemeindeschluessel",
        "Schulbetriebsschluessel",
    ],
)
def test_missing_required_column_stops(left_out):
    columns = tuple(column for column in COLUMNS if column != left_out)
    assert problems(register(school(GOOD), columns=columns)) == [(2, left_out)]


@pytest.mark.parametrize("epsg", ["null", "", "EPSG:25832"])
def test_epsg_null_means_zone_32(epsg):
    assert read_register(register(school(GOOD, EPSG=epsg))).rows[0].latitude == Decimal("51.899186")


@pytest.mark.parametrize(
    "values", [{"EPSG": "EPSG:4326"}, {"UTMRechtswert": "1"}, {"UTMHochwert": "x"}, {"UTMHochwert": "nan"}]
)
def test_strange_coordinates_are_left_out_with_a_warning(values):
    reading = read_register(register(school(GOOD, **values)))
    assert reading.rows[0].latitude is None
    assert [(warning.line, warning.column) for warning in reading.warnings] == [(3, "UTMRechtswert")]


def test_no_coordinates_are_no_warning():
    reading = read_register(register(school(GOOD, UTMRechtswert="", UTMHochwert="")))
    assert (reading.rows[0].latitude, reading.warnings) == (None, [])


@pytest.mark.parametrize("form", ["00", "0A", "0B", "0C", "50", "58"])
def test_units_that_are_no_schools_are_counted(form):
    reading = read_register(register(school(GOOD), school("199900", Schulform=form)))
    assert [row.school_number for row in reading.rows] == [GOOD]
    assert reading.no_schools == ["05998004"]


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        (
            ["Freie Waldorfschule Rudolf Steiner Schu-", "le u. Parzival"],
            "Freie Waldorfschule Rudolf Steiner Schule u. Parzival",
        ),
        (
            ["Verein Freie Waldorfschule Niederrhein-", "Aue e.V."],
            "Verein Freie Waldorfschule Niederrhein-Aue e.V.",
        ),
        (["Schule für Mädchen-", "u. Jungenklassen"], "Schule für Mädchen- u. Jungenklassen"),
        (["Grund-", "und Hauptschule"], "Grund- und Hauptschule"),
        (["Hunds-", "undeutlich"], "Hundsundeutlich"),
        (
            ["Stadt Essen", "- Schulverwaltungsamt -", "an der Ruhr"],
            "Stadt Essen - Schulverwaltungsamt - an der Ruhr",
        ),
        (["Städt. Realschule", "", "  "], "Städt. Realschule"),
        (["", "Nur  zweite"], "Nur zweite"),
        (
            ["Real-, Gesamt- und Hauptschul-", "zweckver-", "band"],
            "Real-, Gesamt- und Hauptschulzweckverband",
        ),
    ],
)
def test_names_are_joined_over_the_cut(parts, joined):
    assert join_lines(parts) == joined


@pytest.mark.parametrize(
    ("number", "fits"),
    [("100000", True), ("100299", True), ("169109", True), ("169108", False), (GOOD, True)],
)
def test_check_digit(number, fits):
    assert has_check_digit(number) == fits


def test_wrong_check_digit_is_only_a_warning():
    reading = read_register(register(school("199988")))
    assert [row.school_number for row in reading.rows] == ["199988"]
    assert [str(warning) for warning in reading.warnings] == [
        "Zeile 3, Spalte Schulnummer: Die Prüfziffer von 199988 passt nicht. Die Schule wird trotzdem übernommen."
    ]


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"Schulform": "99"}, "Schulform"),
        ({"Schulbetriebsschluessel": "7"}, "Schulbetriebsschluessel"),
        ({"Rechtsform": "3"}, "Rechtsform"),
    ],
)
def test_unknown_keys_are_kept_with_a_warning(values, column):
    reading = read_register(register(school(GOOD, **values)))
    assert (len(reading.rows), reading.problems) == (1, [])
    assert [warning.column for warning in reading.warnings] == [column]


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"Schulnummer": "12345"}, "Schulnummer"),
        ({"Schulnummer": "1234567"}, "Schulnummer"),
        ({"Schulnummer": "12345x"}, "Schulnummer"),
        ({"Schulnummer": "١٢٣٤٥٦"}, "Schulnummer"),
        ({"Gemeindeschluessel": "5998004"}, "Gemeindeschluessel"),
        ({"Gemeindeschluessel": ""}, "Gemeindeschluessel"),
        ({"Schulbetriebsdatum": "2026-07-31"}, "Schulbetriebsdatum"),
        ({"Schulbetriebsdatum": "31.02.2026"}, "Schulbetriebsdatum"),
        ({"Schulform": ""}, "Schulform"),
        ({"Schulbetriebsschluessel": "12"}, "Schulbetriebsschluessel"),
        ({"Kurzbezeichnung": "x" * 121}, "Kurzbezeichnung"),
        ({"PLZ": "333000"}, "PLZ"),
    ],
)
def test_bad_value_names_line_and_column(values, column):
    assert problems(register(school(GOOD), school("199900") | values)) == [(4, column)]


def test_duplicate_number_names_both_lines():
    reading = read_register(register(school(GOOD), school("199900"), school(GOOD)))
    assert [str(problem) for problem in reading.problems] == [
        f"Zeile 5, Spalte Schulnummer: {GOOD} steht schon in Zeile 3. Löschen Sie eine der beiden Zeilen."
    ]


def test_all_problems_are_told_at_once():
    raw = register(school("1"), school(GOOD), school("199900", Gemeindeschluessel="x"), school(GOOD))
    assert problems(raw) == [(3, "Schulnummer"), (5, "Gemeindeschluessel"), (6, "Schulnummer")]


def test_line_without_all_values_is_a_cut_off_file():
    raw = register(school(GOOD), school("199900"))
    assert problems(raw[: raw.rindex(b";")] + b"\n") == [(4, "UTMRechtswert")]


def test_file_cut_inside_a_value_names_the_line():
    raw = register(school(GOOD), school("199900"))
    reading = read_register(raw[:-5])
    assert [str(problem) for problem in reading.problems] == [
        "Zeile 4 ist nicht lesbar: Ein Anführungszeichen fehlt oder ist zu viel."
    ]


@pytest.mark.parametrize("sep", [True, False])
@pytest.mark.parametrize("wrong", [b",", b"\t", b"|"])
def test_wrong_delimiter(sep, wrong):
    raw = register(school(GOOD), sep=sep).replace(b";", wrong)
    reading = read_register(raw)
    assert reading.rows == []
    assert [(problem.line, problem.column) for problem in reading.problems] == [(1 + sep, "Schulnummer")]
    assert "nicht durch Semikolon getrennt" in reading.problems[0].text


def test_other_encoding_names_line_and_column():
    raw = register(school(GOOD), school("199900", Ort="Gütersloh")).decode().encode("cp1252")
    reading = read_register(raw)
    assert [(problem.line, problem.column) for problem in reading.problems] == [(4, "Ort")]


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"sep=;\n"])
def test_empty_file(raw):
    assert [problem.line for problem in read_register(raw).problems] == [1]


def test_header_without_schools():
    assert "keine Schule" in str(read_register(register()).problems[0])
    assert "keine Schule" in str(read_register(register(school(GOOD, Schulform="0A"))).problems[0])


def test_nul_bytes_are_no_text():
    assert problems(register(school(GOOD)) + b"\x00") == [(4, "")]


def test_authorities_are_read_and_joined():
    raw = authorities(_99901="Stadt Musterort") + b'"99902";"Verein Niederrhein-";"Aue e.V.";""\n'
    assert read_authorities(raw) == ({"99901": "Stadt Musterort", "99902": "Verein Niederrhein-Aue e.V."}, [])


def test_office_holders_are_no_part_of_the_name():
    raw = authorities() + b'"1";"Kreis Muster";"Der Landrat";""\n"2";"Stadt M";"- Schulverwaltungsamt -";""\n'
    assert read_authorities(raw)[0] == {"1": "Kreis Muster", "2": "Stadt M"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        authorities(),
        authorities(_x1="Stadt"),
        b"a;b\n1;2\n",
        authorities(_1="Gütersloh").decode().encode("cp1252"),
    ],
)
def test_broken_authorities_are_told(raw):
    names, problems = read_authorities(raw)
    assert (names, len(problems)) == ({}, 1)
