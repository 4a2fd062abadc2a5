"""Lists that nobody knows: their columns and words are explained once, kept, and used again by themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import Conflict, DomainError
from equipment.models import ImportProfile, InventoryImport, StockBatch
from equipment.services import inventory
from equipment.services.mapping import delete_profile, save_profile
from equipment.words import LEFT_OUT
from tests.equipment.conftest import url
from tests.equipment.test_device_lists import HEAD
from tests.world import World

FOREIGN = (
    "Artikel;Standplatz;Gekauft;Kontakt;Nutzer;Farbe\n"
    "iPad 9;R1;2023;a@example.org;Maria;rot\n"
    "iPad 9;R2;2023;b@example.org;Maria;rot\n"
    "Pencil;R2;2023;c@example.org;Maria;rot\n"
    "PRN;R3;2021;;;\n"
)
COLUMNS = {"type": "Artikel", "purchase_year": "Gekauft"}
WORDS = {"type": {"iPad 9": "DEV_TABLET_POOL", "Pencil": LEFT_OUT}}


def upload(world: World, text: str = FOREIGN, actor: str = "lead_a") -> InventoryImport:
    file = SimpleUploadedFile("geraete.csv", text.encode())
    return inventory.upload_inventory(file, school=world.school_a, actor=world.user(actor))


def explained(world: World) -> InventoryImport:
    one = inventory.map_columns(upload(world), columns=COLUMNS, is_aggregated=True)
    return inventory.map_words(one, WORDS)


def lines(one: InventoryImport) -> list[tuple[int, str, int]]:
    return [(row["line"], row["values"]["type"], row["values"]["quantity"]) for row in one.rows]


def test_an_unknown_list_waits_for_its_columns_and_keeps_nobody(world):
    one = upload(world)
    assert (one.needs_columns, one.rows, one.problems) == (True, [], [])
    assert one.ignored["personal"] == ["Kontakt", "Nutzer"]
    assert one.table["header"] == ["Artikel", "Standplatz", "Gekauft", "Farbe"]
    assert "aria" not in str(one.table)
    assert "@" not in str(one.table)
    with pytest.raises(DomainError, match="was die Spalten der Liste bedeuten"):
        inventory.commit_inventory(one, seen="", actor=world.user("lead_a"))


def test_columns_then_words_then_lines(world):
    one = inventory.map_columns(upload(world), columns=COLUMNS, is_aggregated=True)
    assert lines(one) == [(5, "PRN", 1)]
    assert one.open_words == {"type": [["iPad 9", 2], ["Pencil", 1]]}
    assert [(fault["line"], fault["value"]) for fault in one.problems] == [
        (2, "iPad 9"),
        (3, "iPad 9"),
        (4, "Pencil"),
    ]
    one = inventory.map_words(one, WORDS)
    assert lines(one) == [(2, "DEV_TABLET_POOL", 2), (5, "PRN", 1)]
    assert (one.problems, one.open_words, one.ignored["source"]["left_out"]) == ([], {}, 1)


@pytest.mark.parametrize(
    "columns", [{"type": "Nutzer"}, {"type": "gibt es nicht"}, {"type": "Artikel", "room": "Artikel"}]
)
def test_only_columns_that_the_list_has_each_once(world, columns):
    with pytest.raises(DomainError):
        inventory.map_columns(upload(world), columns=columns, is_aggregated=True)


def test_what_was_taken_over_is_not_read_again(world):
    one = explained(world)
    StockBatch.unscoped.all().delete()
    client = world.client_for("lead_a")
    page = client.get(url("inventory_import_detail", "990012", one.pk))
    client.post(url("inventory_import_commit", "990012", one.pk), {"seen": page.context["seen"]})
    one.refresh_from_db()
    assert (one.table, StockBatch.unscoped.count()) == ({}, 2)
    with pytest.raises(Conflict):
        inventory.map_words(one, WORDS)
    assert client.get(url("inventory_import_columns", "990012", one.pk)).status_code == 302


def test_the_same_columns_are_read_by_themselves_the_next_time(world):
    saved = save_profile(
        explained(world), name=" Liste der  Stadt ", owner=world.school_a, actor=world.user("lead_a")
    )
    assert (saved.name, saved.profile.values) == ("Liste der Stadt", WORDS)
    again = upload(world, FOREIGN.replace("Artikel", "ARTIKEL"))
    assert (again.needs_columns, again.mapping["saved"]) == (False, "Liste der Stadt")
    assert lines(again) == [(2, "DEV_TABLET_POOL", 2), (5, "PRN", 1)]
    delete_profile(saved, actor=world.user("lead_a"))
    assert upload(world).needs_columns


def test_the_same_name_replaces_and_no_name_is_refused(world):
    one, lead = explained(world), world.user("lead_a")
    save_profile(one, name="Stadt", owner=world.school_a, actor=lead)
    save_profile(one, name="Stadt", owner=world.school_a, actor=lead)
    save_profile(one, name="Stadt", owner=world.authority, actor=world.user("staff"))
    assert ImportProfile.unscoped.count() == 2
    with pytest.raises(DomainError, match="Namen"):
        save_profile(one, name="  ", owner=world.school_a, actor=lead)
    with pytest.raises(DomainError, match="nichts zu merken"):
        save_profile(upload(world, "A;B\n1;2\n"), name="X", owner=world.school_a, actor=lead)


@pytest.mark.parametrize(
    ("actor", "own", "traeger"),
    [("lead_a", True, True), ("member_a", True, True), ("staff", True, True), ("it", True, True),
     ("lead_b", False, True), ("lead_c", False, False), ("staff_c", False, False), ("adviser", False, False)],
)  # fmt: skip
def test_who_reads_a_kept_mapping(world, actor, own, traeger):
    """lead_b works at a school of the same Träger, lead_c at one of another."""
    one = explained(world)
    save_profile(one, name="Schule", owner=world.school_a, actor=world.user("lead_a"))
    save_profile(one, name="Träger", owner=world.authority, actor=world.user("staff"))
    found = set(ImportProfile.visible_to(world.user(actor)).values_list("name", flat=True))
    assert found == {name for name, seen in (("Schule", own), ("Träger", traeger)) if seen}


def test_a_mapping_of_the_authority_never_writes_to_a_school_that_left(world):
    world.school_b.authority = world.authority
    world.school_b.save()
    head, line = "Artikel;Haus\n", "PRN;Nord\nPRN;Süd\n"
    one = upload(world, head + line)
    one = inventory.map_columns(one, columns={"type": "Artikel", "school_number": "Haus"}, is_aggregated=True)
    assert set(one.open_words) == {"school_number"}
    one = inventory.map_words(one, {"school_number": {"Nord": "990012", "Süd": LEFT_OUT}})
    assert lines(one) == [(2, "PRN", 1)]
    other = inventory.map_words(one, {"school_number": {"Nord": world.school_c.school_number}})
    assert other.open_words["school_number"] == [["Nord", 1]]
    assert other.rows == []


def test_words_of_our_own_template_are_assigned_too(world):
    one = upload(world, "Gerätetyp;Anzahl;Modell\niPad 9;15;MARKE\nPRN;1;MARKE\nKabel;9;MARKE\n")
    assert (one.needs_columns, len(one.problems), len(one.rows)) == (False, 2, 1)
    assert "MARKE" not in str(one.table)
    one = inventory.map_words(one, {"type": {"iPad 9": "DEV_TABLET_POOL", "Kabel": LEFT_OUT}})
    assert lines(one) == [(2, "DEV_TABLET_POOL", 15), (3, "PRN", 1)]
    assert (one.ignored["unknown"], one.ignored["left_out"]) == (["Modell"], 1)
    save_profile(one, name="Wörter", owner=world.school_a, actor=world.user("lead_a"))
    again = upload(world, "Gerätetyp;Anzahl;Modell\niPad 9;3;\n")
    assert (lines(again), again.problems) == ([(2, "DEV_TABLET_POOL", 3)], [])


# --- pages ---


def send(client: Any, text: str) -> Any:
    file = SimpleUploadedFile("geraete.csv", text.encode())
    return client.post(url("inventory_import_create", "990012"), {"file": file})


def test_from_an_unknown_list_to_the_stock_by_the_pages(world):
    client = world.client_for("lead_a")
    columns = send(client, FOREIGN).url
    assert columns.endswith("/spalten/")
    page = client.get(columns).content.decode()
    assert "iPad 9 · Pencil · PRN" in page
    assert "Kontakt, Nutzer" in page
    assert "aria" not in page.replace("aria-", "").replace("aria_", "")
    seen = client.get(columns).context["form"]["seen"].value()
    refused = client.post(columns, {"column_1": "room", "column_2": "room", "way": "counted", "seen": seen})
    assert refused.status_code == 422
    assert "„Raum“ ist schon für die Spalte „Standplatz“ gewählt" in refused.content.decode()
    refused = client.post(columns, {"column_1": "room", "way": "counted", "seen": seen})
    assert "Wählen Sie die Spalte für: Gerätetyp" in refused.content.decode()
    words = client.post(
        columns, {"column_0": "type", "column_2": "purchase_year", "way": "counted", "seen": seen}
    ).url
    assert words.endswith("/woerter/")
    page = client.get(words)
    assert "in 2 Zeilen" in page.content.decode()
    seen = page.context["form"]["seen"].value()
    assert (
        "1 Wort ist noch nicht zugeordnet"
        in client.post(words, {"type_0": "DEV_TABLET_POOL", "seen": seen}).content.decode()
    )
    preview = client.post(words, {"type_0": "DEV_TABLET_POOL", "skips_rest": "on", "seen": seen}).url
    page = client.get(preview)
    assert [row.quantity for row in page.context["rows"]] == [2, 1]
    kept = client.post(preview + "merken/", {"name": "Unsere Inventarliste"}, follow=True)
    assert "Die Zuordnung „Unsere Inventarliste“ ist für die nächste Liste gemerkt." in kept.content.decode()
    assert "Gelesen mit der Zuordnung „Unsere Inventarliste“" in kept.content.decode()
    client.post(preview + "uebernehmen/", {"seen": page.context["seen"]})
    assert sorted(StockBatch.unscoped.values_list("type__code", "quantity")) == [
        ("DEV_TABLET_POOL", 2),
        ("PRN", 1),
    ]
    assert send(client, FOREIGN).url.count("spalten") == 0
    page = client.get(url("inventory_import_create", "990012")).content.decode()
    assert "Artikel → Gerätetyp" in page
    client.post(url("profile_delete", "990012", ImportProfile.unscoped.get().pk))
    assert not ImportProfile.unscoped.exists()


def test_likely_types_are_proposed_and_never_decided(world):
    one = upload(world, HEAD + "1,,S1,iPad 9. Generation,,\n2,,S2,Epson EB-X49,,\n")
    client = world.client_for("lead_a")
    form = client.get(url("inventory_import_words", "990012", one.pk)).context["form"]
    assert [form[name].value() for name in form.words] == ["DEV_TABLET_POOL", ""]
    assert one.rows == []


def test_a_kept_mapping_fills_the_form_for_a_list_with_more_columns(world):
    save_profile(explained(world), name="Stadt", owner=world.school_a, actor=world.user("lead_a"))
    client = world.client_for("lead_a")
    columns = send(
        client, FOREIGN.replace("Farbe", "Farbe;Neu").replace("rot", "rot;1").replace(";;\n", ";;;\n")
    ).url
    assert "Stadt" in client.get(columns).content.decode()
    pk = ImportProfile.unscoped.get().pk
    form = client.get(f"{columns}?zuordnung={pk}").context["form"]
    assert form["column_0"].value() == "type"
    sent = {"column_0": "type", "way": "counted", "preset": pk, "seen": form["seen"].value()}
    assert client.post(columns, sent).url.count("woerter") == 0
    assert InventoryImport.unscoped.latest("uploaded_at").problems == []
    assert client.get(f"{columns}?zuordnung={pk + 999}").status_code == 404
    assert client.get(f"{columns}?zuordnung=x").status_code == 404


def test_an_office_keeps_for_all_schools(world):
    one = upload(world, HEAD + "1,,S1,iPad 9,,\n", actor="it")
    one = inventory.map_words(one, WORDS)
    client = world.client_for("it")
    client.post(url("inventory_import_keep", "990012", one.pk), {"name": "Intune"})
    assert ImportProfile.unscoped.get().authority == world.authority
    found = world.client_for("lead_a").post(url("profile_delete", "990012", ImportProfile.unscoped.get().pk))
    assert found.status_code == 403
