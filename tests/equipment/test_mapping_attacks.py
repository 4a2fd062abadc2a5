"""What a mapping must not do: lose lines, take those of other schools, keep words or files, forget what others said."""

from __future__ import annotations

import pytest

from equipment.models import BulkImport, ImportProfile
from equipment.profile import Profile
from equipment.profile_sources import OWN
from equipment.profiles import fitted
from equipment.services import bulk, bulk_jobs, inventory
from equipment.services.mapping import save_profile
from equipment.words import LEFT_OUT
from tests.equipment.bulk_files import commit, file_of, performed, read
from tests.equipment.conftest import url
from tests.equipment.test_bulk_mapping import HEADER, LINES
from tests.equipment.test_mapping import explained, lines, upload


def test_a_sign_is_another_word_than_an_empty_cell(world):
    one = upload(world, "Artikel;Lage\nPRN;?\nPRN;\n")
    one = inventory.map_columns(one, columns={"type": "Artikel", "state": "Lage"}, is_aggregated=True)
    one = inventory.map_words(one, {"state": {"?": LEFT_OUT}})
    assert lines(one) == [(3, "PRN", 1)]


def test_columns_that_sound_alike_are_not_mixed_up():
    profile = Profile("x", "other", {"type": "Typ", "state": "Typ."})
    assert fitted(profile, ["Typ", "Typ."]).columns == profile.columns
    assert fitted(profile, ["TYP"]).columns == {"type": "TYP", "state": "TYP"}


def test_words_of_lines_that_are_left_out_are_not_asked_about(world):
    one = upload(world, "Artikel;Lage\nKabel;quatsch\nPRN;\n")
    one = inventory.map_columns(one, columns={"type": "Artikel", "state": "Lage"}, is_aggregated=True)
    assert inventory.map_words(one, {"type": {"Kabel": LEFT_OUT}}).open_words == {}
    own = upload(world, "Gerätetyp;Anzahl;Status\nKabel;1;quatsch\nPRN;1;\n")
    assert inventory.map_words(own, {"type": {"Kabel": LEFT_OUT}}).open_words == {}
    header, told = "Schulnummer;Gerätetyp;Anzahl;Status", {"type": {"Kabel": LEFT_OUT}}
    long = read(world, "990012;Kabel;1;quatsch", "990012;PRN;1;", header=header)
    assert performed(bulk.map_words(long, told, actor=world.user("it"))).open_words == {}


def test_lines_of_another_school_never_become_ones_own(world):
    """A mapping of the Träger for our own template, used by itself at a school that it does not mean."""
    world.school_b.authority = world.authority
    world.school_b.save()
    told = {"school_number": {"Süd": world.school_b.school_number}}
    header = ["Schulnummer", "Gerätetyp", "Anzahl"]
    ImportProfile.unscoped.create(
        authority=world.authority, name="T", header=header, kept=Profile("T", OWN, {}, told).as_json()
    )
    one = upload(world, ";".join(header) + "\nSüd;PRN;5\n")
    assert one.rows == []
    assert [fault["column"] for fault in one.problems] == ["Schulnummer"]


def test_words_of_our_own_template_can_be_kept_by_an_office(world):
    long = read(world, "990012;iPad 9;15", header="Schulnummer;Gerätetyp;Anzahl")
    told = {"type": {"iPad 9": "DEV_TABLET_POOL"}}
    long = performed(bulk.map_words(long, told, actor=world.user("it")))
    save_profile(long, name="W", owner=world.authority, actor=world.user("it"))
    again = read(world, "990012;iPad 9;3", header="Schulnummer;Gerätetyp;Anzahl")
    assert (again.faulty_lines, again.mapping["saved"]) == (0, "W")


def test_a_worker_that_lost_its_claim_leaves_no_file(world, monkeypatch):
    made = []

    def lost(_job, _fence, **values):
        made.append(values["file"])
        raise bulk_jobs.LostClaim

    monkeypatch.setattr(bulk_jobs, "_settle", lost)
    long = read(world, *LINES, header=HEADER)
    assert made
    assert not long.file.storage.exists(made[0])


def test_a_list_that_could_not_be_read_goes_at_once(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        long = bulk.upload_bulk(
            file_of(header="Haus;Artikel;Wer maria@example.org"),
            authority=world.authority,
            actor=world.user("it"),
        )
        name, storage = long.file.name, long.file.storage
        performed(long)
    long = BulkImport.unscoped.get()
    assert (long.state, long.file.name, storage.exists(name)) == ("failed", "", False)


def test_keeping_does_not_undo_what_somebody_else_has_said(world):
    one = explained(world)
    stale = type(one).unscoped.get(pk=one.pk)
    inventory.map_columns(one, columns={"type": "Farbe"}, is_aggregated=True)
    save_profile(stale, name="S", owner=world.school_a, actor=world.user("lead_a"))
    stale.refresh_from_db()
    assert stale.profile.columns == {"type": "Farbe"}


@pytest.mark.parametrize("name", ["a\0b", "\0", "x" * 500])
def test_odd_names(world, name):
    one = explained(world)
    answer = world.client_for("lead_a").post(url("inventory_import_keep", "990012", one.pk), {"name": name})
    assert answer.status_code == 302
    assert [len(kept.name) <= 80 for kept in ImportProfile.unscoped.all()] == [True] * (name != "\0")


def test_no_word_of_a_list_stays_when_it_was_taken_over(world):
    one = explained(world)
    client = world.client_for("lead_a")
    page = client.get(url("inventory_import_detail", "990012", one.pk))
    client.post(url("inventory_import_commit", "990012", one.pk), {"seen": page.context["seen"]})
    one.refresh_from_db()
    assert one.committed_at
    assert "Pencil" not in str(one.mapping)
    header = "Schulnummer;Gerätetyp;Anzahl"
    long = read(world, "990012;Maria;1", "990012;NET_AP;1", header=header)
    long = commit(long, world, skips_faulty=True)
    assert long.committed_at
    assert "Maria" not in str([long.mapping, long.problems, long.table])


def test_mapping_while_the_list_is_read_says_so(world):
    long = read(world, *LINES, header=HEADER)
    told = {"school_number": "Haus", "type": "Artikel"}
    bulk.map_columns(long, columns=told, is_aggregated=True, actor=world.user("it"))
    with pytest.raises(bulk.Conflict, match="gearbeitet"):
        bulk.map_columns(long, columns=told, is_aggregated=True, actor=world.user("it"))


def test_what_comes_from_a_list_is_escaped_and_cut(world):
    long = "x" * 10_000
    one = upload(world, f"Artikel;<b>x</b>;{long}\n<i>y</i>;<script>z;{long}\n")
    page = world.client_for("lead_a").get(url("inventory_import_columns", "990012", one.pk)).content.decode()
    assert not [text for text in ("<b>x</b>", "<i>y", "<script>z", long) if text in page]


@pytest.mark.parametrize("key", ["foreign", "abc", "9" * 40])
def test_a_foreign_mapping_does_not_exist(world, key):
    kept = Profile("C", "other", {}).as_json()
    foreign = ImportProfile.unscoped.create(school=world.school_c, name="C", header=[], kept=kept)
    one, client = upload(world), world.client_for("lead_a")
    page = url("inventory_import_columns", "990012", one.pk)
    key = foreign.pk if key == "foreign" else key
    assert client.get(page, {"zuordnung": key}).status_code == 404
    assert client.post(page, {"preset": key}).status_code == 404
    assert client.post(url("profile_delete", "990012", foreign.pk)).status_code == 404
