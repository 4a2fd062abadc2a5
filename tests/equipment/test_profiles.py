"""Lists of other systems: their columns, their words, and what is counted."""

from __future__ import annotations

import io
import json

import pytest

from core.errors import DomainError
from core.problems import Problem
from core.sheets import open_sheet
from equipment.importers import (
    Line,
)
from equipment.profile import Profile
from equipment.profile_sources import SOURCES, proposal, recognised
from equipment.profiles import LEFT_OUT, Collector, mapper_for
from equipment.words import is_header, sort_columns
from tests.equipment.test_importers import ASSIGN, CATALOGUE

INTUNE = [
    "Device ID", "Device name", "Enrollment date", "Last check-in", "OS version", "Serial number",
    "Manufacturer", "Model", "Category", "UserId", "Primary user UPN", "Primary user email address",
    "Primary user display name", "WiFiIPv4Address", "Management name", "Phone number",
]  # fmt: skip
SNIPE = [
    "Company", "Name", "Asset Tag", "Category", "Supplier", "Manufacturer", "Location", "Order Number",
    "Model", "Model Notes", "Model Number", "Asset Notes", "Purchase Date", "Purchase Cost",
    "Checkout Type", "Checked Out To: Username", "Checked Out To: First Name",
    "Checked Out To: Last Name", "Checked Out To: Email", "Checked Out To: Location",
]  # fmt: skip
IPADS = Profile(
    "iPads",
    "intune",
    {"school_number": "Category", "type": "Model", "serials": "Serial number"},
    {"school_number": {"GS Am Anger": "990012"}, "type": {"iPad 9": "TAB", "Apple Pencil": LEFT_OUT}},
)


def mapper(profile=IPADS, header=INTUNE, schools=("990012", "990024")):
    return mapper_for(profile, header, catalogue=CATALOGUE, schools=schools, this_year=2026)


def cells(header=INTUNE, **values):
    named = {plain.replace(" ", "_"): value for plain, value in values.items()}
    return [named.get(column.replace(" ", "_"), "") for column in header]


def test_words_become_codes():
    found = mapper().read(2, cells(Model="IPAD 9", Category="GS am Anger", Serial_number="S1"))
    assert found == ("990012", Line(2, None, {"quantity": 1, "type": "TAB"}))


def test_personal_columns_are_named_and_never_read():
    found = mapper()
    assert found.personal == [
        "UserId", "Primary user UPN", "Primary user email address", "Primary user display name",
        "WiFiIPv4Address", "Management name", "Phone number",
    ]  # fmt: skip
    assert found.unknown == [
        "Device ID", "Device name", "Enrollment date", "Last check-in", "OS version", "Manufacturer",
    ]  # fmt: skip
    greedy = Profile("x", "intune", {"type": "Model", "room": "Primary user UPN"})
    lines = mapper(greedy, schools=["990012"]).read(
        2, cells(Model="TAB", Primary_user_UPN="maria@example.org")
    )
    assert "maria" not in str(lines)


def test_a_word_that_nothing_is_assigned_to_is_told_in_each_line():
    found = mapper()
    line = cells(Model="Surface Go", Category="GS Am Anger")
    assert [len(found.read(number, line)) for number in (2, 3)] == [1, 1]
    assert found.read(4, line) == [
        Problem(
            4,
            "Model",
            "Dieser Gerätetyp steht nicht im Katalog.",
            "Surface Go",
            ASSIGN,
        )
    ]


def test_lines_that_are_not_wanted():
    found = mapper()
    assert found.read(2, cells(Model="Apple Pencil", Category="GS Am Anger")) == []
    assert found.left_out == 1


@pytest.mark.parametrize(
    ("values", "column", "text"),
    [
        ({"Model": "iPad 9", "Category": ""}, "Category", "Die Schule fehlt."),
        ({"Model": "iPad 9", "Category": "990036"}, "Category", "Das ist keine Schule Ihres Schulträgers."),
        ({"Model": "", "Category": "990012"}, "Model", "Der Gerätetyp fehlt."),
    ],
)
def test_faulty_lines(values, column, text):
    (problem,) = mapper().read(7, cells(**values))
    assert (problem.line, problem.column, problem.text) == (7, column, text)
    assert problem.remedy


