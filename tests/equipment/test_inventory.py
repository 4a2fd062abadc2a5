"""From file to stock: preview, all or nothing, the same again, round trip, two at once."""

from __future__ import annotations

import json
import threading
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.forms.models import model_to_dict

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from core.previews import discard
from equipment import matching, selectors
from equipment.exporters import stock_table
from equipment.models import InventoryImport, StockBatch
from equipment.services import inventory
from equipment.services.catalogue import load_defaults
from tests.world import build_world

CONTENT = (
    "Gerätetyp;Anzahl;Raum;Anschaffungsjahr;Finanzierung;Status\n"
    "Tablet im Klassensatz;15;Raum 1;2024;DP2;in Betrieb\n"
    "Tablet im Klassensatz;3;Raum 1;2024;DP2;defekt\n"
    "PRES_DISPLAY;8;;12.05.2023;Eigenmittel;\n"
).encode()


def upload(world, content=CONTENT, actor="lead_a", name="bestand.csv"):
    return inventory.upload_inventory(
        SimpleUploadedFile(name, content), school=world.school_a, actor=world.user(actor)
    )


def plan(one):
    return selectors.inventory_plan(school=one.school, rows=one.rows)


def commit(one, world, seen=""):
    return inventory.commit_inventory(
        one, seen=seen or matching.fingerprint(plan(one)), actor=world.user("lead_a")
    )


def everything():
    return [
        model_to_dict(batch, exclude=["id", "submission_id", "changed_at"])
        for batch in StockBatch.unscoped.order_by("pk")
    ]


def test_preview_writes_no_stock(world):
    one = upload(world)
    assert matching.counts(plan(one)) == {"create": 3, "update": 0, "unchanged": 0, "faulty": 0}
    assert everything() == []


def test_commit_takes_over_and_the_same_again_changes_nothing(world):
    done = commit(upload(world), world)
    assert done.outcome == {"created": 3, "updated": 0, "unchanged": 0}
    before = everything()
    again = commit(upload(world), world)
    assert again.outcome == {"created": 0, "updated": 0, "unchanged": 3}
    assert everything() == before
    assert AuditEntry.objects.filter(verb="equipment.inventory_imported").count() == 1


def test_a_second_click_finds_it_done(world):
    one = upload(world)
    seen = matching.fingerprint(plan(one))
    commit(one, world, seen)
    assert commit(one, world, seen).outcome == {"created": 3, "updated": 0, "unchanged": 0}
    assert StockBatch.unscoped.count() == 3


def test_only_what_the_file_says_is_changed(world, stock):
    kept = stock(room="Raum 1", quantity=9, purchase_year=2024, fund="DP2", serials="S1", condition="poor")
    other = stock("PRN", room="Büro")
    commit(upload(world), world)
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.quantity, kept.serials, kept.condition, kept.version) == (15, "S1", "poor", 1)
    assert other.version == 0


def test_an_outdated_preview_is_not_taken_over(world, stock):
    one = upload(world)
    seen = matching.fingerprint(plan(one))
    stock(room="Raum 1", quantity=9, purchase_year=2024, fund="DP2")
    with pytest.raises(Conflict, match="Vorschau"):
        commit(one, world, seen)
    assert StockBatch.unscoped.count() == 1
    assert commit(one, world).outcome == {"created": 2, "updated": 1, "unchanged": 0}


def test_one_faulty_line_stops_all(world):
    one = upload(world, CONTENT + b"Hologramm;1;;;;\n")
    assert [problem["line"] for problem in one.problems] == [5]
    with pytest.raises(DomainError, match="nichts übernommen"):
        commit(one, world)
    assert everything() == []


def test_a_fault_of_the_stock_stops_all(world):
    one = upload(world, "Kennung;Typ;Menge\n;TAB;1\n".replace("TAB", "PRN").encode() + b"99999;PRN;2\n")
    assert [(problem.line, problem.column) for problem in selectors.plan_problems(plan(one))] == [
        (3, "Kennung")
    ]
    with pytest.raises(DomainError):
        commit(one, world)
    assert everything() == []


