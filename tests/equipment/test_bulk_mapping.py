"""A Träger's list that nobody knows: explained once, counted in the background, kept for the next one."""

from __future__ import annotations

import json

import pytest

from core.errors import Conflict, DomainError
from equipment.models import BulkImport, ImportProfile, StockBatch
from equipment.services import bulk
from equipment.services.mapping import save_profile
from equipment.words import LEFT_OUT
from tests.equipment.bulk_files import commit, counted, performed, read
from tests.equipment.conftest import url
from tests.world import World

HEADER = "Haus;Artikel;Gekauft;Wer;Farbe"
LINES = (
    "Nord;iPad 9;2023;maria@example.org;rot",
    "Nord;iPad 9;2023;;",
    "Süd;PRN;2021;;",
    "Rathaus;PRN;2020;;",
)
COLUMNS = {"school_number": "Haus", "type": "Artikel", "purchase_year": "Gekauft"}


@pytest.fixture
def two(world: World) -> World:
    world.school_b.authority = world.authority
    world.school_b.save()
    return world


def words(world: World) -> dict[str, dict[str, str]]:
    schools = {"Nord": "990012", "Süd": world.school_b.school_number, "Rathaus": LEFT_OUT}
    return {"school_number": schools, "type": {"iPad 9": "DEV_TABLET_POOL"}}


def columns(upload: BulkImport, world: World) -> BulkImport:
    return performed(bulk.map_columns(upload, columns=COLUMNS, is_aggregated=True, actor=world.user("it")))


def explained(world: World) -> BulkImport:
    upload = columns(read(world, *LINES, header=HEADER), world)
    return performed(bulk.map_words(upload, words(world), actor=world.user("it")))


def test_the_list_waits_and_keeps_nobody(two):
    upload = read(two, *LINES, header=HEADER)
    assert (upload.state, upload.lines.count(), upload.can_be_mapped) == ("mapping", 0, True)
    assert upload.ignored["personal"] == ["Wer"]
    with upload.file.open("rb") as file:
        kept = file.read().decode()
    assert "maria" not in kept
    assert json.loads(kept.splitlines()[0])["header"] == ["Haus", "Artikel", "Gekauft", "Farbe"]
    with pytest.raises(Conflict):
        bulk.order_commit(upload, skips_faulty=False, actor=two.user("it"))


def test_columns_then_words_then_the_stock(two, django_capture_on_commit_callbacks):
    upload = columns(read(two, *LINES, header=HEADER), two)
    assert upload.state == "ended"
    assert upload.open_words["school_number"] == [["Nord", 2], ["Süd", 1], ["Rathaus", 1]]
    assert upload.open_words["type"] == [["iPad 9", 2]]
    with pytest.raises(DomainError, match="fehlerhaft"):
        bulk.order_commit(upload, skips_faulty=False, actor=two.user("it"))
    upload = performed(bulk.map_words(upload, words(two), actor=two.user("it")))
    assert (upload.open_words, upload.faulty_lines, counted(upload)["create"]) == ({}, 0, 2)
    assert upload.ignored["source"] == {
        "name": "other", "is_aggregated": True, "lines": 4, "devices": 3, "left_out": 1,
    }  # fmt: skip
    file, storage = upload.file.name, upload.file.storage
    assert storage.exists(file)
    with django_capture_on_commit_callbacks(execute=True):
        upload = commit(upload, two)
    assert upload.outcome["created"] == 2
    found = StockBatch.unscoped.values_list(
        "school__school_number", "type__code", "quantity", "purchase_year"
    )
    assert sorted(found) == [
        ("990012", "DEV_TABLET_POOL", 2, 2023), (two.school_b.school_number, "PRN", 1, 2021),
    ]  # fmt: skip
    assert (upload.file.name, upload.table, storage.exists(file)) == ("", {}, False)
    with pytest.raises(Conflict):
        bulk.map_words(upload, words(two), actor=two.user("it"))


def test_the_same_columns_are_read_by_themselves_the_next_time(two):
    save_profile(explained(two), name="Stadt", owner=two.authority, actor=two.user("it"))
    again = read(two, *LINES, header=HEADER)
    assert (again.state, again.mapping["saved"], counted(again)["create"]) == ("ended", "Stadt", 2)
    assert again.problems == []