def test_a_school_reads_its_own_lines_alone():
    found = mapper(schools=["990012"])
    (problem,) = found.read(3, cells(Model="iPad 9", Category="990024"))
    assert (problem.line, problem.value, problem.text) == (
        3,
        "990024",
        "Die Zeile gehört zu einer anderen Schule.",
    )
    assert problem.remedy == "Laden Sie die Zeile bei ihrer Schule hoch oder löschen Sie sie."
    without = Profile("x", "other", {"type": "Model"})
    assert mapper(without, schools=["990012"]).read(3, cells(Model="TAB"))[0] == "990012"
    with pytest.raises(DomainError, match="in welcher Spalte die Schule"):
        mapper(without)


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (Profile("x", "other", {"type": "Gerät", "school_number": "Category"}), "fehlt die Spalte „Gerät“"),
        (Profile("x", "other", {"school_number": "Category"}), "in welcher Spalte der Gerätetyp"),
    ],
)
def test_a_profile_that_does_not_fit(profile, words):
    with pytest.raises(DomainError, match=words):
        mapper(profile)


def test_a_device_that_stands_twice():
    found = mapper()
    found.read(2, cells(Model="iPad 9", Category="990012", Serial_number="S1"))
    (problem,) = found.read(5, cells(Model="iPad 9", Category="990012", Serial_number="S1"))
    assert (problem.column, problem.value, problem.text) == (
        "Serial number", "S1", "Diese Seriennummer steht schon in Zeile 2.",
    )  # fmt: skip


def collected(found, *lines):
    collector = Collector()
    for number, line in enumerate(lines, start=2):
        collector.add(*found.read(number, line))
    return list(collector.results())


def test_devices_are_counted_without_their_numbers():
    lines = [cells(Model="iPad 9", Category="990012", Serial_number=f"S{n}") for n in range(3)]
    other = cells(Model="TAB", Category="990024", Serial_number="S9")
    assert collected(mapper(), *lines, other) == [
        ("990012", Line(2, None, {"quantity": 3, "type": "TAB"})),
        ("990024", Line(5, None, {"quantity": 1, "type": "TAB"})),
    ]


def test_single_devices_keep_them_unless_each_belongs_to_a_pupil():
    words = {"type": {"iPad 9": "TAB", "iPad 10": "DEV_TABLET_1TO1"}}
    single = Profile("x", "intune", IPADS.columns, words, is_aggregated=False)
    lines = [cells(Model=model, Category="990012", Serial_number=serial)
             for model, serial in (("iPad 9", "S1"), ("iPad 9", "S2"), ("iPad 10", "S3"))]  # fmt: skip
    assert [line.values for _school, line in collected(mapper(single), *lines)] == [
        {"quantity": 2, "type": "TAB", "serials": "S1\nS2"},
        {"quantity": 1, "type": "DEV_TABLET_1TO1", "serials": ""},
    ]


def test_too_many_pieces_together():
    profile = Profile("x", "other", {"type": "Model", "quantity": "Device name"})
    line = cells(Model="TAB", Device_name="60000")
    (problems,) = collected(mapper(profile, schools=["990012"]), line, line)
    assert [(one.line, one.text) for one in problems] == [
        (2, "Zusammen haben diese Zeilen mehr als 100.000 Stück.")
    ]


# --- what known sources propose ---


def test_intune_and_snipe_it():
    assert proposal("intune", INTUNE) == {
        "school_number": "Category", "type": "Model", "serials": "Serial number",
    }  # fmt: skip
    assert proposal("snipeit", SNIPE) == {
        "school_number": "Company", "type": "Category", "room": "Location", "purchase_year": "Purchase Date",
        "price": "Purchase Cost",
    }  # fmt: skip
    found = mapper(Profile("x", "snipeit", proposal("snipeit", SNIPE)), SNIPE)
    assert found.personal == [
        "Name", "Model Notes", "Asset Notes", "Checked Out To: Username", "Checked Out To: First Name",
        "Checked Out To: Last Name", "Checked Out To: Email", "Checked Out To: Location",
    ]  # fmt: skip
    line = [
        "990012",
        "",
        "",
        "TAB",
        "",
        "",
        "R1",
        "",
        "iPad 9",
        "",
        "",
        "",
        "2023-05-12",
        "399.00",
        *[""] * 6,
    ]
    assert found.read(2, line)[1].values == {
        "quantity": 1, "type": "TAB", "room": "R1", "purchase_year": 2023, "price": "399.00",
    }  # fmt: skip


