"""Pages of the matrix without JavaScript: who gets in, what is kept after an error, what two people see."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from matrix import services
from matrix.models import Rating, Snapshot
from matrix.services import Answer
from schools.models.register import school_year_of
from tests.matrix.conftest import stage
from tests.world import ACTORS, make_school

NEXT = str(school_year_of(timezone.localdate()) + 1)
LOGIN, OK, FORBIDDEN, MISSING = 302, 200, 403, 404
SCHOOL_SIDE = {"school_assessment": [], "school_aspect": ["S1.1"], "school_table": [], "school_check": []}
AUTHORITY_SIDE = {
    "authority_assessment": [],
    "authority_aspect": ["T1.1"],
    "authority_table": [],
    "authority_check": [],
}
OWN_SCHOOL = {"lead_a": OK, "member_a": OK}
READS_SCHOOL = dict.fromkeys(
    ("staff", "it", "head", "adviser", "supervision", "moderator", "admin"), FORBIDDEN
)
OWN_AUTHORITY = dict.fromkeys(("staff", "head"), OK)
SEES_AUTHORITY = dict.fromkeys(
    ("lead_a", "member_a", "lead_b", "it", "adviser", "supervision", "moderator", "admin"), FORBIDDEN
)


def url(name, *args):
    return reverse(f"matrix:{name}", args=args)


def status(world, actor, address, method="get"):
    return getattr(world.client_for(actor), method)(address).status_code


def rows_of(table):
    return {actor: LOGIN if actor == "anonymous" else table.get(actor, MISSING) for actor in ACTORS}


@pytest.mark.parametrize("name", SCHOOL_SIDE)
def test_drafts_of_a_school_are_for_the_school_alone(matrix_world, name):
    address = url(name, "990012", *SCHOOL_SIDE[name])
    found = {actor: status(matrix_world, actor, address) for actor in ACTORS}
    assert found == rows_of(OWN_SCHOOL | READS_SCHOOL)


@pytest.mark.parametrize("name", AUTHORITY_SIDE)
def test_drafts_of_a_traeger_are_for_the_traeger_alone(matrix_world, name):
    address = url(name, "99001", *AUTHORITY_SIDE[name])
    found = {actor: status(matrix_world, actor, address) for actor in ACTORS}
    assert found == rows_of(OWN_AUTHORITY | SEES_AUTHORITY)


def test_who_may_release_a_school(matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(1))
    address = url("school_release", "990012")
    found = {actor: status(matrix_world, actor, address, "post") for actor in ACTORS}
    assert found == rows_of(READS_SCHOOL | {"member_a": FORBIDDEN, "lead_a": 302})
    assert status(matrix_world, "lead_a", address) == 405


def test_who_may_release_a_traeger(matrix_world, answer):
    answer(matrix_world.authority, "T1.1", stage(1), "staff")
    address = url("authority_release", "99001")
    found = {actor: status(matrix_world, actor, address, "post") for actor in ACTORS}
    assert found == rows_of(SEES_AUTHORITY | {"staff": 302, "head": 302})


def test_who_sees_the_heat_map(released, matrix_world):
    found = {actor: status(matrix_world, actor, url("heatmap", "99001")) for actor in ACTORS}
    assert found == rows_of(OWN_AUTHORITY | SEES_AUTHORITY)


@pytest.mark.parametrize(("name", "args"), [("topic_list", []), ("topic_detail", ["G2"])])
def test_who_sees_the_joined_topics(released, matrix_world, name, args):
    found = {actor: status(matrix_world, actor, url(name, "99001", *args)) for actor in ACTORS}
    readers = dict.fromkeys([*OWN_AUTHORITY, *SEES_AUTHORITY], OK)
    assert found == rows_of(readers | {"admin": FORBIDDEN, "it": FORBIDDEN})


def test_who_reads_a_release(released, matrix_world):
    found = {actor: status(matrix_world, actor, released["a"].get_absolute_url()) for actor in ACTORS}
    readers = ("lead_a", "member_a", "staff", "head", "adviser", "supervision", "moderator")
    assert found == rows_of(dict.fromkeys(readers, OK))


@pytest.mark.parametrize("address", ["aspekt/S9.9/", "aspekt/T1.1/"])
def test_unknown_aspects_are_missing(matrix_world, address):
    assert status(matrix_world, "lead_a", url("school_assessment", "990012") + address) == MISSING


def test_unknown_topic_is_missing(matrix_world):
    assert status(matrix_world, "staff", url("topic_detail", "99001", "G9")) == MISSING


# --- pages without a matrix and without answers ---


def test_pages_say_what_to_do_before_a_matrix_is_loaded(world):
    page = world.client_for("lead_a").get(url("school_assessment", "990012"))
    assert (page.status_code, "Es ist noch keine Matrix geladen" in page.text) == (OK, True)
    for actor, address in (
        ("lead_a", url("school_table", "990012")),
        ("lead_a", url("school_check", "990012")),
    ):
        assert status(world, actor, address) == MISSING
    for name in ("heatmap", "topic_list"):
        page = world.client_for("staff").get(url(name, "99001"))
        assert (page.status_code, "Es ist noch keine Matrix geladen" in page.text) == (OK, True)


def test_list_says_when_nothing_is_released(matrix_world):
    page = matrix_world.client_for("staff").get(url("snapshot_list"))
    assert "Noch ist nichts freigegeben" in page.text
    page = matrix_world.client_for("staff").get(url("snapshot_list"), {"q": "nichts"})
    assert "Zu diesem Filter passt keine Freigabe" in page.text


# --- one aspect a page ---


def post(world, data, *, actor="lead_a", code="S1.1"):
    fields = {"answer": "", "target_stage": "", "target_year": "", "priority": "", "reason": "", "seen": ""}
    fields |= {"evidence_url": ""}
    return world.client_for(actor).post(url("school_aspect", "990012", code), fields | data)


def test_descriptors_stand_beside_the_radios(matrix_world):
    page = matrix_world.client_for("lead_a").get(url("school_aspect", "990012", "S1.1")).text
    assert re.findall(r"<legend[^>]*>(.*?)</legend>", page)[0] == "Welche Ziele?"
    hints = dict(re.findall(r'<p class="stage-choice__text" id="([^"]+)">(.*?)</p>', page))
    assert list(hints.values())[:3] == ["keine", "einige", "alle"]
    assert re.findall(r'type="radio"[^>]* aria-describedby="([^"]+)"', page) == list(hints)
    assert re.findall(r'type="radio" name="answer" value="([^"]+)"', page) == [
        "1",
        "2",
        "3",
        "unknown",
        "not_applicable",
    ]


def test_each_step_is_saved_and_leads_to_the_next_open_aspect(matrix_world):
    first = post(matrix_world, {"answer": "2", "reason": "darum", "next": "1"})
    assert (first.status_code, first.url) == (302, url("school_aspect", "990012", "S1.2"))
    second = post(matrix_world, {"answer": "unknown", "overview": "1"}, code="S1.2")
    assert second.url == url("school_assessment", "990012")
    third = post(matrix_world, {"answer": "not_applicable", "next": "1"}, code="S2.1")
    assert third.url == url("school_check", "990012")
    found = [(row.state, row.stage, row.reason) for row in Rating.unscoped.order_by("pk")]
    assert found == [("rated", 2, "darum"), ("unknown", None, ""), ("not_applicable", None, "")]


def test_task_list_counts_and_names_every_state(matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(2))
    answer(matrix_world.school_a, "S1.2", Answer(state="unknown"))
    page = matrix_world.client_for("member_a").get(url("school_assessment", "990012")).text
    assert "2 von 3 beantwortet" in page
    counts = re.findall(r'matrix-field__count">(.*?)</p>', page)
    assert counts == ["2 von 2", "0 von 1"]
    names = re.findall(r'stage__name">(.*?)</span>', page)
    assert names == ["Stufe 2", "weiß nicht", "nicht eingeschätzt"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"reason": "Nur ein Grund"}, "Wählen Sie eine Stufe, „weiß nicht“ oder „trifft nicht zu“."),
        (
            {"answer": "3", "target_stage": "2", "target_year": NEXT},
            "Das Ziel liegt unter der Stufe von heute.",
        ),
        ({"answer": "1", "target_stage": "2"}, "Wählen Sie, bis wann Sie das Ziel erreichen möchten."),
        ({"answer": "1", "target_year": NEXT}, "Wählen Sie die Zielstufe zu diesem Schuljahr."),
        (
            {"answer": "not_applicable", "target_stage": "2", "target_year": NEXT},
            "Was nicht zutrifft, braucht kein Ziel.",
        ),
    ],
)
def test_errors_name_the_remedy_and_keep_the_input(matrix_world, data, error):
    page = post(matrix_world, {"reason": "Mein Text bleibt"} | data)
    assert page.status_code == 422
    assert page.text.count(error) == 2  # summary and field
    assert data.get("reason", "Mein Text bleibt") in page.text
    assert Rating.unscoped.count() == 0


@pytest.mark.parametrize("answer_value", ["9", "0", "none", "rated"])
def test_a_forged_stage_is_refused(matrix_world, answer_value):
    assert post(matrix_world, {"answer": answer_value}).status_code == 422
    assert Rating.unscoped.count() == 0


def test_a_wrong_file_is_refused_with_its_name(matrix_world):
    file = SimpleUploadedFile("beleg.pdf", b"MZ\x90 kein PDF")
    page = post(matrix_world, {"answer": "1", "evidence_file": file, "reason": "bleibt stehen"})
    assert (page.status_code, "beleg.pdf" in page.text, "bleibt stehen" in page.text) == (422, True, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7"),
        ("a.docx", b"PK\x03\x04 Word"),
        ("a.PNG", b"\x89PNG\r\n\x1a\n"),
        ("a.jpg", b"\xff\xd8\xff"),
    ],
)
def test_usual_kinds_of_evidence_are_taken(matrix_world, name, content):
    file = SimpleUploadedFile(name, content)
    assert post(matrix_world, {"answer": "1", "evidence_file": file}).status_code == 302
    assert Rating.unscoped.get().evidence_name == name


def test_evidence_is_handed_out_to_the_own_people_alone(matrix_world):
    file = SimpleUploadedFile("Beleg ä.pdf", b"%PDF-1.7 Beleg")
    assert post(matrix_world, {"answer": "1", "evidence_file": file}).status_code == 302
    address = url("evidence_download", Rating.unscoped.get().pk)
    found = {}
    for actor in ACTORS:
        handed = matrix_world.client_for(actor).get(address)
        found[actor] = handed.status_code
        assert (
            not handed.streaming or b"".join(handed) == b"%PDF-1.7 Beleg"
        )  # reading to the end closes the file
    assert found == rows_of(OWN_SCHOOL)
    handed = matrix_world.client_for("lead_a").get(address)
    assert b"".join(handed) == b"%PDF-1.7 Beleg"
    assert handed["Content-Disposition"].startswith("attachment")
    assert handed["X-Content-Type-Options"] == "nosniff"


def test_two_editors_see_both_texts_and_lose_nothing(matrix_world, answer):
    first = answer(matrix_world.school_a, "S1.1", stage(1))
    theirs = answer(matrix_world.school_a, "S1.1", stage(2, reason="Text von Max"), "member_a")
    page = post(matrix_world, {"answer": "3", "reason": "Text von Lea", "seen": str(first.pk)})
    assert page.status_code == 409
    assert ("Text von Max" in page.text, "Text von Lea" in page.text) == (True, True)
    assert Rating.unscoped.count() == 2
    assert re.search(r'name="seen" value="(\d+)"', page.text)[1] == str(theirs.pk)
    again = post(matrix_world, {"answer": "3", "reason": "Text von Lea", "seen": str(theirs.pk)})
    assert again.status_code == 302
    assert [row.reason for row in Rating.unscoped.order_by("-pk")] == ["Text von Lea", "Text von Max", ""]


def test_double_click_through_the_form_makes_one_row(matrix_world):
    assert [post(matrix_world, {"answer": "2"}).status_code for _click in range(2)] == [302, 302]
    assert Rating.unscoped.count() == 1


# --- the full table ---


def table(world, data, actor="lead_a"):
    fields: dict[str, Any] = {}
    for code in ("S1-1", "S1-2", "S2-1"):
        fields |= {
            f"{code}-{name}": "" for name in ("target_stage", "target_year", "priority", "reason", "seen")
        }
    return world.client_for(actor).post(url("school_table", "990012"), fields | data)


def test_table_saves_only_what_changed(matrix_world, answer):
    first = answer(matrix_world.school_a, "S1.1", stage(2, reason="zwei\nZeilen"))
    same = {"S1-1-answer": "2", "S1-1-reason": "zwei\r\nZeilen", "S1-1-seen": str(first.pk)}
    page = table(matrix_world, same | {"S2-1-answer": "3", "S2-1-target_stage": ""})
    assert (page.status_code, page.url) == (302, url("school_table", "990012"))
    assert [row.aspect.code for row in Rating.unscoped.order_by("pk")] == ["S1.1", "S2.1"]


def test_table_with_errors_saves_nothing_and_keeps_everything(matrix_world):
    page = table(matrix_world, {"S1-1-answer": "2", "S1-2-reason": "Grund ohne Stufe"})
    assert page.status_code == 422
    assert ("Grund ohne Stufe" in page.text, Rating.unscoped.count()) == (True, 0)
    assert re.search(r'name="S1-1-answer" value="2"[^>]* checked', page.text)
    assert "#id_S1-2-answer" in page.text


def test_table_keeps_back_a_conflicting_row_with_both_answers(matrix_world, answer):
    theirs = answer(matrix_world.school_a, "S1.1", stage(1, reason="Text von Max"), "member_a")
    page = table(matrix_world, {"S1-1-answer": "3", "S1-1-reason": "Text von Lea", "S1-2-answer": "2"})
    assert page.status_code == 409
    assert ("Text von Max" in page.text, "Text von Lea" in page.text) == (True, True)
    assert re.search(r'name="S1-1-seen" value="(\d+)"', page.text)[1] == str(theirs.pk)
    assert [row.aspect.code for row in Rating.unscoped.order_by("pk")] == ["S1.1", "S1.2"]


def test_table_without_changes_says_so(matrix_world):
    page = matrix_world.client_for("lead_a").post(url("school_table", "990012"), {}, follow=True)
    assert "Es hat sich nichts geändert" in page.text


# --- check, release, read ---


def test_check_names_gaps_and_who_releases(matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(2, reason="Das ist der Grund"))
    page = matrix_world.client_for("member_a").get(url("school_check", "990012")).text
    assert "2 Aspekte sind noch ohne Antwort" in page
    assert "Freigeben kann: Lea Anger." in page
    assert url("school_release", "990012") not in page
    assert page.count(url("school_aspect", "990012", "S1.2")) == 1
    assert (
        url("school_release", "990012")
        in matrix_world.client_for("lead_a").get(url("school_check", "990012")).text
    )


def test_release_leads_to_the_picture_and_back_to_the_check_when_it_cannot(matrix_world, answer):
    client = matrix_world.client_for("lead_a")
    empty = client.post(url("school_release", "990012"), {"seen": "0"}, follow=True)
    assert "Bitte schätzen Sie vor der Freigabe mindestens einen Aspekt ein." in empty.text
    answer(matrix_world.school_a, "S1.1", stage(2))
    done = client.post(url("school_release", "990012"), {"seen": "0"})
    assert done.url == Snapshot.unscoped.get().get_absolute_url()
    assert client.post(url("school_release", "990012"), {"seen": "0"}).url == done.url
    assert Snapshot.unscoped.count() == 1


def test_snapshot_page_shows_the_release_and_not_the_draft(released, matrix_world, answer):
    answer(matrix_world.school_a, "S1.1", stage(3, reason="Noch nicht freigegeben"))
    page = matrix_world.client_for("adviser").get(released["a"].get_absolute_url()).text
    assert ("Grund der Schule A" in page, "Noch nicht freigegeben" in page) == (True, False)
    second = services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    page = matrix_world.client_for("adviser").get(released["a"].get_absolute_url()).text
    assert "Dies ist ein früherer Stand" in page
    page = matrix_world.client_for("adviser").get(second.get_absolute_url()).text
    assert "1 Aspekt gestiegen" in page


def test_heat_map_is_a_real_table_with_words(released, matrix_world):
    make_school("199993", "Neue Schule", matrix_world.municipality, matrix_world.authority)
    page = matrix_world.client_for("staff").get(url("heatmap", "99001"), {"sort": "-S2.1"}).text
    heat = page[page.index('<table class="heatmap"') :]
    assert "2 von 3 Schulen haben freigegeben</caption>" in heat
    assert re.findall(r'aria-sort="(\w+)"', heat) == ["none", "none", "none", "none", "descending"]
    body = heat[heat.index("<tbody>") : heat.index("</tbody>")]
    assert [re.sub("<.*?>", "", name) for name in re.findall(r'scope="row"[^>]*>(.*?)</th>', body)] == [
        "Grundschule Am Anger",
        "Gesamtschule Birkenweg",
        "Neue Schule",
    ]
    assert re.findall(r'stage__name">(.*?)</span>', body) == [
        "Stufe 1",
        "nicht eingeschätzt",
        "Stufe 2",
        "weiß nicht",
        "nicht eingeschätzt",
        "nicht eingeschätzt",
    ]
    assert "nicht freigegeben" in body


@pytest.mark.parametrize("query", [{"sort": "password"}, {"sort": "-"}, {"field": "X'", "sort": "T1.1"}])
def test_heat_map_ignores_unknown_words_in_the_address(released, matrix_world, query):
    page = matrix_world.client_for("staff").get(url("heatmap", "99001"), query).text
    assert re.findall(r'aria-sort="(\w+)"', page) == ["ascending", "none", "none", "none", "none"]


def test_topic_page_says_who_waits(released, matrix_world):
    page = matrix_world.client_for("lead_a").get(url("topic_detail", "99001", "G2")).text
    assert "Die nächste Stufe von S2.1 (Netz) wartet auf T2.1 (Anschluss)." in page


def test_heat_map_reads_a_release_once_and_shows_a_newer_one_at_once(released, matrix_world, answer):
    client = matrix_world.client_for("staff")

    def look() -> tuple[str, list[str]]:
        with CaptureQueriesContext(connection) as caught:
            page = client.get(url("heatmap", "99001")).content.decode()
        row = page.split("Grundschule Am Anger</a>")[1].split("</tr>")[0]
        return row, [query["sql"] for query in caught if "'ratings'" in query["sql"]]

    first, read = look()
    assert read
    again, read = look()
    assert (again, read) == (first, [])
    answer(matrix_world.school_a, "S1.1", stage(3))
    services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    newer, read = look()
    assert newer != first
    assert len(read) == 1