@pytest.mark.parametrize("row", range(3))
def test_a_crash_while_writing_leaves_nothing(world, stock, monkeypatch, row):
    stock(room="Raum 1", quantity=9, purchase_year=2024, fund="DP2")
    before = everything()
    seen = []

    def crash(step, *rest):
        seen.append(step)
        if len(seen) > row:
            raise RuntimeError("pulled the plug")
        return original(step, *rest)

    original = inventory._columns
    monkeypatch.setattr(inventory, "_columns", crash)
    with pytest.raises(RuntimeError):
        commit(upload(world), world)
    assert everything() == before
    assert not InventoryImport.unscoped.filter(committed_at__isnull=False).exists()


def test_rooms_can_be_swapped_by_key(world, stock):
    one, two = stock(room="Raum 1", quantity=1), stock(room="Raum 2", quantity=2)
    content = (
        f"Kennung;Typ;Menge;Raum\n{one.pk};DEV_TABLET_POOL;1;Raum 2\n{two.pk};DEV_TABLET_POOL;2;Raum 1\n"
    )
    assert commit(upload(world, content.encode()), world).outcome["updated"] == 2
    assert list(StockBatch.unscoped.order_by("pk").values_list("room", "quantity", "state")) == [
        ("Raum 2", 1, "in_use"),
        ("Raum 1", 2, "in_use"),
    ]


def test_a_key_of_another_school_is_unknown(world, stock):
    foreign = stock(school=world.school_b, room="Geheim")
    one = upload(world, f"Kennung;Typ;Menge\n{foreign.pk};PRN;1\n".encode())
    (problem,) = selectors.plan_problems(plan(one))
    assert (problem.column, problem.value) == ("Kennung", "")
    foreign.refresh_from_db()
    assert foreign.quantity == 15


def test_retired_by_the_list(world, stock):
    batch = stock("PRN", room="Büro")
    commit(upload(world, "Typ;Menge;Raum;Status\nPRN;15;Büro;ausgemustert\n".encode()), world)
    batch.refresh_from_db()
    assert (batch.state, batch.retired_reason) == ("retired", "Import: bestand.csv")


def test_nothing_personal_reaches_the_database(world):
    one = upload(world, b"Typ;Menge;Vorname;Modell\nPRN;1;MARKER-Maria;MARKER-X\n")
    assert one.ignored == {"personal": ["Vorname"], "unknown": ["Modell"], "read_as": one.ignored["read_as"]}
    stored = json.dumps(list(InventoryImport.unscoped.values()), default=str)
    stored += json.dumps(list(AuditEntry.objects.values()), default=str)
    assert "MARKER" not in stored


def test_only_a_header_is_refused(world):
    with pytest.raises(DomainError, match="nur die Spaltennamen"):
        upload(world, b"Typ;Menge\n")
    assert not InventoryImport.unscoped.exists()


def test_discard(world):
    one = upload(world)
    discard(one, actor=world.user("lead_a"))
    assert not InventoryImport.unscoped.exists()
    done = commit(upload(world), world)
    with pytest.raises(DomainError):
        discard(done, actor=world.user("lead_a"))


# --- round trip ---