def test_schools_by_their_names_and_a_known_system(two):
    head = "Company,Asset Tag,Category,Model,Purchase Date,Serial,Status"
    lines = [
        f"{two.school_a.name},1,PRN,Farblaser,2024-05-12,S1,Deployed",
        f"Stadt > {two.school_b.name},2,PRN,Farblaser,2024-05-12,S2,Deployed",
        "Archiv,3,PRN,Farblaser,2024-05-12,S3,Deployed",
    ]
    upload = read(two, *lines, header=head)
    assert (upload.profile.source, upload.needs_columns) == ("snipeit", False)
    assert upload.open_words == {"school_number": [["Archiv", 1]]}
    assert counted(upload)["create"] == 2
    single = bulk.map_columns(
        upload,
        columns={"school_number": "Company", "type": "Category", "serials": "Serial"},
        is_aggregated=False,
        actor=two.user("it"),
    )
    single = performed(
        bulk.map_words(performed(single), {"school_number": {"Archiv": LEFT_OUT}}, actor=two.user("it"))
    )
    commit(single, two)
    assert sorted(StockBatch.unscoped.values_list("serials", flat=True)) == ["S1", "S2"]


def test_two_schools_of_one_name_are_not_told_apart(two):
    two.school_b.name = two.school_a.name
    two.school_b.save()
    head = "Company,Asset Tag,Category,Model,Purchase Date,Serial,Status"
    upload = read(two, f"{two.school_a.name},1,PRN,Farblaser,2024-05-12,S1,Deployed", header=head)
    assert upload.open_words == {"school_number": [[two.school_a.name, 1]]}


def test_words_of_our_own_template(two):
    header = "Schulnummer;Gerätetyp;Anzahl;Modell"
    upload = read(two, "990012;iPad 9;15;MARKE", "990012;PRN;2;MARKE", "990012;Kabel;9;MARKE", header=header)
    assert (upload.faulty_lines, upload.can_be_mapped) == (2, True)
    with upload.file.open("rb") as file:
        assert b"MARKE" not in file.read()
    told = {"type": {"iPad 9": "DEV_TABLET_POOL", "Kabel": LEFT_OUT}}
    upload = performed(bulk.map_words(upload, told, actor=two.user("it")))
    assert (upload.faulty_lines, counted(upload)["create"], upload.can_be_mapped) == (0, 2, True)


def test_the_file_of_our_own_template_goes_when_it_was_read(two):
    upload = read(two, "990012;PRN;2", header="Schulnummer;Gerätetyp;Anzahl")
    assert (upload.file.name, upload.table, upload.can_be_mapped) == ("", {}, False)


def test_by_the_pages(two):
    client = two.client_for("it")
    upload = read(two, *LINES, header=HEADER)
    detail = url("bulk_detail", "99001", upload.pk)
    assert "Die Liste wartet auf Sie" in client.get(detail).content.decode()
    page = client.get(url("bulk_columns", "99001", upload.pk))
    seen = page.context["form"]["seen"].value()
    sent = {"column_1": "type", "way": "counted", "seen": seen}
    refused = client.post(url("bulk_columns", "99001", upload.pk), sent)
    assert "Wählen Sie die Spalte für: Schulnummer" in refused.content.decode()
    sent |= {"column_0": "school_number", "column_2": "purchase_year"}
    assert client.post(url("bulk_columns", "99001", upload.pk), sent).url == detail
    upload = performed(upload)
    assert "4 Wörter stehen nicht im Katalog" in client.get(detail).content.decode()
    page = client.get(url("bulk_words", "99001", upload.pk))
    assert two.school_b.name in page.content.decode()
    assert [page.context["form"][f"school_number_{at}"].value() for at in range(3)] == ["", "", ""]
    sent = {
        "school_number_0": "990012", "school_number_1": two.school_b.school_number, "type_0": "DEV_TABLET_POOL",
        "skips_rest": "on", "seen": page.context["form"]["seen"].value(),
    }  # fmt: skip
    client.post(url("bulk_words", "99001", upload.pk), sent)
    upload = performed(upload)
    assert counted(upload)["create"] == 2
    client.post(url("bulk_keep", "99001", upload.pk), {"name": "Stadt"})
    page = client.get(url("bulk_create", "99001")).content.decode()
    assert "Haus → Schulnummer" in page
    client.post(url("bulk_profile_delete", "99001", ImportProfile.unscoped.get().pk))
    assert not ImportProfile.unscoped.exists()


def test_schools_whose_name_holds_the_word_are_proposed(two):
    lines = ("Anger;PRN;2021;;", "Schule;PRN;2021;;")
    upload = columns(read(two, *lines, header=HEADER), two)
    form = two.client_for("it").get(url("bulk_words", "99001", upload.pk)).context["form"]
    assert [form[f"school_number_{at}"].value() for at in range(2)] == ["990012", ""]
