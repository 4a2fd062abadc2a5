"""The ten-minute update asks first what has a reason, and says it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matrix import outside, selectors, services
from matrix.hint_reading import AspectOfRules, read_hint_rules
from roundtables import services as tables
from schools.models import SchoolYearFigures
from tests.matrix.conftest import SWAPPED, aspect, stage
from tests.matrix.test_successions import load

UPDATE = "/matrix/schule/990012/aktualisieren/"
DUE = timezone.localdate() + timedelta(days=60)


@pytest.fixture
def school(matrix_world, answer):
    """School A has released all three aspects on stage 3; its rooms speak for stage 2 of S2.1."""
    school = matrix_world.school_a
    for code in ("S1.1", "S1.2", "S2.1"):
        answer(school, code, stage(3))
    services.release(school, actor=matrix_world.user("lead_a"))
    return school


def contradict(school, catalogue):
    head = "aspekt_code;fakt;vergleich;stufe_2;stufe_3;satz"
    rule = f"{head}\nS2.1;wlan_share;mindestens;30;100;{{anzahl}} von {{gesamt}} Räumen"
    reading = read_hint_rules(rule.encode(), aspects={"S2.1": AspectOfRules("school", 3)})
    services.load_hint_rules(catalogue, reading)
    told = {"pupils": 100, "teaching_rooms": 10, "wlan_rooms": 5}
    SchoolYearFigures.unscoped.create(
        school=school, school_year=2026, reference_date=timezone.localdate(), **told
    )


def milestone(world, municipality, code, **extra):
    staff = world.user("staff" if municipality == world.municipality else "staff_c")
    series = tables.create_series(municipality, name=f"Tisch {municipality} {code}", actor=staff)
    starts = timezone.now() + timedelta(days=7)
    meeting = tables.plan_meeting(series, starts_at=starts, ends_at=starts + timedelta(hours=2), actor=staff)
    told = {"text": "WLAN im Altbau", "responsible": "Schule", "due_on": DUE, "owner": "school"} | extra
    return tables.record_milestone(meeting, actor=staff, aspects=[aspect(code)], **told)


def shown_codes(client):
    return [one.code for one in client.get(UPDATE).context["queue"].waiting]


def test_nothing_comes_first_without_a_reason(school, matrix_world):
    client = matrix_world.client_for("lead_a")
    assert shown_codes(client) == ["S1.1", "S1.2", "S2.1"]
    assert "Warum zuerst" not in client.get(UPDATE).content.decode()


def test_what_figures_contradict_comes_first_and_says_why(school, matrix_world, catalogue):
    contradict(school, catalogue)
    client = matrix_world.client_for("lead_a")
    assert shown_codes(client) == ["S2.1", "S1.1", "S1.2"]
    page = client.get(UPDATE).content.decode()
    assert "Warum zuerst:" in page
    assert "Ihre Zahlen sagen etwas anderes (spricht für Stufe 2" in page


def test_an_open_milestone_comes_first_until_it_is_done(school, matrix_world):
    world = matrix_world
    row = milestone(world, world.municipality, "S1.2", school=school)
    client = world.client_for("lead_a")
    assert shown_codes(client) == ["S1.2", "S1.1", "S2.1"]
    assert "offener Meilenstein „WLAN im Altbau“" in client.get(UPDATE).content.decode()
    tables.move_milestone(row, state="done", evidence="Abnahme", actor=world.user("staff"))
    assert shown_codes(client) == ["S1.1", "S1.2", "S2.1"]


def test_a_milestone_stands_at_what_became_of_its_aspect(school, matrix_world):
    milestone(matrix_world, matrix_world.municipality, "S2.1", school=school)
    load(SWAPPED)
    assert shown_codes(matrix_world.client_for("lead_a"))[0] == "S1.1"


@pytest.mark.parametrize(
    ("extra", "moves"),
    [({"owner": "both"}, True), ({"owner": "authority"}, False), ({"school": "b"}, False)],
)
def test_only_milestones_that_this_school_carries(school, matrix_world, extra, moves):
    if extra.get("school"):
        extra = {"school": matrix_world.school_b}
    milestone(matrix_world, matrix_world.municipality, "S1.2", **extra)
    assert (shown_codes(matrix_world.client_for("lead_a"))[0] == "S1.2") is moves


def test_the_traeger_hears_of_its_own_milestones(matrix_world, answer):
    world = matrix_world
    answer(world.authority, "T1.1", stage(1), "staff")
    milestone(world, world.municipality, "T1.1", owner="authority")
    milestone(world, world.municipality_c, "T2.1", owner="authority")
    found = selectors.reasons_from_above(
        world.authority, matrix=selectors.profile(world.authority).matrix, user=world.user("staff")
    )
    assert list(found) == ["T1.1"]


def test_aged_answers_stay_in_front_and_two_reasons_are_both_said(
    school, matrix_world, catalogue, monkeypatch
):
    contradict(school, catalogue)
    monkeypatch.setitem(
        outside.ASKED_FIRST._filled, "test", lambda _subject, **_more: {"S2.1": "ein Grund von oben"}
    )
    client = matrix_world.client_for("lead_a")
    page = client.get(UPDATE).content.decode()
    assert "); ein Grund von oben" in page
    profile = selectors.profile(school)
    in_two_years = timezone.now() + timedelta(days=730)
    assert [
        one.code for one in selectors.update_queue(profile, first={"S1.2": "x"}, now=in_two_years).waiting
    ] == [
        "S1.2",
        "S1.1",
        "S2.1",
    ]


def test_milestones_cost_the_same_for_one_and_for_many(school, matrix_world):
    world = matrix_world
    client = world.client_for("lead_a")

    def count():
        client.get(UPDATE)
        with CaptureQueriesContext(connection) as caught:
            client.get(UPDATE)
        return len(caught)

    milestone(world, world.municipality, "S1.2", school=school)
    few = count()
    for code in ("S1.1", "S2.1"):
        milestone(world, world.municipality, code, school=school)
    assert count() == few
