"""Stock as a file: export, upload, preview, commit."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from equipment.models import InventoryImport, StockBatch
from tests.core.table_files import ods, ods_row, ods_table
from tests.equipment.conftest import url


def test_export_follows_the_filter(world, stock):
    stock("PRN")
    stock("NET_AP", room="=1+1")
    stock(school=world.school_b, room="GEHEIM")
    response = world.client_for("lead_a").get(url("stock_export", "990012", "csv") + "?group=network")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert ";NET_AP;WLAN Access Point;15;;'=1+1;" in lines[1]
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''Ausstattung-990012.csv"


def test_template_is_empty_and_unknown_formats_are_not_found(world, stock):
    stock()
    client = world.client_for("lead_a")
    lines = client.get(url("stock_export", "990012", "csv") + "?leer=1").content.decode("utf-8-sig")
    assert len(lines.splitlines()) == 1
    assert client.get(url("stock_export", "990012", "ods")).status_code == 404


def send(client, content, name="bestand.csv"):
    return client.post(url("inventory_import_create", "990012"), {"file": SimpleUploadedFile(name, content)})


def test_import_from_upload_to_stock(world):
    client = world.client_for("lead_a")
    page = client.get(send(client, "Gerätetyp;Anzahl\nPRN;2\n".encode()).url)
    assert page.context["counts"] == {"create": 1, "update": 0, "unchanged": 0, "faulty": 0}
    upload = InventoryImport.unscoped.get()
    taken = client.post(
        url("inventory_import_commit", "990012", upload.pk), {"seen": page.context["seen"]}, follow=True
    )
    assert taken.redirect_chain == [(url("inventory_import_detail", "990012", upload.pk), 302)]
    assert ": 1 neu, 0 geändert, 0 unverändert." in taken.content.decode()
    assert url("inventory_import_undo", "990012", upload.pk) in taken.content.decode()
    assert StockBatch.unscoped.get().quantity == 2
    again = client.get(send(client, "Gerätetyp;Anzahl\nPRN;2\n".encode()).url)
    html = again.content.decode()
    assert "Diese Datei wurde bereits am" in html
    assert "Es gibt nichts zu übernehmen" in html


def test_every_list_of_the_school_is_named_with_its_state_and_leads_to_its_page(world):
    client = world.client_for("lead_a")

    def take_over(name, content):
        page = client.get(send(client, content, name).url)
        pk = page.context["upload"].pk
        client.post(url("inventory_import_commit", "990012", pk), {"seen": page.context["seen"]})
        return pk

    first = take_over("alt.csv", b"Typ;Menge;Raum\nPRN;2;A\n")
    second = take_over("neu.csv", b"Typ;Menge;Raum\nPRN;3;B\n")
    send(client, b"Typ;Menge;Raum\nPRN;4;C\n", "vorschau.csv")
    client.post(url("inventory_import_undo", "990012", second))
    page = client.get(url("inventory_import_create", "990012"))
    told = [(one.file_name, bool(one.committed_at), bool(one.undone_at)) for one in page.context["imports"]]
    assert told == [("vorschau.csv", False, False), ("neu.csv", True, True), ("alt.csv", True, False)]
    html = page.content.decode()
    assert all(word in html for word in ("zu prüfen", "zurückgenommen", "übernommen"))
    assert f'href="{url("inventory_import_detail", "990012", first)}"' in html
    assert not world.client_for("lead_b").get(url("inventory_import_create", "990024")).context["imports"]


def test_preview_shows_every_fault_and_no_button(world):
    client = world.client_for("lead_a")
    page = client.get(send(client, b"Typ;Menge;Vorname\nPRN;viele;GEHEIM\nPRN;1;GEHEIM\nXX;0;GEHEIM\n").url)
    html = page.content.decode()
    assert [(one["line"], one["column"]) for one in page.context["problems"]] == [
        (2, "Menge"), (4, "Typ"), (4, "Menge"),
    ]  # fmt: skip
    assert page.context["counts"] == {"create": 1, "update": 0, "unchanged": 0, "faulty": 2}
    assert "Vorname" in html
    assert "GEHEIM" not in html
    assert "uebernehmen" not in html


def test_an_outdated_preview_comes_back_with_a_word(world):
    client = world.client_for("lead_a")
    send(client, b"Typ;Menge\nPRN;2\n")
    upload = InventoryImport.unscoped.get()
    response = client.post(url("inventory_import_commit", "990012", upload.pk), {"seen": "old"}, follow=True)
    assert response.redirect_chain == [(url("inventory_import_detail", "990012", upload.pk), 302)]
    assert "Prüfen Sie die neue Vorschau" in response.content.decode()
    assert not StockBatch.unscoped.exists()


def test_the_preview_says_how_the_file_was_read(world):
    client = world.client_for("lead_a")
    send(client, "Typ,Menge,Raum\nPRN,2,Büro\n".encode("cp1252"))
    upload = InventoryImport.unscoped.get()
    page = client.get(url("inventory_import_detail", "990012", upload.pk)).content.decode()
    assert "Gelesen als: Windows-1252, Komma" in page


def test_discard(world):
    client = world.client_for("lead_a")
    send(client, b"Typ;Menge\nPRN;2\n")
    upload = InventoryImport.unscoped.get()
    assert client.get(url("inventory_import_discard", "990012", upload.pk)).status_code == 405
    assert client.post(url("inventory_import_discard", "990012", upload.pk)).status_code == 302
    assert not InventoryImport.unscoped.exists()


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b""), ("a.pdf", b"%PDF-1.7"), ("a.xlsx", b"PK"), ("a.csv", b"Typ\n")]
)
def test_a_refused_file_keeps_the_form(world, name, content):
    response = send(world.client_for("lead_a"), content, name)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["file"]


def test_a_new_line_says_what_is_unusual_about_it(world):
    client = world.client_for("lead_a")
    content = b"Typ;Menge;Status;Zustand;Preis\nPRN;1;defekt;gut;250\nPRN;2;in Betrieb;gut;\n"
    rows = client.get(send(client, content, "a.csv").url).context["rows"]
    assert [row.changes for row in rows] == [["Status: defekt", "Stückpreis brutto: 250,00\xa0€"], []]


def test_the_preview_leaves_out_nothing_that_is_stored(world):
    content = (
        "Typ;Menge;Gebäude;Raum;Rechnungsnummer;Rechnungsdatum\nPRN;1;Altbau;R 1;RE-7;15.08.2024\n".encode()
    )
    page = world.client_for("lead_a").get(send(world.client_for("lead_a"), content, "a.csv").url)
    (row,) = page.context["rows"]
    assert row.place == "Altbau, R 1"
    assert row.changes == ["Rechnungsnummer: RE-7", "Rechnungsdatum: 15.08.2024"]
    assert "Altbau, R 1" in page.content.decode()


@pytest.mark.parametrize("actor", ["it", "lead_a"])
def test_the_way_to_the_list_of_all_schools_is_for_those_who_may_read_it_in(world, actor):
    page = world.client_for(actor).get(url("inventory_import_create", "990012")).content.decode()
    assert (url("bulk_create", "99001") in page) == (actor == "it")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.ods",
            ods(ods_table(ods_row("Bestand der Schule"), ods_row("Gerätetyp", "Anzahl"), ods_row("PRN", 2))),
        ),
        ("a.json", json.dumps({"count": 1, "rows": [{"Gerätetyp": "PRN", "Anzahl": 2}]}).encode()),
        ("a.csv", b"Bestand der Schule\n\nTyp|Menge\nPRN|2\n"),
    ],
)
def test_opendocument_json_and_titles_are_read(world, name, content):
    client = world.client_for("lead_a")
    page = client.get(send(client, content, name).url)
    assert page.context["counts"] == {"create": 1, "update": 0, "unchanged": 0, "faulty": 0}
    client.post(
        url("inventory_import_commit", "990012", page.context["upload"].pk), {"seen": page.context["seen"]}
    )
    assert list(StockBatch.unscoped.values_list("type__code", "quantity")) == [("PRN", 2)]
