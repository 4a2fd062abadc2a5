"""What else goes along when the matrix changes: rules of hints, joint ratings that are open, focuses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from core.errors import DomainError
from gutersloh_portal.selectors_tasks import tasks_of
from matrix import selectors, services
from matrix.models import HintRule
from matrix.succession import Plan, moved_thresholds
from tests.matrix.conftest import SMALL, aspect, stage
from tests.matrix.test_catalogue_pages import FOUR, only, send, typed, url
from tests.matrix.test_hints import rules  # noqa: F401 - the fixture
from tests.matrix.test_joint import agree, answered, end, open_round, say, spread
from tests.matrix.test_successions import RENAMED, REWORDED, load

STEPS = {1: 1, 2: 2, 3: 3}
WLAN = "S2.1;wlan_share;mindestens;;50;90;{anzahl} Räume"
SHOWN = "S2.1;presentation_share;mindestens;;50;90;{anzahl} Räume"
OTHER = "S1.2;wlan_share;mindestens;;20;40;{anzahl} von {gesamt}"


def loaded(version="neu"):
    found = HintRule.objects.filter(aspect__field__catalogue__version=version).select_related("aspect")
    return {(rule.aspect.code, rule.fact): dict(zip(rule.stages, rule.values, strict=True)) for rule in found}


@pytest.mark.parametrize(
    ("stages", "values", "steps", "found"),
    [
        ([2, 3], [50, 90], {1: 1, 2: 2, 3: 4}, {2: 50, 4: 90}),
        ([2, 3, 4], [10, 50, 90], {1: 1, 2: 1, 3: 2, 4: 3}, {2: 50, 3: 90}),
        ([2, 3, 4], [10, 50, 90], {1: 1, 2: 2, 3: 2, 4: 3}, {2: 10, 3: 90}),
        ([2, 3], [50, 90], {1: 1, 2: 2, 3: None}, None),
        ([2], [50], {1: 1, 2: 1}, None),
        ([2, 3], [50, 90], {1: 2, 2: 3, 3: 4}, None),  # nothing would speak for stage 1
    ],
)
def test_thresholds_move_with_their_stages(stages, values, steps, found):
    assert moved_thresholds(stages, values, steps) == found


def test_rules_go_along_and_the_old_ones_stay(rules):  # noqa: F811
    rules(WLAN, OTHER)
    load(RENAMED)
    assert loaded() == {
        ("S2.1", "wlan_share"): {2: Decimal(50), 3: Decimal(90)},
        ("S1.9", "wlan_share"): {2: Decimal(20), 3: Decimal(40)},
    }
    assert len(loaded("klein")) == 2


def test_the_preview_names_the_rules_that_end(matrix_world, rules):  # noqa: F811
    rules(WLAN, OTHER, SHOWN)
    client = matrix_world.client_for("admin")
    send(client)
    told = typed(client) | {"aspect-2": "S2.1"}  # S1.2 and S2.1 become one
    client.post(url("mapping"), told)
    page = client.get(url("mapping"))
    assert [(rule.code, rule.why) for rule in page.context["rules"].lost] == [
        ("S1.2", "Eine andere Regel zählt dort schon dasselbe.")
    ]
    client.post(url("mapping"), typed(client) | {"aspect-2": ""})
    page = client.get(url("mapping"))
    text = page.content.decode()
    assert "2 Regeln für Hinweise aus Zahlen werden übernommen." in text
    assert "1 Regel für Hinweise wird nicht übernommen" in text
    assert "„{anzahl} von {gesamt}“ Der Aspekt hat keinen Nachfolger." in text
    client.post(url("commit"), {"seen": str(only().version)})
    assert set(loaded("Matrix 2027")) == {("S2.1", "wlan_share"), ("S2.1", "presentation_share")}


def test_a_version_that_comes_back_keeps_its_own_rules(matrix_world, rules):  # noqa: F811
    rules(WLAN)
    load(REWORDED)
    client = matrix_world.client_for("admin")
    send(client, SMALL, label="klein")
    assert "hat eigene Regeln für Hinweise" in client.get(url("mapping")).content.decode()
    client.post(url("commit"), {"seen": "0"})
    assert len(loaded("klein")) == 1


def test_rules_reach_four_stages(matrix_world, rules):  # noqa: F811
    rules(WLAN)
    client = matrix_world.client_for("admin")
    send(client, FOUR)
    client.post(url("commit"), {"seen": "0"})
    assert loaded("Matrix 2027") == {("S2.1", "wlan_share"): {2: Decimal(50), 4: Decimal(90)}}


# --- joint ratings -----------------------------------------------------------------------------------------------


def test_colleagues_go_on_in_the_old_words_and_the_school_agrees_in_the_new_ones(matrix_world):
    joint, sheets = open_round(matrix_world, "S1.2")
    old = aspect("S1.2")
    say(sheets[0], "S1.2")
    client = matrix_world.client_for("admin")
    send(client, RENAMED)
    assert "1 gemeinsame Einschätzung einer Schule ist offen." in client.get(url("mapping")).content.decode()
    client.post(url("commit"), {"seen": "0"})
    for sheet in sheets[1:]:
        services.answer_alone(sheet, old, state="rated", stage=3, reason="", seen=0)
    for sheet in sheets:
        services.hand_in(sheet, shows_name=False)
    lead = matrix_world.client_for("lead_a")
    page = lead.get(joint.get_absolute_url()).content.decode()
    assert "gilt eine neue Fassung der Matrix" in page
    end(joint)
    found = spread(joint, "S1.2")
    assert [line.count for line in found.lines[:3]] == [0, 1, 5]
    assert [target.code for target in found.targets] == ["S1.9"]
    address = reverse("matrix:joint_agree", args=["990012", joint.pk, "S1.2"]) + "?aspekt=S1.9"
    assert address in lead.get(joint.get_absolute_url()).content.decode()
    sent = lead.post(address, {"answer": "3", "reason": "Besprochen", "seen": ""})
    assert sent.status_code == 302
    assert selectors.profile(matrix_world.school_a).answer("S1.9").stage == 3
    joint.refresh_from_db()
    assert joint.state == "agreed"
    assert [one.aspect.code for one in spread(joint, "S1.2").agreed] == ["S1.9"]


def test_a_divided_aspect_is_agreed_upon_part_by_part(matrix_world):
    joint, sheets = open_round(matrix_world, "S2.1")
    answered(sheets, 1, 2, 2, 2, 3, 3)
    load(REWORDED, plan=Plan({"S2.1": ("S2.1", "S1.1")}, STEPS))
    end(joint)
    agree(matrix_world, joint, "S2.1", 2)
    joint.refresh_from_db()
    assert joint.state == "open"
    agree(matrix_world, joint, "S1.1", 2)
    joint.refresh_from_db()
    assert joint.state == "agreed"


def test_what_is_no_longer_asked_can_be_read_and_waits_for_nobody(matrix_world):
    joint, sheets = open_round(matrix_world, "S2.1", "S1.1")
    answered(sheets, 1, 2, 2, 2, 3, 3)
    load(REWORDED, plan=Plan({"S1.1": ("S1.1",)}, STEPS))
    end(joint)
    lead = matrix_world.client_for("lead_a")
    page = lead.get(joint.get_absolute_url())
    assert "Die neue Fassung der Matrix fragt das nicht mehr." in page.content.decode()
    assert [line.count for line in spread(joint).lines[:3]] == [1, 3, 2]
    assert page.context["summary"].missing == 1
    with pytest.raises(DomainError, match="gehört nicht zur gemeinsamen"):
        agree(matrix_world, joint, "S2.1", 2)
    agree(matrix_world, joint, "S1.1", 2)
    joint.refresh_from_db()
    assert joint.state == "agreed"


def test_a_round_that_ended_with_its_matrix_is_no_task(matrix_world):
    joint, _sheets = open_round(matrix_world, "S2.1")
    end(joint)
    lead = matrix_world.user("lead_a")
    before = [task.title for task in tasks_of(lead)]
    load(REWORDED, plan=Plan({}, STEPS))
    after = [task.title for task in tasks_of(matrix_world.user("lead_a"))]
    assert sum(joint.title in title for title in before) == 1
    assert not any(joint.title in title for title in after)


# --- focuses -----------------------------------------------------------------------------------------------------


def test_a_focus_follows_its_aspect_and_not_its_code(matrix_world, answer):
    school, lead = matrix_world.school_a, matrix_world.user("lead_a")
    answer(school, "S1.1", stage(1))
    for code in ("S1.1", "S1.2", "S2.1"):
        services.set_focus(school, code, actor=lead)
    load(REWORDED, plan=Plan({"S1.1": ("S1.2",), "S1.2": ("S1.1",)}, STEPS))
    running = school.focuses.filter(ended_at=None).order_by("place")
    assert list(running.values_list("place", "code")) == [(1, "S1.2"), (2, "S1.1")]
    assert school.focuses.count() == 5  # that they were stays on record
