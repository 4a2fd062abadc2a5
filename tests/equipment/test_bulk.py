"""A Träger's list for all its schools: read in the background, taken over as a whole, taken back as a whole."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import DomainError
from core.models import AuditEntry
from equipment.models import BulkImport, BulkLine, BulkTrace, StockBatch
from equipment.services import bulk, bulk_jobs
from equipment.services.stock import update_stock
from tests.equipment.bulk_files import commit, counted, everything, file_of, performed, read, undo
from tests.needs.conftest import sent

NEW = ("990012;;DEV_TABLET_POOL;15;Raum 1;2024;;;;", "990024;;PRN;2;Büro;;;;;")


def test_new_lines_of_two_schools(world):
    upload = read(world, *NEW)
    assert (upload.step, upload.state, upload.error) == ("read", "ended", "")
    assert [(row["number"], row["create"]) for row in upload.counts] == [("990012", 1), ("990024", 1)]
    assert (upload.file.name, StockBatch.unscoped.count()) == ("", 0)
    done = commit(upload, world)
    assert done.outcome == {"created": 2, "updated": 0, "unchanged": 0, "left_out": 0}
    found = StockBatch.unscoped.order_by("pk").values_list(
        "school__school_number", "type__code", "quantity", "room", "purchase_year", "state", "condition"
    )
    assert list(found) == [
        ("990012", "DEV_TABLET_POOL", 15, "Raum 1", 2024, "in_use", "good"),
        ("990024", "PRN", 2, "Büro", None, "in_use", "good"),
    ]
    assert (BulkLine.unscoped.count(), BulkTrace.unscoped.count()) == (0, 2)
    assert AuditEntry.objects.filter(verb="equipment.bulk_imported").count() == 1


def test_the_same_file_again_changes_nothing(world):
    commit(read(world, *NEW), world)
    again = read(world, *NEW)
    assert counted(again) == {"create": 0, "update": 0, "unchanged": 2, "faulty": 0}
    with pytest.raises(DomainError, match="nichts zu übernehmen"):
        bulk.order_commit(again, skips_faulty=False, actor=world.user("it"))


def test_lines_that_swap_their_rooms(world, stock):
    one, two = stock(room="A", quantity=3), stock(room="B", quantity=5)
    before = everything()
    lines = [f"990012;{one.pk};DEV_TABLET_POOL;3;B;;;;;", f"990012;{two.pk};DEV_TABLET_POOL;5;A;;;;;"]
    done = commit(read(world, *lines), world)
    assert done.outcome["updated"] == 2
    assert list(StockBatch.unscoped.order_by("pk").values_list("room", "version")) == [("B", 1), ("A", 1)]
    assert undo(done, world).undone_at
    assert everything() == before


def test_a_retired_line_comes_back_as_it_was(world, stock):
    stock("PRN", room="Büro", state="retired", retired_reason="kaputt")
    before = everything()
    done = commit(read(world, "990012;;PRN;4;Büro;;;;ausgemustert;"), world)
    assert (done.outcome["updated"], StockBatch.unscoped.get().quantity) == (1, 4)
    assert undo(done, world).undone_at
    assert everything() == before


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("190001;;PRN;1;;;;;;", "Schulnummer", "190001"),
        (";;PRN;1;;;;;;", "Schulnummer", ""),
        ("990036;;PRN;1;;;;;;", "Schulnummer", "990036"),
        ("990012;;PRN;;;;;;;", "Anzahl", ""),
        ("990012;;GIBTESNICHT;1;;;;;;", "Gerätetyp-Code", "GIBTESNICHT"),
        ("990012;x;PRN;1;;;;;;", "Kennung", "x"),
    ],
)
def test_a_faulty_line_is_told_exactly(world, line, column, value):
    upload = read(world, NEW[0], line)
    assert [(one["line"], one["column"], one["value"]) for one in upload.problems] == [(3, column, value)]
    assert (upload.faulty_lines, counted(upload)["create"]) == (1, 1)
    with pytest.raises(DomainError):
        bulk.order_commit(upload, skips_faulty=False, actor=world.user("it"))
    assert StockBatch.unscoped.count() == 0
    assert commit(upload, world, skips_faulty=True).outcome["left_out"] == 1
    assert StockBatch.unscoped.get().quantity == 15


def test_a_key_of_another_school_is_unknown(world, stock):
    foreign = stock(school=world.school_b)
    upload = read(world, f"990012;{foreign.pk};DEV_TABLET_POOL;1;;;;;;", "990012;4711;PRN;1;;;;;;")
    faults = BulkLine.unscoped.order_by("line").values_list("action", "fault")
    assert list(faults) == [("faulty", "unknown_key")] * 2
    assert counted(upload)["faulty"] == 2


def test_what_is_left_out_frees_no_place(world, stock):
    """Line 2 would move A to B, where line 4 stands already; so A stays, and line 3 finds its place taken."""
    one = stock(room="A", quantity=3)
    other = stock(room="B", quantity=5)
    lines = [
        f"990012;{other.pk};DEV_TABLET_POOL;5;B;;;;;",
        f"990012;{one.pk};DEV_TABLET_POOL;3;B;;;;;",
        "990012;;DEV_TABLET_POOL;7;A;;;;;",
    ]
    upload = read(world, *lines)
    before = everything()
    done = commit(upload, world, skips_faulty=True)
    assert done.outcome == {"created": 0, "updated": 0, "unchanged": 1, "left_out": 2}
    assert everything() == before


def test_a_stock_that_changed_shows_a_new_preview(world, stock):
    one = stock(room="A", quantity=3)
    upload = read(world, f"990012;{one.pk};DEV_TABLET_POOL;9;A;;;;;")
    values = {"quantity": 4, "room": "C"}
    update_stock(one, values=values, version=one.version, actor=world.user("it"))
    back = commit(upload, world)
    assert (back.step, back.state, back.committed_at) == ("read", "ended", None)
    assert back.error
    assert commit(back, world).outcome["updated"] == 1
    assert StockBatch.unscoped.get().quantity == 9


def test_a_second_click_asks_once(world):
    upload = read(world, *NEW)
    first = bulk.order_commit(upload, skips_faulty=False, actor=world.user("it"))
    again = bulk.order_commit(upload, skips_faulty=False, actor=world.user("it"))
    assert (first.asked_at, first.state) == (again.asked_at, "queued")
    performed(first)
    performed(first)
    assert StockBatch.unscoped.count() == 2


def changed(world, done):
    batch = StockBatch.unscoped.order_by("pk").first()
    values = {"type": batch.type, "quantity": 99, "room": "anders"}
    update_stock(batch, values=values, version=batch.version, actor=world.user("it"))


def needed(world, done):
    item = sent(world)
    item.batch = StockBatch.unscoped.order_by("pk").last()
    item.save(update_fields=["batch"])


@pytest.mark.parametrize("builds_on", [changed, needed])
def test_nothing_is_taken_back_once_something_builds_on_it(world, builds_on):
    done = commit(read(world, *NEW), world)
    builds_on(world, done)
    before = everything()
    with pytest.raises(DomainError):
        bulk.order_undo(done, actor=world.user("it"))
    assert everything() == before


def test_whoever_lost_the_right_takes_nothing_over(world):
    upload = read(world, *NEW)
    ordered = bulk.order_commit(upload, skips_faulty=False, actor=world.user("it"))
    world.user("it").memberships.all().delete()
    refused = performed(ordered)
    assert (refused.step, refused.state, bool(refused.error)) == ("read", "ended", True)
    assert StockBatch.unscoped.count() == 0


@pytest.mark.parametrize(
    "header",
    ["Gerätetyp;Anzahl", "Schulnummer;Anzahl", "Schulnummer;Gerätetyp", "Schulnummer;Typ;Anzahl;Menge"],
)
def test_columns_that_do_not_fit(world, header):
    upload = read(world, "990012;PRN;1;1", header=header)
    assert (upload.state, bool(upload.error), StockBatch.unscoped.count()) == ("failed", True, 0)


def test_personal_columns_are_dropped_and_named(world):
    upload = read(world, "990012;PRN;1;Erika Muster;x", header="Schulnummer;Typ;Anzahl;Benutzer;Farbe")
    assert upload.ignored["personal"] == ["Benutzer"]
    assert upload.ignored["unknown"] == ["Farbe"]
    assert "Erika" not in str(list(BulkLine.unscoped.values()))


def workbook(rows) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return SimpleUploadedFile("bestand.xlsx", target.getvalue())


def test_a_workbook_is_read_the_same(world):
    rows = [
        ["Schulnummer", "Typ", "Anzahl", "Raum", "Jahr"],
        [990012, "PRN", 3, "\tBüro\\1 ", 2024],
        [],
        [990024, "PRN", 1, None, None],
    ]
    authority = world.school_a.authority
    upload = performed(bulk.upload_bulk(workbook(rows), authority=authority, actor=world.user("it")))
    assert upload.error == ""
    assert list(BulkLine.unscoped.order_by("line").values_list("line", "quantity", "room")) == [
        (2, 3, "Büro\\1"),
        (4, 1, ""),
    ]


def test_a_cell_far_away_is_refused(world):
    book = openpyxl.Workbook()
    book.active["A1"] = "Schulnummer"
    book.active["XFD1048576"] = 1
    target = io.BytesIO()
    book.save(target)
    file = SimpleUploadedFile("bestand.xlsx", target.getvalue())
    with pytest.raises(DomainError, match="außerhalb"):
        bulk.upload_bulk(file, authority=world.school_a.authority, actor=world.user("it"))
    assert BulkImport.unscoped.count() == 0


def test_a_preview_is_thrown_away_with_its_lines(world):
    upload = read(world, *NEW)
    bulk.discard_bulk(upload, actor=world.user("it"))
    assert (BulkImport.unscoped.count(), BulkLine.unscoped.count()) == (0, 0)


def test_what_is_being_taken_over_is_not_thrown_away(world):
    upload = bulk.order_commit(read(world, *NEW), skips_faulty=False, actor=world.user("it"))
    with pytest.raises(DomainError):
        bulk.discard_bulk(upload, actor=world.user("it"))


def test_a_job_that_died_three_times_goes_back_to_its_preview(world):
    upload = bulk.order_commit(read(world, *NEW), skips_faulty=False, actor=world.user("it"))
    past = upload.asked_at.replace(year=2020)
    BulkImport.unscoped.filter(pk=upload.pk).update(state="running", attempts=3, lease_until=past)
    assert bulk_jobs.sweep() == []
    found = BulkImport.unscoped.get(pk=upload.pk)
    assert (found.step, found.state, bool(found.error)) == ("read", "ended", True)


def test_a_forgotten_job_is_rung_for_again(world):
    upload = bulk.upload_bulk(file_of(*NEW), authority=world.school_a.authority, actor=world.user("it"))
    assert bulk_jobs.sweep() == []
    BulkImport.unscoped.filter(pk=upload.pk).update(asked_at=upload.asked_at.replace(year=2020))
    assert bulk_jobs.sweep() == [upload.pk]