PAYLOADS = ["=1+1", "+49 5241", "-3", "@SUM(A1)", "'=x", "Raum; 1", 'Raum "2"', "Äöü ß €", "007", "1.234"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_is_import(world, stock, kind):
    for number, room in enumerate(PAYLOADS):
        stock(quantity=1234 + number, room=room, serials=f"{room.replace(';', '')}\n00{number}")
    stock("PRES_DISPLAY", room="", purchase_year=2023, fund="EIG", condition="fair")
    stock("PRES_DISPLAY", room="", purchase_year=2023, fund="EIG", condition="poor", state="stored")
    stock("PRN", state="broken")
    stock("PRN", state="retired")
    content = stock_table(StockBatch.unscoped.select_related("type", "funding_source", "school"), kind=kind)
    before = everything()
    one = upload(world, content, name=f"export.{kind}")
    assert (one.problems, one.ignored["personal"], one.ignored["unknown"]) == ([], [], [])
    assert commit(one, world).outcome == {"created": 0, "updated": 0, "unchanged": len(PAYLOADS) + 4}
    assert everything() == before


def test_export_into_an_empty_school_makes_the_same_stock(world, stock):
    stock(room="Raum 1", purchase_year=2024, fund="DP2", serials="A\nB", condition="fair")
    stock(room="Raum 1", purchase_year=2024, fund="DP2", state="broken", quantity=2)
    content = stock_table(
        StockBatch.unscoped.select_related("type", "funding_source", "school"), kind="csv"
    ).decode("utf-8-sig")
    before = everything()
    StockBatch.unscoped.all().delete()
    head, *lines = content.splitlines()
    keyless = "\n".join([head, *(";" + line.partition(";")[2] for line in lines)])
    assert commit(upload(world, keyless.encode()), world).outcome["created"] == 2
    assert everything() == before


def test_template_is_the_header_and_is_understood(world):
    assert stock_table([], kind="csv").decode("utf-8-sig").strip() == (
        "Kennung;Schulnummer;Gerätetyp-Code;Gerätetyp;Anzahl;Gebäude;Raum;Anschaffungsjahr;Finanzierung;"
        "Rechnungsnummer;Rechnungsdatum;Stückpreis brutto;Zustand;Status;Seriennummern"
    )


# --- two at once ---


@pytest.mark.django_db(transaction=True)
def test_five_people_take_over_the_same_file_at_once():
    world = build_world()
    load_defaults()
    uploads = [upload(world) for _number in range(5)]
    seen = matching.fingerprint(plan(uploads[0]))
    barrier, outcomes = threading.Barrier(5), []

    def work(one):
        try:
            barrier.wait()
            outcomes.append(inventory.commit_inventory(one, seen=seen, actor=world.users["lead_a"]).outcome)
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(one,)) for one in uploads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count({"created": 3, "updated": 0, "unchanged": 0}) == 1
    assert outcomes.count("conflict") == 4
    assert StockBatch.unscoped.count() == 3


# --- command line ---


def run(*args):
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_command_imports_and_repeats_quietly(world, tmp_path):
    file = tmp_path / "bestand.csv"
    file.write_bytes(CONTENT)
    args = ("import_inventory", str(file), "--school", "990012")
    assert "created 3, updated 0, unchanged 0" in run(*args, "--dry-run")
    assert not StockBatch.unscoped.exists()
    assert "created 3, updated 0, unchanged 0" in run(*args)
    assert json.loads(run(*args, "--json")) == {
        "created": 0,
        "updated": 0,
        "unchanged": 3,
        "personal": [],
        "unknown": [],
    }


def test_command_names_dropped_columns(world, tmp_path):
    file = tmp_path / "bestand.csv"
    file.write_bytes(b"Typ;Menge;Vorname\nPRN;1;Maria\n")
    assert "columns left out (personal): Vorname" in run("import_inventory", str(file), "--school", "990012")


@pytest.mark.parametrize(
    ("content", "school", "words"),
    [
        (b"Typ;Menge\nPRN;viele\n", "990012", "line 2, Menge 'viele'"),
        (b"Kennung;Typ;Menge\n77;PRN;1\n", "990012", "line 2, Kennung"),
        (b"nichts\n1\n", "990012", "Nothing imported"),
        (b"Typ;Menge\nPRN;1\n", "000000", "no school 000000"),
        (None, "990012", "cannot be read"),
    ],
)
def test_command_refuses(world, tmp_path, content, school, words):
    file = tmp_path / "bestand.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        run("import_inventory", str(file), "--school", school)
    assert not StockBatch.unscoped.exists()


def test_load_command_says_what_it_made(db):
    assert run("load_equipment_types") == "created 24 types, 12 funding sources, 18 targets\n"
    assert run("load_equipment_types") == "created 0 types, 0 funding sources, 0 targets\n"
