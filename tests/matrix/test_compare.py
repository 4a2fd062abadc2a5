"""Two releases side by side: in words, as table and as drawing, for those who may read both."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matrix import selectors, services
from matrix.importers import read_matrix
from matrix.models import Snapshot
from matrix.succession import Plan
from tests.matrix.conftest import SMALL, stage


def address(snapshot):
    return reverse("matrix:snapshot_compare", args=[snapshot.pk])


@pytest.fixture
def pair(released, matrix_world, answer):
    """School A: S1.1 from 1 to 3, S2.1 from 2 to 1, S1.2 newly on 1."""
    school = matrix_world.school_a
    answer(school, "S1.1", stage(3))
    answer(school, "S2.1", stage(1, reason="Defekt"))
    answer(school, "S1.2", stage(1))
    return released["a"], services.release(school, actor=matrix_world.user("lead_a"))


def test_the_newest_two_in_words_table_and_drawing(pair, matrix_world):
    page = matrix_world.client_for("adviser").get(address(pair[0])).content.decode()
    assert "1 Aspekt gestiegen, 1 Aspekt gefallen, 1 Aspekt neu beantwortet." in page
    assert "S1.1 von Stufe 1 auf Stufe 3; S1.2 von nicht eingeschätzt auf Stufe 1" in page
    assert "S2.1 von Stufe 2 auf Stufe 1" in page
    assert page.count('<svg class="compare-chart" role="img"') == page.count("<table") == 2
    assert re.findall(r"<td>(gestiegen|gefallen|neu beantwortet)</td>", page) == [
        "gestiegen",
        "neu beantwortet",
        "gefallen",
    ]


def test_chosen_releases_in_either_order(pair, matrix_world):
    third = services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    client = matrix_world.client_for("lead_a")
    newest = client.get(address(third))
    assert "keine Stufe geändert." in newest.content.decode()
    for query in ("?old=1&new=3", "?old=3&new=1"):
        found = client.get(address(third) + query)
        comparison = found.context["comparison"]
        assert (comparison.old.number, comparison.new.number) == (1, 3)
        assert found.context["form"]["old"].value() == 1


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("?old=1&new=1", "Bitte zwei verschiedene Freigaben wählen."),
        ("?old=9&new=1", "Bitte eine der Freigaben wählen."),
        ("?old=x", "Bitte eine der Freigaben wählen."),
        ("?new=", "Bitte eine der Freigaben wählen."),
    ],
)
def test_wrong_choices_say_so(pair, matrix_world, query, text):
    response = matrix_world.client_for("lead_a").get(address(pair[1]) + query)
    assert response.status_code == 422
    page = response.content.decode()
    assert text in page
    assert page.count("<select") == 2


def test_one_release_alone_has_nothing_to_compare_with(released, matrix_world):
    client = matrix_world.client_for("lead_b")
    assert "Bisher gibt es nur eine Freigabe" in client.get(address(released["b"])).content.decode()
    assert address(released["b"]) not in client.get(released["b"].get_absolute_url()).content.decode()
    assert "/vergleich/" not in client.get("/matrix/schule/990024/").content.decode()


def test_foreign_releases_do_not_exist(pair, matrix_world):
    assert matrix_world.client_for("lead_c").get(address(pair[1])).status_code == 404
    assert matrix_world.client_for("lead_b").get(address(pair[1])).status_code == 404


def test_release_and_overview_lead_here(pair, matrix_world):
    client = matrix_world.client_for("lead_a")
    assert address(pair[0]) in client.get(pair[0].get_absolute_url()).content.decode()
    assert address(pair[1]) in client.get("/matrix/schule/990012/").content.decode()


def test_aspects_meet_their_successors_across_versions_of_the_matrix(pair, matrix_world, answer):
    rows = SMALL.replace("S1.2;Fortbildung", "S1.3;Lernorte").replace("Welche Ziele?", "Welche Ziele gelten?")
    services.load_catalogue(read_matrix(rows.encode()), version="neu")
    answer(matrix_world.school_a, "S1.1", stage(2, reason="strenger gefragt"))
    new = services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    response = matrix_world.client_for("lead_a").get(address(new))
    comparison = response.context["comparison"]
    told = {p.aspect.code: (p.old.stage, p.new.stage, p.kind) for f in comparison.fields for p in f.pairs}
    assert told == {
        "S1.1": (3, 2, "lowered"),
        "S1.3": (None, None, "same"),
        "S2.1": (1, 1, "same"),
        "S1.2": (1, None, "ended"),
    }
    assert comparison.changes.words == "1 Aspekt gefallen"
    assert comparison.fields[-1].code == ""
    page = response.content.decode()
    assert "Nur in der früheren Fassung der Matrix" in page
    assert "mit dem verglichen, aus dem er hervorgegangen ist" in page
    assert "<td>nicht mehr gefragt</td>" in page


# S1.1 "Ziele" is S1.2 now, S1.1 asks something else, S1.2 is gone; four stages instead of three.
TURNED = """seite;feld_code;feld;aspekt_code;aspekt;leitfrage;stufe_1;stufe_2;stufe_3;stufe_4;thema_code;thema
Schule;S1;Unterricht;S1.1;Lernorte;Wo lernen wir?;hier;da;dort;überall;;
Schule;S1;Unterricht;S1.2;Ziele;Welche Ziele?;keine;einige;viele;alle;G1;Ziele
Schule;S2;Technik;S2.1;Netz;Trägt das Netz?;kein Netz;Netz;gutes Netz;bestes Netz;G2;Netz
Träger;T1;Planung;T1.1;Leitbild;Welches Leitbild?;keines;Idee;Entwurf;beschlossen;G1;Ziele
Träger;T2;Netze;T2.1;Anschluss;Welcher Anschluss?;langsam;mittel;gut;schnell;G2;Netz
"""


@pytest.fixture
def turned(pair):
    codes = {"S1.1": ("S1.2",), "S2.1": ("S2.1",), "T1.1": ("T1.1",), "T2.1": ("T2.1",)}
    plan = Plan(codes, {1: 1, 2: 2, 3: 4})
    return services.load_catalogue(read_matrix(TURNED.encode()), version="vier", plan=plan)[0]


def test_a_renamed_aspect_meets_itself_and_a_code_used_again_does_not(turned, matrix_world, answer):
    answer(matrix_world.school_a, "S1.2", stage(3, reason="neu gefragt"))
    answer(matrix_world.school_a, "S1.1", stage(1))
    new = services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    response = matrix_world.client_for("lead_a").get(address(new))
    comparison = response.context["comparison"]
    told = {
        (field.code, pair.aspect.code): (pair.old.stage, pair.new.stage, pair.kind)
        for field in comparison.fields
        for pair in field.pairs
    }
    assert told == {
        ("S1", "S1.1"): (None, 1, "rated"),
        ("S1", "S1.2"): (4, 3, "lowered"),
        ("S2", "S2.1"): (1, 1, "same"),
        ("", "S1.2"): (1, None, "ended"),
    }
    assert "damals S1.1 Ziele, Stufe 3 von 3" in response.content.decode()


def test_heat_map_and_topics_show_old_releases_in_the_new_matrix(turned, matrix_world):
    user = matrix_world.user("staff")
    rows = selectors.heatmap(matrix_world.authority, user=user).rows
    row = next(row for row in rows if row.subject.pk == matrix_world.school_a.pk)
    assert row.is_older_version
    assert {a.aspect.code: a.stage for a in row.answers} == {"S1.1": None, "S1.2": 4, "S2.1": 1}
    topic = selectors.pair_views(matrix_world.authority, user=user, topic="G1")[0]
    assert {r.school: [a.stage for a in r.answers] for r in topic.rows}[matrix_world.school_a] == [4]


def test_a_version_that_comes_back_is_read_by_the_newest_mapping(pair, matrix_world):
    user = matrix_world.user("staff")

    def shown_stages():
        rows = selectors.heatmap(matrix_world.authority, user=user).rows
        return {
            a.aspect.code: a.stage
            for a in next(row for row in rows if row.subject.pk == matrix_world.school_a.pk).answers
        }

    steps = {1: 1, 2: 2, 3: 4}
    rows = read_matrix(TURNED.encode())
    services.load_catalogue(rows, version="vier", plan=Plan({"S1.2": ("S1.2",)}, steps))
    assert shown_stages() == {"S1.1": None, "S1.2": 1, "S2.1": None}
    services.load_catalogue(read_matrix(SMALL.encode()), version="klein")
    services.load_catalogue(rows, version="vier", plan=Plan({"S1.1": ("S1.2",)}, steps))
    assert shown_stages() == {"S1.1": None, "S1.2": 4, "S2.1": None}


def test_a_traeger_compares_its_releases(released, matrix_world, answer):
    answer(matrix_world.authority, "T2.1", stage(2))
    new = services.release(matrix_world.authority, actor=matrix_world.user("staff"))
    page = matrix_world.client_for("lead_b").get(address(new)).content.decode()  # reads its Träger
    assert "1 Aspekt gestiegen." in page


def test_as_many_queries_for_three_releases_as_for_two(pair, matrix_world):
    client = matrix_world.client_for("staff")

    def count():
        client.get(address(pair[0]))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address(pair[0])).status_code == 200
        return len(caught)

    few = count()
    for _more in range(3):
        services.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    assert count() == few


def test_comparing_reads_nothing_but_what_it_is_given(pair, django_assert_num_queries):
    old, new = (
        Snapshot.unscoped.filter(school__school_number="990012")
        .select_related("catalogue")
        .order_by("number")
    )
    selectors.compare(old, new).fields  # noqa: B018 - reads the matrix once
    with django_assert_num_queries(0):
        assert len(selectors.compare(old, new).fields) == 2
