"""Lists of device managements in a school's import: recognised, counted, personal columns named and gone."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import DomainError
from equipment import matching, selectors
from equipment.models import InventoryImport, StockBatch
from equipment.profile_sources import proposal
from equipment.profiles import FIELDS
from equipment.services import inventory
from tests.equipment.conftest import url

HEAD = "Device ID,Device name,Serial number,Model,Category,Primary user UPN\n"
INTUNE = HEAD + "".join(
    f"{number},iPad-Maria-{number},S{number},DEV_TABLET_POOL,Klassensatz,maria@example.org\n"
    for number in range(3)
)
SNIPE = (
    "Company,Asset Tag,Category,Model,Location,Purchase Date,Purchase Cost,Serial,Status,Checked Out To: Email\n"
    "990012,1,Tablet im Klassensatz,iPad 9,R1,2024-05-12,399.00,S1,Deployed,maria@example.org\n"
    "990012,2,Tablet im Klassensatz,iPad 8,R2,2024-06-12,399.00,S2,Deployed,maria@example.org\n"
    "990012,3,Tablet eins zu eins,iPad 10,R2,2024-06-12,399.00,S3,Broken - Not Fixable,maria@example.org\n"
)


def upload(world, content, name="a.csv", *, is_single=False):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    one = inventory.upload_inventory(file, school=world.school_a, actor=world.user("lead_a"))
    if not is_single:
        return one
    columns = proposal(one.profile.source, one.table["header"])
    return inventory.map_columns(one, columns=columns, is_aggregated=False)


def lines(one):
    return [(row["line"], row["values"]) for row in one.rows]


def test_devices_are_counted_by_type_year_and_state(world):
    one = upload(world, SNIPE)
    assert lines(one) == [
        (2, {"quantity": 2, "type": "DEV_TABLET_POOL", "purchase_year": 2024, "state": "in_use"}),
        (4, {"quantity": 1, "type": "DEV_TABLET_1TO1", "purchase_year": 2024, "state": "broken"}),
    ]
    assert one.ignored["source"] == {
        "name": "snipeit", "is_aggregated": True, "lines": 3, "devices": 3, "left_out": 0,
    }  # fmt: skip
    assert one.ignored["personal"] == ["Checked Out To: Email"]
    assert "Location" in one.ignored["unknown"]


def test_single_devices_by_choice(world):
    one = upload(world, SNIPE, is_single=True)
    assert [(values["room"], values["price"], values["serials"]) for _line, values in lines(one)] == [
        ("R1", "399.00", "S1"), ("R2", "399.00", "S2"), ("R2", "399.00", ""),
    ]  # fmt: skip


def test_an_authority_without_serial_numbers_gets_none(world):
    world.authority.records_serials = False
    world.authority.save()
    one = upload(world, SNIPE, is_single=True)
    assert not any(values.get("serials") for _line, values in lines(one))


def test_the_page_says_what_it_recognised_and_nothing_of_people(world):
    client = world.client_for("lead_a")
    sent = {"file": SimpleUploadedFile("intune.csv", INTUNE.encode())}
    page = client.get(client.post(url("inventory_import_create", "990012"), sent).url)
    html = page.content.decode()
    assert "Erkannt als Microsoft-Intune-Export" in html
    assert "3 Geräte" in html
    assert "Primary user UPN" in html
    assert "aria" not in str(InventoryImport.unscoped.values_list("rows", "problems", "ignored"))
    client.post(
        url("inventory_import_commit", "990012", page.context["upload"].pk), {"seen": page.context["seen"]}
    )
    assert StockBatch.unscoped.get().quantity == 3
    again = upload(world, INTUNE)
    steps = selectors.inventory_plan(school=again.school, rows=again.rows)
    assert matching.counts(steps)["unchanged"] == 1


def test_a_list_of_glpi_without_the_entity_is_read_at_once(world):
    text = '"Name";"Status";"Hersteller";"Seriennummer";"Modell";"Standort";\n' + "".join(
        f'"PC-{number}";"aktiv";"Muster";"S{number}";"DEV_TABLET_POOL";"Raum 4";\n' for number in range(3)
    )
    client = world.client_for("lead_a")
    sent = {"file": SimpleUploadedFile("glpi.csv", text.encode())}
    page = client.get(client.post(url("inventory_import_create", "990012"), sent).url)
    assert "Erkannt als GLPI-Export" in page.content.decode()
    one = InventoryImport.unscoped.get()
    assert lines(one) == [(2, {"quantity": 3, "type": "DEV_TABLET_POOL", "state": "in_use"})]
    assert one.ignored["personal"] == ["Name"]


def test_the_page_proposes_fields_for_everyday_headings(world):
    text = "Gerät;Kosten;Gekauft;Standort;Modell\nTablet;399,00;2024;R1;iPad 9\n"
    client = world.client_for("lead_a")
    sent = {"file": SimpleUploadedFile("geraete.csv", text.encode())}
    html = client.get(
        client.post(url("inventory_import_create", "990012"), sent).url, follow=True
    ).content.decode()
    chosen = re.findall(r'<option value="([^"]*)" selected', html)
    assert [one for one in chosen if one in FIELDS] == ["type", "price", "purchase_year", "room"]


def test_lines_for_other_schools_stay_out(world):
    world.school_b.authority = world.authority
    world.school_b.save()
    text = SNIPE + SNIPE.partition("\n")[2].replace("990012", world.school_b.name).replace(",S", ",T")
    one = upload(world, text)
    assert (one.ignored["source"]["devices"], one.ignored["source"]["left_out"]) == (3, 3)
    with pytest.raises(DomainError, match="andere Schulen"):
        upload(world, SNIPE.replace("990012", world.school_b.school_number))


def test_groups_that_are_no_schools_do_not_matter(world):
    assert upload(world, INTUNE).ignored["source"]["devices"] == 3


def test_jamf_school(world):
    devices = [
        {"UDID": str(number), "locationId": 1, "serialNumber": f"S{number}", "inTrash": number == 2,
         "model": {"name": "DEV_TABLET_POOL"}, "owner": {"name": "Maria"}, "name": "iPad von Maria"}
        for number in range(3)
    ]  # fmt: skip
    one = upload(world, json.dumps({"code": 200, "devices": devices}), "a.json")
    assert [(values["quantity"], values["state"]) for _line, values in lines(one)] == [
        (2, "in_use"), (1, "retired"),
    ]  # fmt: skip
    assert one.ignored["personal"] == ["owner.name", "name"]


def test_glpi_with_an_unknown_type_and_a_serial_number_twice(world):
    text = (
        '"Name";"Entität";"Seriennummer";"Modell";"Standort";"Benutzer"\n'
        '"PC1";"Stadt > Grundschule Am Anger";"S1";"DEV_DESKTOP";"R1";"Maria"\n'
        '"PC2";"Stadt > Grundschule Am Anger";"S1";"DEV_DESKTOP";"R1";"Maria"\n'
        '"PC3";"Stadt > Grundschule Am Anger";"S3";"OptiPlex";"R1";"Maria"\n'
    )
    one = upload(world, text)
    assert [(fault["line"], fault["column"], fault["value"]) for fault in one.problems] == [
        (3, "Seriennummer", "S1"), (4, "Modell", "OptiPlex"),
    ]  # fmt: skip
    with pytest.raises(DomainError):
        inventory.commit_inventory(one, seen="", actor=world.user("lead_a"))
    assert not StockBatch.unscoped.exists()


def test_the_whole_column_says_how_amounts_are_written(world):
    """A price that could be 1,234 or 1.234 is told by another line of the list."""
    text = SNIPE.replace("399.00,S1", '"1,234.00",S1')
    one = upload(world, text, is_single=True)
    assert lines(one)[0][1]["price"] == "1234.00"
    assert "Dezimalpunkt" in one.ignored["read_as"]


JAMF = '{"code":200,"devices":[%s]}'
IPAD = '{"UDID":"%d","serialNumber":"S%d","name":"iPad von Maria","model":{"name":"%s"},"owner":{"name":"Maria"}}'
GLPI = '"Name";"Entität";"Seriennummer";"Typ";"Modell";"Benutzer"\n'
BOUGHT = (
    '"Name";"Status";"Hersteller";"Seriennummer";"Modell";"Standort";"Kaufdatum";\n'
    '"PC1";"aktiv";"Muster";"S1";"DEV_DESKTOP";"Raum 4";"%s";\n'
    '"PC2";"aktiv";"Muster";"S2";"DEV_DESKTOP";"Raum 4";"%s";\n'
)
CORPUS = {
    "intune.csv": (INTUNE.encode(), 1, []),
    "intune-bom.csv": (INTUNE.encode("utf-8-sig"), 1, []),
    "intune-utf16.csv": (INTUNE.encode("utf-16"), 1, []),
    "intune-tab.txt": (INTUNE.replace(",", "\t").encode(), 1, []),
    "intune-title.csv": (b"Export\n\n" + INTUNE.encode(), 1, []),
    "intune-model.csv": ((HEAD + "1,Maria,S1,iPad 9,5a,maria@example.org\n").encode(), 0, [(2, "Model")]),
    "intune-twice.csv": ((HEAD + "1,,S1,PRN,,\n2,,s1,PRN,,\n").encode(), 1, [(3, "Serial number")]),
    "jamf.json": ((JAMF % ",".join(IPAD % (n, n, "PRN") for n in range(3))).encode(), 1, []),
    "jamf-array.json": (f"[{IPAD % (1, 1, 'PRN')}]".encode(), 1, []),
    "jamf-model.json": ((JAMF % (IPAD % (1, 1, "iPad 9"))).encode(), 0, [(1, "model.name")]),
    "jamf-twice.json": ((JAMF % ",".join([IPAD % (1, 1, "PRN")] * 2)).encode(), 1, [(2, "serialNumber")]),
    "snipe.csv": (SNIPE.encode(), 2, []),
    "snipe-cp1252.csv": (SNIPE.replace("R1", "Büro").encode("cp1252"), 2, []),
    "snipe-day.csv": (SNIPE.replace("2024-05-12", "2024-13-12").encode(), 2, [(2, "Purchase Date")]),
    "snipe-category.csv": (
        SNIPE.replace("Tablet im Klassensatz", "Tablets").encode(),
        1,
        [(2, "Category"), (3, "Category")],
    ),
    "glpi-day-month.csv": ((BOUGHT % ("12-03-2021", "15-04-2021")).encode(), 1, []),
    "glpi-month-day.csv": ((BOUGHT % ("03-12-2021", "04-15-2021")).encode(), 1, []),
    "glpi-either.csv": ((BOUGHT % ("12-03-2021", "04-11-2021")).encode(), 1, []),
    "glpi-iso.csv": ((BOUGHT % ("2021-03-12", "2021-04-15")).encode(), 1, []),
    "glpi-no-day.csv": ((BOUGHT % ("12-03-2021", "31-31-2021")).encode(), 1, [(3, "Kaufdatum")]),
    "glpi.csv": ((GLPI + '"PC";"Stadt";"S1";"";"DEV_DESKTOP";"Maria"\n').encode(), 1, []),
    "glpi-no-type.csv": ((GLPI + '"PC";"Stadt";"S1";"";"";"Maria"\n').encode(), 0, [(2, "Modell")]),
    "glpi-formula.csv": ((GLPI + '"PC";"Stadt";"=1+1";"";"=PRN";"Maria"\n').encode(), 1, []),
    "only-header.csv": (HEAD.encode(), None, []),
    "shifted.csv": ((HEAD + "1,a,S1,PRN,,,,zu viel\n").encode(), None, []),
    "open-quote.csv": ((HEAD + '1,"a,S1,PRN,,\n').encode(), None, []),
    "column-twice.csv": ((HEAD.strip() + ",Model\n1,a,S1,PRN,,,PRN\n").encode(), None, []),
    "torn.json": ((JAMF % (IPAD % (1, 1, "PRN"))).encode()[:-9], None, []),
}


@pytest.mark.parametrize("name", CORPUS)
def test_lists_as_they_are_uploaded(world, name):
    """Read, told with line and column, or refused (None); no name of a person is kept and no stock written."""
    content, expected, faults = CORPUS[name]
    if expected is None:
        with pytest.raises(DomainError):
            upload(world, content, name)
        assert not InventoryImport.unscoped.exists()
        return
    one = upload(world, content, name)
    assert [(fault["line"], fault["column"]) for fault in one.problems] == faults
    assert len(one.rows) == expected
    assert "aria" not in str([one.rows, one.problems, one.ignored])
    if faults:
        with pytest.raises(DomainError):
            inventory.commit_inventory(one, seen="", actor=world.user("lead_a"))
    assert not StockBatch.unscoped.exists()


@pytest.mark.parametrize(
    ("days", "form"),
    [
        (("12-03-2021", "15-04-2021"), "Jahr aus TT-MM-JJJJ"),
        (("03-12-2021", "04-15-2021"), "Jahr aus MM-TT-JJJJ"),
        (("12-03-2021", "04-11-2021"), "Jahr aus TT-MM-JJJJ oder MM-TT-JJJJ"),
        (("2021-03-12", "2021-04-15"), "Jahr aus JJJJ-MM-TT"),
    ],
)
def test_the_days_of_glpi_are_understood_and_named(world, days, form):
    one = upload(world, BOUGHT % days)
    assert [values["purchase_year"] for _line, values in lines(one)] == [2021]
    assert one.ignored["read_as"].endswith(f", {form}")


def test_lines_that_no_device_was_counted_of_were_read_all_the_same(world):
    one = upload(world, (BOUGHT % ("12-03-2021", "")).replace("DEV_DESKTOP", "OptiPlex"))
    html = world.client_for("lead_a").get(url("inventory_import_detail", "990012", one.pk)).content.decode()
    assert "2 Zeilen wurden gelesen. Bisher gezählte Geräte: 0." in html
    assert "0 Geräte wurden gelesen" not in html


def test_the_preview_has_one_box_with_all_that_must_be_known(world, stock):
    """Words to assign, what is recorded already and what has no year; what was left out stands in the fold."""
    stock("DEV_TABLET_POOL", room="Raum 1", purchase_year=2019)
    one = upload(world, INTUNE + "9,iPad,S9,iPad 9,Klassensatz,maria@example.org\n")
    html = world.client_for("lead_a").get(url("inventory_import_detail", "990012", one.pk)).content.decode()
    order = ['class="counts"', "Wörter zuordnen", 'class="kern-alert kern-alert--', "Ist das schon erfasst?",
             "haben kein Anschaffungsjahr", 'id="reading"', "Primary user UPN", 'id="problems"']  # fmt: skip
    places = [html.index(one) for one in order]
    assert places == sorted(places)
    assert html.count('class="kern-alert kern-alert--') == 1


def test_json_has_devices_and_no_lines(world):
    one = upload(
        world, JAMF % ",".join([IPAD % (1, 1, "PRN"), IPAD % (2, 1, "PRN"), IPAD % (3, 3, "iPad")]), "a.json"
    )
    assert [(fault["line"], fault["text"]) for fault in one.problems] == [
        (2, "Diese Seriennummer hat schon Gerät 1."),
        (3, "Dieser Gerätetyp steht nicht im Katalog."),
    ]
    assert [line for line, _values in lines(one)] == [1]
    html = world.client_for("lead_a").get(url("inventory_import_detail", "990012", one.pk)).content.decode()
    assert html.count('<th scope="col" class="numeric">Gerät</th>') == 2
    assert '<th scope="col" class="numeric">Zeile</th>' not in html
    assert "3 Geräte wurden gelesen. Bisher gezählte Geräte: 1." in html


def test_the_preview_warns_of_what_is_recorded_by_room(world, stock):
    one = upload(world, SNIPE)
    client, page = world.client_for("lead_a"), url("inventory_import_detail", "990012", one.pk)
    assert client.get(page).context["beside"] == []
    stock("DEV_TABLET_POOL", room="Raum 1", purchase_year=2019)
    stock("DEV_TABLET_1TO1", room="Raum 1", purchase_year=2019, state="retired")
    response = client.get(page)
    assert response.context["beside"] == ["Tablet im Klassensatz"]
    assert "Ist das schon erfasst?" in response.content.decode()


def test_the_preview_counts_what_the_wave_cannot_date(world):
    """The day of enrolment looks like a year of purchase and is none."""
    enrolled = INTUNE.replace("Primary user UPN\n", "Primary user UPN,Enrollment date\n").replace(
        "example.org\n", "example.org,2021-03-04\n"
    )
    one = upload(world, enrolled)
    assert {values.get("purchase_year") for _line, values in lines(one)} == {None}
    html = world.client_for("lead_a").get(url("inventory_import_detail", "990012", one.pk)).content.decode()
    assert "3 neue Geräte haben kein Anschaffungsjahr" in html
    assert "Der Tag der Registrierung ist nicht das Jahr der Anschaffung" in html
    dated = upload(world, SNIPE)
    html = world.client_for("lead_a").get(url("inventory_import_detail", "990012", dated.pk)).content.decode()
    assert "Anschaffungsjahr</h" not in html
    assert "kein Anschaffungsjahr" not in html
