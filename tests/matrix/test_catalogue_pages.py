"""The administration brings a new version in: check, map, look, take over once."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.errors import Conflict
from gutersloh_portal.tasks import remove_previews
from matrix import selectors, services
from matrix.importers import read_matrix
from matrix.models import Catalogue, CatalogueUpload, Succession
from matrix.services import catalogue_uploads
from tests.matrix.conftest import SMALL, stage
from tests.matrix.test_successions import REWORDED, at_once, shown
from tests.world import build_world

LIST = reverse("matrix:catalogue_list")
CREATE = reverse("matrix:catalogue_upload")
FOUR = "\n".join(
    ";".join([*cells[:9], "Spitze" if place else "stufe_4", *cells[9:]])
    for place, line in enumerate(SMALL.strip().split("\n"))
    if (cells := line.split(";"))
)


def send(client, content=REWORDED, label="Matrix 2027", **more):
    file = SimpleUploadedFile(more.pop("name", "matrix.csv"), content.encode())
    return client.post(CREATE, {"label": label, "file": file, **more})


def only():
    return CatalogueUpload.unscoped.get()


def url(name, upload=None):
    return reverse(f"matrix:catalogue_{name}", args=[(upload or only()).pk])


def typed(client):
    """The mapping form as the page shows it."""
    form = client.get(url("mapping")).context["form"]
    return {bound.html_name: "" if bound.value() is None else bound.value() for bound in form}


def test_the_matrix_in_force_is_the_example_of_the_format(matrix_world):
    client, current = matrix_world.client_for("admin"), Catalogue.objects.get(is_current=True)
    example = reverse("matrix:catalogue_example")
    assert example in client.get(CREATE).content.decode()
    answer = client.get(example)
    assert answer["Content-Disposition"].startswith("attachment")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    reading = read_matrix(content, stage_names=tuple(current.stage_names))
    assert reading.problems == []
    assert reading.content_hash == current.content_hash


def test_the_way_from_the_file_to_the_new_version(matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(1))
    answer(matrix_world.school_a, "S2.1", stage(2))
    client = matrix_world.client_for("admin")
    assert send(client).url == url("mapping")
    page = client.get(url("mapping"))
    assert page.context["forecast"].as_dict() == {"kept": 1, "rechecks": 1, "ended": 0}
    assert [(row.code, row.kind, row.answers) for row, _a, _b in page.context["changed"]] == [
        ("S2.1", "changed", 1)
    ]
    assert "Trägt das Netz alle Klassen?" in page.content.decode()
    assert selectors.current_catalogue().version == "klein"
    done = client.post(url("commit"), {"seen": "0"}, follow=True)
    assert "„Matrix 2027“ gilt." in done.content.decode()
    assert selectors.current_catalogue().version == "Matrix 2027"
    change = Succession.objects.get()
    assert (change.kept, change.rechecks, change.ended) == (1, 1, 0)
    assert change.made_by == matrix_world.user("admin")
    assert shown(matrix_world.school_a, "S2.1").needs_recheck
    assert "Übernommen am" in client.get(url("mapping")).content.decode()


def test_the_mapping_decides(matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(1))
    answer(matrix_world.school_a, "S1.2", stage(2))
    client = matrix_world.client_for("admin")
    send(client)
    told = typed(client) | {"aspect-1": "S1.2", "aspect-1-more": "S2.1, S1.1", "aspect-2": ""}
    assert client.post(url("mapping"), told).url == url("mapping")
    page = client.get(url("mapping"))
    assert page.context["forecast"].as_dict() == {"kept": 0, "rechecks": 3, "ended": 1}
    assert {row.code: row.kind for row, _a, _b in page.context["changed"]} == {
        "S1.1": "split",
        "S1.2": "ended",
        "S2.1": "merged",
    }
    client.post(url("commit"), {"seen": "1"})
    stages = {a.aspect.code: a.stage for a in selectors.profile(matrix_world.school_a).answers}
    assert stages == {"S1.1": 1, "S1.2": 1, "S2.1": 1}


def test_stages_are_asked_for_where_their_number_differs(matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(3))
    client = matrix_world.client_for("admin")
    send(client, FOUR)
    told = typed(client)
    assert [told[f"stage-{number}"] for number in (1, 2, 3)] == ["1", "2", "4"]
    assert client.post(url("mapping"), told | {"stage-3": "3"}).status_code == 302
    assert client.post(url("mapping"), typed(client) | {"stage-3": "1"}).status_code == 422  # crossing
    client.post(url("commit"), {"seen": "1"})
    assert shown(matrix_world.school_a, "S1.1").stage == 3


def test_a_stage_may_end(matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(3))
    client = matrix_world.client_for("admin")
    send(client, FOUR)
    client.post(url("mapping"), typed(client) | {"stage-3": ""})
    assert client.get(url("mapping")).context["forecast"].ended == 1


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (SMALL.replace("Welche Ziele?", ""), "a.csv", "2 leitfrage diese Zelle ist leer."),
        (SMALL.replace("Schule;S2", "Kita;S2"), "a.csv", "4 seite „Kita“"),
        ("a\0b;c", "a.csv", "nicht als Text lesbar"),
        (SMALL.replace("Welche Ziele?", "x" * 140_000), "a.csv", "keine Tabelle mit Semikolons"),
        ("%PDF-1.7", "a.csv", "nicht das, was"),
        (SMALL, "a.pdf", "falschen Typ"),
        (SMALL, "a.csv", "gilt bereits"),
        (
            SMALL.split("\n", 1)[0]
            + "".join(f"\nSchule;S1;Feld;A{n};Name;Frage?;a;b;c;;" for n in range(301)),
            "a.csv",
            "mehr als 300 Aspekte",
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_kept(matrix_world, content, name, problem):
    response = send(matrix_world.client_for("admin"), content, name=name)
    assert response.status_code == 422
    words = re.sub("<[^>]*>", " ", unescape(response.content.decode())).split()
    assert problem in " ".join(words)
    assert not CatalogueUpload.unscoped.exists()


def test_a_name_that_is_taken_and_stage_names_that_do_not_fit(matrix_world):
    client = matrix_world.client_for("admin")
    assert "gibt es schon" in send(client, label="klein").content.decode()
    assert "3 Stufen" in send(client, stage_names="a, b").content.decode()
    assert send(client, stage_names="x" * 41).status_code == 422
    assert send(client, stage_names="Start, Weg, Ziel").status_code == 302
    assert only().content["stage_names"] == ["Start", "Weg", "Ziel"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"aspect-1-more": "Q9"}, "keinen Aspekt „Q9“"),
        ({"aspect-1": "T1.1"}, "gültige Auswahl"),
        ({"aspect-1-more": "T1.1"}, "Träger"),
        ({"stage-1": "9"}, ""),  # not asked for: both have three stages
    ],
)
def test_a_mapping_that_cannot_be_keeps_what_was_typed(matrix_world, change, problem):
    client = matrix_world.client_for("admin")
    send(client)
    response = client.post(url("mapping"), typed(client) | change)
    assert response.status_code == (422 if problem else 302)
    if problem:
        assert problem in response.content.decode()
        assert only().version == 0


def test_two_mappings_at_once_are_a_conflict(matrix_world):
    client = matrix_world.client_for("admin")
    send(client)
    told = typed(client)
    assert client.post(url("mapping"), told | {"aspect-1": "S1.2"}).status_code == 302
    late = client.post(url("mapping"), told | {"aspect-2": ""})
    assert late.status_code == 409
    assert "inzwischen geändert" in late.content.decode()
    assert only().plan["successors"]["S1.1"] == ["S1.2"]
    form = late.context["form"]
    assert (form["seen"].value(), form["aspect-2"].value()) == ("1", "")
    assert client.post(url("commit"), {"seen": "0"}, follow=True).status_code == 200
    assert selectors.current_catalogue().version == "klein"


def test_an_upload_that_was_overtaken_is_not_taken_over(matrix_world):
    client = matrix_world.client_for("admin")
    send(client)
    services.load_catalogue(read_matrix(SMALL.replace("kaum", "nie").encode()), version="anders")
    assert "passt nicht mehr" in client.get(url("mapping")).content.decode()
    answered = client.post(url("commit"), {"seen": "0"}, follow=True)
    assert "noch einmal hoch" in answered.content.decode()
    assert selectors.current_catalogue().version == "anders"
    assert only().committed_at is None
    client.post(url("discard"))
    assert not CatalogueUpload.unscoped.exists()


def test_taking_over_twice_happens_once_and_stays(matrix_world):
    client = matrix_world.client_for("admin")
    send(client)
    client.post(url("commit"), {"seen": "0"})
    again = client.post(url("commit"), {"seen": "0"}, follow=True)
    assert "bereits übernommen" in again.content.decode()
    assert client.post(url("mapping"), {"seen": "0"}).status_code in {409, 422}
    assert "bereits übernommen" in client.post(url("discard"), follow=True).content.decode()
    assert (Succession.objects.count(), Catalogue.objects.count()) == (1, 2)


def test_the_first_version_needs_no_mapping(world):
    client = world.client_for("admin")
    assert "Es ist noch keine Matrix geladen" in client.get(LIST).content.decode()
    send(client, SMALL)
    assert "noch keine Antworten" in client.get(url("mapping")).content.decode()
    client.post(url("commit"), {"seen": "0"})
    assert selectors.current_catalogue().version == "Matrix 2027"
    assert Succession.objects.count() == 0


def test_a_version_that_comes_back_keeps_its_name(matrix_world):
    services.load_catalogue(read_matrix(REWORDED.encode()), version="neu")
    client = matrix_world.client_for("admin")
    send(client, SMALL, label="wieder")
    client.post(url("commit"), {"seen": "0"})
    assert selectors.current_catalogue().version == "klein"
    assert Catalogue.objects.count() == 2


def test_abandoned_uploads_go_at_night(matrix_world):
    send(matrix_world.client_for("admin"))
    remove_previews()
    assert CatalogueUpload.unscoped.exists()
    CatalogueUpload.unscoped.update(uploaded_at=timezone.now() - timedelta(days=8))
    remove_previews()
    assert not CatalogueUpload.unscoped.exists()


def test_pages_need_as_many_queries_for_many_answers(matrix_world, answer):
    client = matrix_world.client_for("admin")
    send(client)

    def count(address):
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    answer(matrix_world.school_a, "S1.1", stage(1))
    few = [count(LIST), count(url("mapping"))]
    for code in ("S1.1", "S1.2", "S2.1"):
        answer(matrix_world.school_b, code, stage(2), "lead_b")
    upload = only()
    for number in range(3):
        upload.pk, upload.label = uuid4(), f"Fassung {number}"
        upload.save(force_insert=True)
    first = CatalogueUpload.unscoped.earliest("uploaded_at")
    assert [count(LIST), count(url("mapping", first))] == few


@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_get_one_version_and_one_no():
    world = build_world()
    services.load_catalogue(read_matrix(SMALL.encode()), version="klein")
    admin = world.user("admin")
    contents = (REWORDED, SMALL.replace("kaum", "nie"))
    uploads = [
        catalogue_uploads.upload_catalogue(
            file=SimpleUploadedFile("a.csv", content.encode()), label=f"neu {place}", actor=admin
        )
        for place, content in enumerate(contents)
    ]
    found = at_once(
        *(lambda one=one: catalogue_uploads.commit_upload(one, seen=0, actor=admin) for one in uploads)
    )
    assert {type(one) for one in found} == {Catalogue, Conflict}
    assert Succession.objects.count() == 1
    assert CatalogueUpload.unscoped.filter(committed_at__isnull=False).count() == 1