def test_jamf_school():
    device = {
        "UDID": "1", "locationId": 7, "serialNumber": "S1", "inTrash": False, "name": "iPad von Maria",
        "model": {"name": "iPad 9", "identifier": "iPad12,1"}, "os": {"prefix": "iPadOS", "version": "17.5"},
        "owner": {"name": "Maria", "email": "maria@example.org"}, "notes": "kaputt",
        "networkInformation": {"IPAddress": "10.0.0.1"},
    }  # fmt: skip
    content = json.dumps({"code": 200, "count": 1, "devices": [device]}).encode()
    sheet = open_sheet(io.BytesIO(content), kind="json")
    columns = proposal("jamf", sheet.header)
    words = {**SOURCES["jamf"].values, "school_number": {"7": "990012"}, "type": {"iPad 9": "TAB"}}
    found = mapper(Profile("Jamf", "jamf", columns, words), sheet.header)
    assert found.personal == ["name", "owner.name", "owner.email", "notes", "networkInformation.IPAddress"]
    ((number, line),) = sheet.lines
    assert found.read(number, line) == (
        "990012", Line(1, None, {"quantity": 1, "type": "TAB", "state": "in_use"}),
    )  # fmt: skip


def test_glpi_with_chosen_columns():
    header = ["Name", "Entität", "Seriennummer", "Typ", "Modell", "Standort", "Benutzer", "Kontakt"]
    assert proposal("glpi", header) == {
        "school_number": "Entität", "type": "Modell", "room": "Standort", "serials": "Seriennummer",
    }  # fmt: skip


def test_glpi_without_the_entity_and_with_columns_of_ones_own():
    header = ["Name", "Status", "Hersteller", "Seriennummer", "Modell", "Standort", "Gekauft", "Kosten", ""]
    assert recognised(header) == "glpi"
    assert proposal("glpi", header) == {
        "type": "Modell", "room": "Standort", "purchase_year": "Gekauft", "price": "Kosten", "state": "Status",
        "serials": "Seriennummer",
    }  # fmt: skip


def test_vague_words_are_proposed_and_never_read_without_asking():
    header = ["Gerät", "Kosten", "Gekauft", "Standort", "Modell"]
    assert proposal("other", header) == {
        "type": "Gerät", "room": "Standort", "purchase_year": "Gekauft", "price": "Kosten",
    }  # fmt: skip
    assert proposal("other", ["Modell", "Kosten"]) == {"type": "Modell", "price": "Kosten"}
    assert not is_header(["Gerät", "Anzahl", "Kosten"])  # the costs may be those of all pieces
    columns = sort_columns(("Gerätetyp", "Anzahl", "Modell", "Kosten"))
    assert (columns.doubled, columns.unknown) == ([], ["Modell", "Kosten"])


def test_our_own_words_are_proposed_for_another_list():
    assert proposal("other", ["Schulnummer", "Geräteart", "Menge", "Name", "Farbe"]) == {
        "school_number": "Schulnummer", "type": "Geräteart", "quantity": "Menge",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "source"),
    [
        (INTUNE, "intune"),
        (SNIPE, "snipeit"),
        (["UDID", "serialNumber", "model.identifier", "name"], "jamf"),
        (["Name", "Entity", "Serial number", "Type"], "glpi"),
        (["Seriennummer", "Typ", "Standort", "Hersteller"], "glpi"),
        (["Seriennummer", "Modell", "Entität"], "glpi"),
        (["Name", "Seriennummer", "Modell", "Standort"], ""),
        (["Seriennummer", "Modell", "Status"], ""),
        (["Gerätetyp", "Anzahl", "Seriennummer"], ""),
        (["Device name", "Model"], ""),
    ],
)
def test_what_columns_tell_of_a_source(header, source):
    assert recognised(header) == source
