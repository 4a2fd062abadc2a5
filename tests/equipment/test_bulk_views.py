"""The pages of a Träger's list: upload, progress, preview, what came of it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from equipment import tasks
from equipment.models import BulkImport, StockBatch
from equipment.services import bulk, bulk_jobs
from tests.equipment.bulk_files import commit, file_of, performed, read
from tests.equipment.conftest import url

NEW = ("990012;;DEV_TABLET_POOL;15;Raum 1;2024;;;;", "990024;;PRN;2;Büro;;;;;")
BAD = "990036;;PRN;1;;;;;;"


@pytest.fixture(autouse=True)
def bells(monkeypatch):
    """Whom the pages would have woken."""
    rung = []
    monkeypatch.setattr(tasks.run_import, "apply_async", lambda args, **_how: rung.append(args[0]))
    return rung


def page(world, name, *args, actor="it", **how):
    return world.client_for(actor).get(url(name, "99001", *args), **how)


def press(world, name, upload, **data):
    return world.client_for("it").post(url(name, "99001", upload.pk), data)


def test_from_upload_to_taking_back(world, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = world.client_for("it").post(url("bulk_create", "99001"), {"file": file_of(*NEW)})
    upload = BulkImport.unscoped.get()
    assert response.url == url("bulk_detail", "99001", upload.pk)
    assert bells == [str(upload.pk)]
    assert "Die Liste wird gelesen" in page(world, "bulk_detail", upload.pk).content.decode()
    bulk_jobs.perform(upload.pk)
    shown = page(world, "bulk_detail", upload.pk)
    assert shown.context["counts"] == {"create": 2, "update": 0, "unchanged": 0, "faulty": 0}
    press(world, "bulk_commit", upload)
    assert "wird übernommen" in page(world, "bulk_detail", upload.pk).content.decode()
    performed(upload)
    assert "2 neu, 0 geändert, 0 unverändert" in page(world, "bulk_detail", upload.pk).content.decode()
    press(world, "bulk_undo", upload)
    performed(upload)
    assert "Zurückgenommen am" in page(world, "bulk_detail", upload.pk).content.decode()
    assert StockBatch.unscoped.count() == 0


def test_the_same_file_again_is_told(world):
    commit(read(world, *NEW), world)
    text = page(world, "bulk_detail", read(world, *NEW).pk).content.decode()
    assert "Diese Datei wurde bereits am" in text
    assert "Es gibt nichts zu übernehmen" in text


def test_a_refused_file_is_told_at_the_form(world):
    file = file_of(name="bestand.pdf")
    response = world.client_for("it").post(url("bulk_create", "99001"), {"file": file})
    assert response.status_code == 422
    assert "bestand.pdf" in str(response.context["form"].errors["file"])


def test_faulty_lines_need_a_decision(world):
    upload = read(world, *NEW, BAD)
    shown = page(world, "bulk_detail", upload.pk)
    (fault,) = shown.context["faults"]
    assert (fault.line, fault.column, fault.value) == (4, "Schulnummer", "990036")
    assert "1 Zeile war nicht lesbar und ist bei keiner Schule" in shown.content.decode()
    press(world, "bulk_commit", upload)
    assert BulkImport.unscoped.get().step == "read"
    press(world, "bulk_commit", upload, skips_faulty="on")
    assert performed(upload).outcome == {"created": 2, "updated": 0, "unchanged": 0, "left_out": 1}


def test_lists_of_lines(world, stock):
    one = stock(room="A", quantity=3)
    upload = read(world, *NEW, f"990012;{one.pk};DEV_TABLET_POOL;4;A;;;;;", "990012;4711;PRN;1;;;;;;")
    shown = {
        word: page(world, "bulk_detail", upload.pk, data={"liste": word}).context
        for word in ("neu", "geaendert")
    }
    assert [(number, row.line) for number, row in shown["neu"]["rows"]] == [("990012", 2), ("990024", 3)]
    ((_number, changed),) = shown["geaendert"]["rows"]
    assert changed.changes == ["Anzahl: 3 → 4"]
    (fault,) = page(world, "bulk_detail", upload.pk).context["faults"]
    assert (fault.line, fault.column, fault.value) == (5, "Kennung", "4711")


def test_unchanged_lines_and_every_fault_can_be_opened(world, stock):
    stock("PRN", room="A", quantity=3)
    faulty = [f"990012;;PRN;keins;Raum {number};;;;;" for number in range(210)]
    upload = read(world, "990012;;PRN;3;A;;;;;", *faulty)
    shown = page(world, "bulk_detail", upload.pk, data={"liste": "unveraendert"})
    assert [row.line for _number, row in shown.context["rows"]] == [2]
    assert "Unveränderte Zeilen (1)" in shown.content.decode()
    last = page(world, "bulk_detail", upload.pk, data={"liste": "fehler", "page": "5"})
    assert [fault.line for fault in last.context["faults"]][-1] == 212
    assert "nur die ersten Fehler" not in last.content.decode()


def test_a_list_that_cannot_be_read(world):
    upload = read(world, header="Farbe")
    text = page(world, "bulk_detail", upload.pk).content.decode()
    assert "Die Liste konnte nicht gelesen werden" in text
    press(world, "bulk_discard", upload)
    assert BulkImport.unscoped.count() == 0


def test_the_progress_alone_is_fetched_again(world):
    upload = bulk.upload_bulk(file_of(*NEW), authority=world.authority, actor=world.user("it"))
    htmx = {"HX-Request": "true"}
    busy = page(world, "bulk_detail", upload.pk, headers=htmx)
    assert ("<html" in busy.content.decode(), "HX-Refresh" in busy) == (False, False)
    bulk_jobs.perform(upload.pk)
    assert page(world, "bulk_detail", upload.pk, headers=htmx)["HX-Refresh"] == "true"


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("word", ["neu", "fehler"])
def test_queries_do_not_grow(world, rows, word, django_assert_num_queries):
    new = [f"990012;;PRN;1;Raum {number};;;;;" for number in range(rows)]
    faulty = [f"990012;{4711 + number};PRN;1;;;;;;" for number in range(rows)]
    upload = read(world, *new, *faulty)
    client = world.client_for("it")
    with django_assert_num_queries({"neu": 11, "fehler": 8}[word]):
        client.get(url("bulk_detail", "99001", upload.pk), {"liste": word})


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_upload_page_do_not_grow(world, rows, django_assert_num_queries):
    for _number in range(rows):
        read(world, *NEW)
    client = world.client_for("it")
    with django_assert_num_queries(6):
        client.get(url("bulk_create", "99001"))


def test_the_preview_counts_what_the_wave_cannot_date(world):
    upload = read(
        world, "990012;;PRN;2;A;2020;;;;", "990012;;PRN;3;B;;;;;", "990012;;PRN;4;C;;;;ausgesondert;"
    )
    html = page(world, "bulk_detail", upload.pk).content.decode()
    assert "3 neue Geräte haben kein Anschaffungsjahr" in html
    assert "Registrierung" not in html


@pytest.mark.parametrize(("reader", "is_named"), [("head", True), ("it", False)])
def test_a_contractor_does_not_read_who_has_uploaded_a_list(world, reader, is_named):
    bulk.upload_bulk(file_of(*NEW), authority=world.authority, actor=world.user("staff"))
    shown = page(world, "bulk_create", actor=reader).content.decode()
    assert (world.user("staff").name in shown) is is_named


def test_the_page_of_all_schools_offers_a_template_that_the_import_reads(world):
    start = page(world, "bulk_create").content.decode()
    for kind in ("csv", "xlsx"):
        assert url("bulk_template_export", "99001", kind) in start
        answer = page(world, "bulk_template_export", kind)
        assert answer["Content-Disposition"] == f"attachment; filename*=UTF-8''Ausstattung-Vorlage.{kind}"
    header = page(world, "bulk_template_export", "csv").content.decode("utf-8-sig").strip()
    told = {"Schulnummer": "990012", "Gerätetyp": "PRN", "Anzahl": "2"}
    line = ";".join(told.get(column, "") for column in header.split(";"))
    file = SimpleUploadedFile("a.csv", f"{header}\n{line}\n".encode())
    upload = performed(bulk.upload_bulk(file, authority=world.authority, actor=world.user("it")))
    shown = page(world, "bulk_detail", upload.pk)
    assert shown.context["counts"] == {"create": 1, "update": 0, "unchanged": 0, "faulty": 0}


def test_a_preview_begins_with_counts_and_buttons_and_has_one_box(world):
    upload = performed(read(world, *NEW, BAD))
    html = page(world, "bulk_detail", upload.pk).content.decode()
    order = [
        'class="counts"',
        'name="skips_faulty"',
        'class="kern-alert kern-alert--',
        'id="reading"',
        'id="problems"',
    ]
    places = [html.index(one) for one in order]
    assert places == sorted(places)
    assert html.count('class="kern-alert kern-alert--') == 1
    calm = performed(read(world, NEW[0]))
    assert 'class="kern-alert kern-alert--' not in page(world, "bulk_detail", calm.pk).content.decode()
