"""What a table wrote in an older version of the matrix is not mistaken for what its codes mean today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from matrix.models import Aspect, JoinedTopic
from matrix.succession import Plan
from roundtables import services
from tests.matrix.conftest import SWAPPED, answer, aspect, catalogue, matrix_world, released
from tests.matrix.test_successions import load
from tests.roundtables.conftest import page

__all__ = ["answer", "catalogue", "matrix_world", "released"]

DUE = timezone.localdate() + timedelta(days=60)
NEWER = SWAPPED.replace(";G1;", ";G?;").replace(";G2;", ";G1;").replace(";G?;", ";G2;")


def topic(code: str, *, is_current: bool = True) -> JoinedTopic:
    return JoinedTopic.objects.get(code=code, catalogue__is_current=is_current)


@pytest.fixture
def meeting(matrix_world, released):
    staff = matrix_world.user("staff")
    series = services.create_series(matrix_world.municipality, name="Tisch", actor=staff)
    start = timezone.now() + timedelta(days=3)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    return services.plan_meeting(series, **times, joined_topic=topic("G2"), actor=staff)


def milestone(meeting, *codes, actor, stage=None):
    about = {"aspects": [aspect(code) for code in codes], "topic": topic("G2")}
    told = {"text": "Netz messen", "responsible": "Schule", "due_on": DUE, "target_stage": stage}
    return services.record_milestone(meeting, actor=actor, **told, **about)


def save_again(client, row):
    """The form as it comes, with another text alone."""
    url = page("result_update", "meilenstein", row.pk)
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in values.items() if value is not None}
    assert client.post(url, typed | {"text": "Netz neu messen"}).status_code == 302
    row.refresh_from_db()


def test_a_result_keeps_what_it_speaks_of_when_it_is_corrected(matrix_world, meeting):
    row = milestone(meeting, "S2.1", actor=matrix_world.user("staff"))
    load(NEWER)
    save_again(matrix_world.client_for("staff"), row)
    assert [one.name for one in row.aspects.all()] == ["Netz"]
    assert (row.topic, row.topic.name) == (topic("G1"), "Netz")


def test_what_ended_with_its_version_stays_with_the_result(matrix_world, meeting):
    row = milestone(meeting, "S1.2", "S2.1", actor=matrix_world.user("staff"))
    old = topic("G2")
    load(NEWER, plan=Plan({"S1.2": ("S1.2",)}, {1: 1, 2: 2, 3: 3}))
    save_again(matrix_world.client_for("staff"), row)
    kept = Aspect.objects.get(code="S2.1", field__catalogue__is_current=False)
    assert set(row.aspects.all()) == {kept, aspect("S1.2")}
    assert row.topic == old


@pytest.mark.parametrize(("code", "stage"), [("S2.1", 3), ("S1.2", 2)])
def test_a_target_goes_with_its_aspect(matrix_world, meeting, code, stage):
    row = milestone(meeting, code, actor=matrix_world.user("staff"), stage=2)
    load(NEWER, plan=Plan({"S2.1": ("S1.1",)}, {1: 1, 2: 3, 3: 3}))
    for _time in range(2):
        save_again(matrix_world.client_for("staff"), row)
        assert row.target_stage == stage


def test_a_meeting_keeps_the_topic_it_was_planned_for(matrix_world, meeting):
    client = matrix_world.client_for("staff")
    load(NEWER)
    shown = client.get(meeting.get_absolute_url()).context["page"].picture.topic
    assert (shown.topic.code, shown.topic.name) == ("G1", "Netz")
    form = client.get(page("meeting_update", meeting.pk)).context["form"]
    assert form["joined_topic"].value() == topic("G1").pk


def test_a_proposal_is_taken_over_with_what_became_of_its_aspect(matrix_world, meeting):
    school, lead = matrix_world.school_a, matrix_world.user("lead_a")
    told = {"text": "Netz messen", "target_stage": 2, "actor": lead}
    proposal = services.propose_milestone(school, aspect("S2.1"), **told)
    load(NEWER, plan=Plan({"S2.1": ("S1.1",)}, {1: 1, 2: 3, 3: 3}))
    form = (
        matrix_world.client_for("staff").get(page("proposal_take", meeting.pk, proposal.pk)).context["form"]
    )
    assert (form["aspects"].value(), form["target_stage"].value()) == ("S1.1", 3)
    newer = services.propose_milestone(school, aspect("S2.1"), **told)
    form = matrix_world.client_for("staff").get(page("proposal_take", meeting.pk, newer.pk)).context["form"]
    assert (form["aspects"].value(), form["target_stage"].value()) == ("S2.1", 2)


def test_an_older_release_offers_no_proposal_under_a_code_that_means_something_else(matrix_world, released):
    client, url = matrix_world.client_for("lead_a"), released["a"].get_absolute_url()
    wrong = page("proposal_create", matrix_world.school_a.school_number, "S2.1")
    right = page("proposal_create", matrix_world.school_a.school_number, "S1.1")
    assert wrong in client.get(url).content.decode()
    load(NEWER, plan=Plan({"S1.1": ("S1.1",), "S2.1": ("S1.2",)}, {1: 1, 2: 2, 3: 3}))
    told = client.get(url).content.decode()
    assert wrong not in told
    assert right in told
