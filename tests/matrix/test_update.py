"""The ten-minute update: confirm, change, two people at once; and a stage that falls says why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from matrix import selectors, services
from matrix.models import Rating
from tests.matrix.conftest import aspect, stage

UPDATE = "/matrix/schule/990012/aktualisieren/"


def queue(subject, **options):
    return selectors.update_queue(selectors.profile(subject), **options)


def codes(subject, **options):
    return [one.code for one in queue(subject, **options).waiting]


def newest(subject, code):
    return subject.ratings.filter(aspect__code=code).first()


@pytest.fixture
def school(released, matrix_world):
    """School A has released S1.1 on stage 1 and S2.1 on stage 2."""
    return matrix_world.school_a


@pytest.fixture
def client(school, matrix_world):
    return matrix_world.client_for("lead_a")


# --- confirm ----------------------------------------------------------------------------------------------------


def test_confirming_appends_the_same_answer_with_today_and_this_name(school, matrix_world):
    before, frozen = newest(school, "S2.1"), school.snapshots.get().data
    member = matrix_world.user("member_a")
    row = services.confirm(school, aspect("S2.1"), seen=before.pk, actor=member)
    assert (row.stage, row.target_stage, row.target_year, row.priority) == (2, 3, 2028, "high")
    assert (row.pk > before.pk, row.rated_by, row.rated_at > before.rated_at) == (True, member, True)
    assert (before.round_id != row.round_id, row.round.released_at) == (True, None)
    assert school.snapshots.get().data == frozen
    assert AuditEntry.objects.filter(verb="matrix.confirmed").count() == 1


def test_a_double_click_confirms_once(school, matrix_world):
    seen, lead = newest(school, "S1.1").pk, matrix_world.user("lead_a")
    rows = [services.confirm(school, aspect("S1.1"), seen=seen, actor=lead) for _click in range(2)]
    assert rows[0] == rows[1]


def test_confirming_what_somebody_else_changed_or_confirmed_is_a_conflict(school, matrix_world, answer):
    seen, lead = newest(school, "S1.1").pk, matrix_world.user("lead_a")
    services.confirm(school, aspect("S1.1"), seen=seen, actor=matrix_world.user("member_a"))
    with pytest.raises(Conflict, match="Max Anger"):
        services.confirm(school, aspect("S1.1"), seen=seen, actor=lead)
    seen = newest(school, "S2.1").pk
    mine = answer(school, "S2.1", stage(3))
    with pytest.raises(Conflict):  # my own other answer is not confirmed by an old page either
        services.confirm(school, aspect("S2.1"), seen=seen, actor=lead)
    assert newest(school, "S2.1") == mine


def test_nothing_to_confirm(school, matrix_world):
    with pytest.raises(DomainError, match="noch keine Antwort"):
        services.confirm(school, aspect("S1.2"), seen=1, actor=matrix_world.user("lead_a"))
    assert not school.rounds.filter(released_at=None).exists()


def test_evidence_stays_with_a_confirmed_answer(school, matrix_world):
    lead, before = matrix_world.user("lead_a"), newest(school, "S1.1")
    told = stage(1, reason="Grund", evidence_url="https://beleg.example.org/")
    before = services.rate(school, aspect("S1.1"), told, seen=before.pk, actor=lead)
    row = services.confirm(school, aspect("S1.1"), seen=before.pk, actor=lead)
    assert row.evidence_url == before.evidence_url


# --- a falling stage ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_falling_stage_wants_a_reason(school, answer, reason):
    with pytest.raises(DomainError, match="in einer Zeile"):
        answer(school, "S2.1", stage(1, reason=reason))
    assert answer(school, "S2.1", stage(1, reason="Der Schrank ist defekt.")).stage == 1


def test_no_stage_any_more_and_the_same_stage_want_none(school, answer):
    answer(school, "S2.1", stage(2))
    answer(school, "S2.1", services.Answer(state="unknown"))
    assert answer(school, "S2.1", stage(1)).stage == 1  # nothing stood there to fall from


def test_the_aspect_page_asks_for_the_reason_and_keeps_what_was_chosen(school, client):
    seen = newest(school, "S2.1").pk
    typed = {"answer": "1", "target_stage": "3", "target_year": "2028", "priority": "low", "seen": seen}
    address = "/matrix/schule/990012/aspekt/S2.1/"
    response = client.post(address, typed)
    assert response.status_code == 422
    form = response.context["form"]
    assert form.errors == {
        "reason": ["Die Stufe ist niedriger als zuletzt. Bitte in einer Zeile sagen, warum."]
    }
    assert (form["answer"].value(), form["priority"].value()) == ("1", "low")
    assert client.post(address, typed | {"reason": "Defekt."}).status_code == 302


def test_the_table_asks_for_the_reason_and_saves_nothing_before(school, client):
    count = Rating.unscoped.count()
    data = {}
    for row in selectors.profile(school).answers:
        prefix = row.aspect.code.replace(".", "-")
        data[f"{prefix}-seen"] = row.rating_pk or ""
        data[f"{prefix}-answer"] = row.stage or ""
    data |= {"S2-1-target_stage": "3", "S2-1-target_year": "2028", "S2-1-priority": "high"}
    data |= {"S1-1-reason": "Grund der Schule A", "S2-1-answer": "1", "S1-2-answer": "2"}
    response = client.post("/matrix/schule/990012/tabelle/", data)
    page = response.content.decode()
    assert (response.status_code, Rating.unscoped.count()) == (422, count)
    assert page.count("Bitte in einer Zeile sagen, warum.") == 2  # summary and field
    assert 'href="#id_S2-1-reason"' in page
    assert client.post("/matrix/schule/990012/tabelle/", data | {"S2-1-reason": "Defekt"}).status_code == 302
    assert (newest(school, "S2.1").stage, newest(school, "S1.2").stage) == (1, 2)


# --- the queue ----------------------------------------------------------------------------------------------------


def test_aged_answers_first_then_the_named_then_the_matrix(school, matrix_world, answer):
    assert codes(school) == ["S1.1", "S2.1"]
    assert codes(school, first={"S2.1": "Meilenstein"}) == ["S2.1", "S1.1"]
    answer(school, "S1.2", stage(1))  # said since the release: not in the queue
    found = queue(school)
    assert (found.checked, found.total, found.unanswered) == (1, 3, "")
    assert not any(one.is_aged for one in found.waiting)
    in_two_years = timezone.now() + timedelta(days=730)
    assert [one.is_aged for one in queue(school, now=in_two_years).waiting] == [True, True, True]


def test_an_aged_answer_comes_before_a_younger_one(matrix_world, answer):
    lead, school = matrix_world.user("lead_a"), matrix_world.school_a
    answer(school, "S1.1", stage(1))
    long_ago = timezone.now() - timedelta(days=400)
    services.rate(school, aspect("S2.1"), stage(1), seen=None, actor=lead, rated_at=long_ago)
    assert codes(school) == ["S2.1"]  # never released, but too old to pass unseen
    services.release(school, actor=lead)
    assert codes(school) == ["S2.1", "S1.1"]
    services.confirm(school, aspect("S2.1"), seen=newest(school, "S2.1").pk, actor=lead)
    assert codes(school) == ["S1.1"]


# --- the page -----------------------------------------------------------------------------------------------------


def test_enter_after_enter_to_the_release(school, client):
    for done, code in enumerate(["S1.1", "S2.1"]):
        response = client.get(UPDATE)
        page = response.content.decode()
        assert response.context["shown"].code == code
        assert f"{done} von 2 geprüft" in page
        assert page.count(" autofocus") == 1
        assert 'accesskey="u"' in page
        told = response.context["form"].initial
        assert client.post(UPDATE, told)["Location"] == UPDATE
    page = client.get(UPDATE).content.decode()
    assert "Alle Antworten sind geprüft" in page
    assert 'href="/matrix/schule/990012/pruefen/"' in page
    assert 'href="/matrix/schule/990012/aspekt/S1.2/"' in page  # what nobody has answered


def test_the_page_shows_answer_date_reason_and_descriptors(school, client):
    page = client.get(UPDATE).content.decode()
    for text in (
        "Grund der Schule A",
        "Lea Anger",
        "keine",
        "einige",
        "alle",
        "Welche Ziele?",
        "1 weitere Antwort",
    ):
        assert text in page
    assert client.get(UPDATE + "?aspekt=S2.1").context["shown"].code == "S2.1"
    assert client.get(UPDATE + "?aspekt=quatsch").context["shown"].code == "S1.1"


def test_change_leads_back_to_the_queue(school, client):
    page = client.get(UPDATE)
    address = page.context["change_url"]
    assert address in page.content.decode()
    assert UPDATE in client.get(address).content.decode()
    typed = {"answer": "2", "seen": newest(school, "S1.1").pk, "reason": "besser"}
    assert client.post(address, typed)["Location"] == UPDATE
    assert codes(school) == ["S2.1"]


def test_a_late_confirmation_shows_the_other_answer_and_confirms_nothing(school, client, answer):
    told = client.get(UPDATE).context["form"].initial
    answer(school, "S1.1", stage(3, reason="Neuer Stand von Max"), "member_a")
    count = Rating.unscoped.count()
    response = client.post(UPDATE, told)
    page = response.content.decode()
    assert (response.status_code, Rating.unscoped.count()) == (409, count)
    assert "Max Anger" in page
    assert "Neuer Stand von Max" in page
    assert response.context["shown"].code == "S2.1"
    assert " autofocus" not in page  # whoever presses Enter blindly confirms nothing more


@pytest.mark.parametrize(
    "told",
    [{}, {"code": "S1.1"}, {"code": "S1.1", "seen": "x"}, {"code": "T9.9", "seen": "1"}, {"seen": "1"}],
)
def test_wrong_input_confirms_nothing(school, client, told):
    count = Rating.unscoped.count()
    response = client.post(UPDATE, told)
    assert (response.status_code, Rating.unscoped.count()) == (422, count)
    assert "Nichts wurde bestätigt" in response.content.decode()


def test_confirming_what_has_no_answer_says_so(school, client):
    response = client.post(UPDATE, {"code": "S1.2", "seen": "1"})
    assert response.status_code == 422
    assert "noch keine Antwort" in response.content.decode()


def test_empty_without_answers_and_missing_without_a_matrix(matrix_world, catalogue):
    client = matrix_world.client_for("lead_a")
    assert "noch keine Antwort, die zu prüfen wäre" in client.get(UPDATE).content.decode()
    catalogue.delete()
    assert client.get(UPDATE).status_code == 404


def test_the_other_side_has_the_page_too_and_foreigners_do_not(released, matrix_world):
    address = reverse("matrix:authority_update", args=["99001"])
    client = matrix_world.client_for("staff")
    told = client.get(address).context["form"].initial
    assert client.post(address, told)["Location"] == address
    assert newest(matrix_world.authority, "T2.1").rated_by == matrix_world.user("staff")
    assert matrix_world.client_for("staff_c").get(address).status_code == 404
    assert matrix_world.client_for("staff").get(UPDATE).status_code == 403


def test_the_overview_leads_to_the_update_while_something_waits(school, client, matrix_world):
    start = "/matrix/schule/990012/"
    assert UPDATE in client.get(start).content.decode()
    for code in codes(school):
        seen = newest(school, code).pk
        services.confirm(school, aspect(code), seen=seen, actor=matrix_world.user("lead_a"))
    assert UPDATE not in client.get(start).content.decode()


def test_as_many_queries_for_three_answers_as_for_one(matrix_world, answer):
    school, client = matrix_world.school_a, matrix_world.client_for("lead_a")

    def count():
        client.get(UPDATE)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(UPDATE).status_code == 200
        return len(caught)

    answer(school, "S1.1", stage(1))
    services.release(school, actor=matrix_world.user("lead_a"))
    few = count()
    answer(school, "S1.2", stage(1))
    answer(school, "S2.1", stage(1))
    services.release(school, actor=matrix_world.user("lead_a"))
    assert len(codes(school)) == 3
    assert count() == few
