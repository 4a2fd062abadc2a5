"""The table's own view of a released aspect: recorded in a meeting, never over what was there unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.errors import DomainError
from matrix import services as matrix
from matrix.models import Aspect, Voice
from roundtables import services
from roundtables.models import AgendaItem
from tests.matrix.conftest import SWAPPED, answer, catalogue, matrix_world, released
from tests.matrix.test_catalogue_pages import FOUR
from tests.matrix.test_successions import load
from tests.roundtables.conftest import seal

__all__ = ["answer", "catalogue", "matrix_world", "released"]


@pytest.fixture
def meeting(matrix_world, released):
    staff = matrix_world.user("staff")
    series = services.create_series(matrix_world.municipality, name="Unser Stammtisch", rules="", actor=staff)
    start = timezone.now() + timedelta(days=3)
    return services.plan_meeting(
        series, starts_at=start, ends_at=start + timedelta(hours=2), place="Rathaus", topic="", actor=staff
    )


@pytest.fixture
def running(matrix_world, meeting):
    return services.start_meeting(meeting, actor=matrix_world.user("staff"))


def record(meeting, snapshot, code="S2.1", *, actor, **more):
    told = {"state": "rated", "stage": 1, "reason": "Vom Tisch besprochen", "replaces": False} | more
    return services.record_voice(meeting, snapshot=snapshot, code=code, actor=actor, **told)


def test_the_table_speaks_of_its_own_releases(matrix_world, released, running):
    staff = matrix_world.user("staff")
    voice = record(running, released["a"], actor=staff)
    assert (voice.kind, voice.meeting) == ("table", running.pk)
    assert voice.meeting_title.startswith("Runder Tisch vom ")
    assert running.series.name not in voice.meeting_title  # the adviser reads it and is not of the table
    assert record(running, released["authority"], "T2.1", actor=staff).pk
    with pytest.raises(DomainError, match="gehört nicht zu diesem Tisch"):
        record(running, released["c"], actor=staff)
    with pytest.raises(DomainError, match="Aspekt der Seite"):
        record(running, released["a"], "T2.1", actor=staff)


def test_a_second_view_in_the_same_meeting_must_be_meant(matrix_world, released, running):
    staff = matrix_world.user("staff")
    record(running, released["a"], actor=staff)
    with pytest.raises(DomainError, match="Vom Tisch besprochen"):
        record(running, released["a"], actor=staff, stage=3, reason="Anders")
    record(running, released["a"], actor=staff, stage=3, reason="Anders", replaces=True)
    assert list(Voice.unscoped.values_list("stage", flat=True)) == [3, 1]


def test_the_table_speaks_while_it_meets_and_until_the_minutes_are_final(matrix_world, released, meeting):
    staff, client = matrix_world.user("staff"), matrix_world.client_for("staff")
    url = f"{meeting.get_absolute_url()}sicht/"
    with pytest.raises(DomainError, match="Beginnen Sie zuerst das Treffen"):
        record(meeting, released["a"], actor=staff)
    assert url not in client.get(f"{meeting.get_absolute_url()}?thema=G2").content.decode()
    services.start_meeting(meeting, actor=staff)
    services.close_meeting(meeting, actor=staff)
    assert record(meeting, released["a"], actor=staff).pk
    assert url in client.get(f"{meeting.get_absolute_url()}?thema=G2").content.decode()
    seal(meeting, actor=staff)
    with pytest.raises(DomainError, match="endgültig"):
        record(meeting, released["a"], actor=staff, replaces=True)


def test_page_keeps_what_was_typed_and_the_school_reads_it(matrix_world, released, running):
    url = f"{running.get_absolute_url()}sicht/"
    moderator, lead = matrix_world.client_for("moderator"), matrix_world.client_for("lead_a")
    assert url in moderator.get(f"{running.get_absolute_url()}?thema=G2").content.decode()
    school, traeger = (Aspect.objects.get(code=code).pk for code in ("S2.1", "T2.1"))
    typed = {"release": str(released["a"].pk), "aspect": traeger, "answer": "1", "reason": "Kaum Empfang"}
    wrong = moderator.post(url, typed)
    assert (wrong.status_code, "Kaum Empfang" in wrong.content.decode()) == (422, True)
    assert moderator.post(url, typed | {"aspect": school}).status_code == 302
    page = lead.get(f"/matrix/freigaben/{released['a'].pk}/sichten/").content.decode()
    assert "Kaum Empfang" in page
    assert lead.get(url).status_code == 403


def test_the_table_speaks_in_the_words_of_the_release(matrix_world, released, running):
    client, url = matrix_world.client_for("moderator"), f"{running.get_absolute_url()}sicht/"
    load(SWAPPED)
    newer = matrix.release(matrix_world.school_b, actor=matrix_world.user("lead_b"))
    page = client.get(url).content.decode()
    assert 'label="S2 Technik (klein)"' in page
    assert 'label="S2 Technik (neu)"' in page
    old, new = (
        Aspect.objects.get(name="Netz", field__catalogue=one.catalogue) for one in (released["a"], newer)
    )
    typed = {"release": str(released["a"].pk), "answer": "1", "reason": "Kaum Empfang"}
    wrong = client.post(url, typed | {"aspect": new.pk})
    assert wrong.status_code == 422
    assert "Diese Freigabe entstand mit der Fassung klein." in wrong.content.decode()
    assert client.post(url, typed | {"aspect": old.pk}).status_code == 302
    assert client.post(url, typed | {"release": str(newer.pk), "aspect": new.pk}).status_code == 302
    assert [voice.aspect for voice in Voice.unscoped.all()] == [new, old]


def say(snapshot, *, kind="peer", stage=3, code="S2.1", actor, by_school=None):
    aspect = Aspect.objects.get(code=code, field__catalogue=snapshot.catalogue_id)
    told = {"state": "rated", "stage": stage, "reason": "Grund bleibt bei der Schule", "seen": None}
    return matrix.say(snapshot, aspect, kind=kind, by_school=by_school, actor=actor, **told)


def test_a_difference_goes_on_the_next_agenda_once(matrix_world, released, meeting):
    client, release = matrix_world.client_for("staff"), released["a"]
    page, url = (
        f"/matrix/freigaben/{release.pk}/sichten/",
        f"/runde-tische/freigaben/{release.pk}/S2.1/tagesordnung/",
    )
    say(release, actor=matrix_world.user("staff"))
    assert url in client.get(page).content.decode()
    assert url not in matrix_world.client_for("lead_a").get(page).content.decode()
    before = AgendaItem.unscoped.count()
    for _click in range(2):
        assert client.post(url)["Location"].startswith(meeting.get_absolute_url())
    assert AgendaItem.unscoped.count() == before + 1
    item = AgendaItem.unscoped.latest("pk")
    assert (item.meeting, item.kind) == (meeting, "exchange")
    assert "S2.1" in item.title
    assert item.title.endswith(matrix_world.school_a.name)
    assert [part.split(":")[1][:3] for part in item.reason.split(";")[:2]] == [" 2 ", " 3 "]
    assert "Grund bleibt bei der Schule" not in item.reason + item.notes


def test_what_the_adviser_sees_stays_with_the_school(matrix_world, released, meeting):
    say(released["a"], kind="adviser", actor=matrix_world.user("adviser"))
    url = f"/runde-tische/freigaben/{released['a'].pk}/S2.1/tagesordnung/"
    before = AgendaItem.unscoped.count()
    told = matrix_world.client_for("staff").post(url, follow=True).content.decode()
    assert "dieselbe Stufe" in told
    assert AgendaItem.unscoped.count() == before


def test_a_school_is_not_named_for_its_view_of_the_traeger(matrix_world, released, meeting):
    by = matrix_world.school_a
    say(released["authority"], code="T2.1", by_school=by, actor=matrix_world.user("lead_a"))
    matrix_world.client_for("staff").post(
        f"/runde-tische/freigaben/{released['authority'].pk}/T2.1/tagesordnung/"
    )
    item = AgendaItem.unscoped.latest("pk")
    assert "Eine Schule" in item.reason
    assert by.name not in item.title + item.reason


def test_without_a_planned_meeting_it_says_so(matrix_world, released):
    say(released["a"], actor=matrix_world.user("staff"))
    url = f"/runde-tische/freigaben/{released['a'].pk}/S2.1/tagesordnung/"
    answer = matrix_world.client_for("staff").post(url, follow=True)
    assert "kein Treffen geplant" in answer.content.decode()
    assert matrix_world.client_for("lead_a").post(url).status_code == 403


def test_the_moderator_reads_stages_and_puts_them_on_this_agenda(matrix_world, released, meeting):
    release, client = released["a"], matrix_world.client_for("moderator")
    say(release, actor=matrix_world.user("staff"))
    say(
        released["authority"], code="T2.1", by_school=matrix_world.school_a, actor=matrix_world.user("lead_a")
    )
    say(release, kind="adviser", code="S1.1", stage=3, actor=matrix_world.user("adviser"))
    page = client.get(meeting.get_absolute_url()).content.decode()
    url = f"{meeting.get_absolute_url()}unterschiede/{release.pk}/S2.1/"
    assert url in page
    assert "Eine Schule:" in page
    assert "Grund bleibt bei der Schule" not in page
    assert f"{release.pk}/S1.1/" not in page  # what the adviser says stays with the school
    for _click in range(2):
        assert client.post(url)["Location"].endswith("#differences")
    item = AgendaItem.unscoped.get(title__contains="S2.1")
    told = client.get(meeting.get_absolute_url()).content.decode()
    assert url not in told
    assert f'href="#item-{item.pk}">Steht auf der Tagesordnung' in told


def test_stages_of_a_difference_are_drawn_in_the_matrix_of_the_release(matrix_world, released, meeting):
    say(released["a"], actor=matrix_world.user("staff"))
    load(FOUR)
    page = matrix_world.client_for("staff").get(meeting.get_absolute_url()).content.decode()
    drawn = page.partition('id="differences"')[2].partition("</details>")[0]
    three, four = (f'viewBox="0 0 {6 * stages} 16"' for stages in (3, 4))
    assert (drawn.count(three), drawn.count(four)) == (2, 0)


def test_differences_stay_with_those_who_prepare_the_meeting(matrix_world, released, meeting):
    say(released["a"], actor=matrix_world.user("staff"))
    for actor, reads in (("staff", True), ("moderator", True), ("lead_a", False), ("supervision", False)):
        page = matrix_world.client_for(actor).get(meeting.get_absolute_url()).content.decode()
        assert ('id="differences"' in page) is reads, actor
    wrong = f"{meeting.get_absolute_url()}unterschiede/{released['c'].pk}/S2.1/"
    assert matrix_world.client_for("moderator").post(wrong).status_code == 404


def test_a_used_button_says_where_the_difference_stands(matrix_world, released, meeting):
    release = released["a"]
    say(release, actor=matrix_world.user("staff"))
    page, url = (
        f"/matrix/freigaben/{release.pk}/sichten/",
        f"/runde-tische/freigaben/{release.pk}/S2.1/tagesordnung/",
    )
    staff = matrix_world.client_for("staff")
    staff.post(url)
    item = AgendaItem.unscoped.latest("pk")
    for client in (staff, matrix_world.client_for("lead_a")):
        told = client.get(page).content.decode()
        assert "Steht auf der Tagesordnung" in told
        assert f"{meeting.get_absolute_url()}#item-{item.pk}" in told
        assert url not in told


@pytest.mark.parametrize("newer_matrix", [False, True])
def test_a_new_release_does_not_offer_what_stands_on_the_agenda(
    matrix_world, released, meeting, newer_matrix
):
    say(released["a"], actor=matrix_world.user("staff"))
    client, code = matrix_world.client_for("staff"), "S2.1"
    client.post(f"{meeting.get_absolute_url()}unterschiede/{released['a'].pk}/S2.1/")
    item = AgendaItem.unscoped.get(title__contains="S2.1")
    if newer_matrix:
        load(SWAPPED)
        code = "S1.1"
    again = matrix.release(matrix_world.school_a, actor=matrix_world.user("lead_a"))
    url = f"{meeting.get_absolute_url()}unterschiede/{again.pk}/{code}/"
    told = client.get(meeting.get_absolute_url()).content.decode()
    assert f'href="#item-{item.pk}">Steht auf der Tagesordnung' in told
    assert url not in told
    told = client.get(f"/matrix/freigaben/{again.pk}/sichten/").content.decode()
    assert f"{meeting.get_absolute_url()}#item-{item.pk}" in told
    before = AgendaItem.unscoped.count()
    client.post(url)  # from a page that was opened before
    assert AgendaItem.unscoped.count() == before


def test_the_page_of_the_meeting_costs_the_same_for_one_difference_and_three(matrix_world, released, meeting):
    staff = matrix_world.client_for("staff")

    def count():
        staff.get(meeting.get_absolute_url())
        with CaptureQueriesContext(connection) as caught:
            assert staff.get(meeting.get_absolute_url()).status_code == 200
        return len(caught)

    say(released["a"], actor=matrix_world.user("staff"))
    few = count()
    say(
        released["authority"], code="T2.1", by_school=matrix_world.school_a, actor=matrix_world.user("lead_a")
    )
    say(
        released["authority"], code="T2.1", by_school=matrix_world.school_b, actor=matrix_world.user("lead_b")
    )
    assert count() == few
