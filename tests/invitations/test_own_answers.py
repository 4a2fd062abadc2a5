"""Members with an account answer signed in: the same answer as by the link, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry, OutboxMail
from gutersloh_portal.selectors_tasks import tasks_of
from invitations import services
from invitations.models import MeetingInvitation, PollVoter
from roundtables import services as tables
from roundtables.models import Meeting, SeriesMember
from tests.counting import page_queries
from tests.invitations.conftest import ask, link_of, send
from tests.invitations.test_polls import LINK as POLL_LINK
from tests.invitations.test_polls import body
from tests.roundtables.conftest import Table, page

pytestmark = pytest.mark.django_db


def of(row: Any) -> str:
    name = "own_invitation" if isinstance(row, MeetingInvitation) else "own_vote"
    return reverse(f"invitations:{name}", args=[row.pk])


def titles(table: Table, actor: str = "lead_a") -> list[tuple[str, str, str]]:
    found = tasks_of(type(table.user(actor)).objects.get(pk=table.user(actor).pk))
    return [
        (task.title, task.url, task.hint)
        for task in found
        if task.url.startswith(("/einladungen", "/termin"))
    ]


def test_what_is_open_stands_on_the_start_page_until_it_is_answered(
    known: Table, invited: MeetingInvitation, asked: PollVoter
) -> None:
    assert titles(known) == [
        ("Einladung beantworten", of(invited), "Runder Tisch Musterstadt"),
        ("Terminumfrage beantworten", of(asked), "Runder Tisch Musterstadt"),
    ]
    assert titles(known, "lead_b") == []
    assert titles(known, "staff") == []
    assert {url for _title, url, _hint in titles(known, "supervision")}.isdisjoint({of(invited), of(asked)})
    client = known.world.client_for("lead_a")
    assert client.post(of(invited), {"answer": "accepted", "seen": "0"}).status_code == 302
    assert client.post(of(asked), body(asked.poll, "yes", "no", "maybe")).status_code == 302
    assert titles(known) == []


def test_the_answer_is_the_same_as_by_the_link(
    known: Table, invited: MeetingInvitation, guest: Client
) -> None:
    link = link_of(OutboxMail.objects.get(recipient="lea@example.org"))
    client = known.world.client_for("lead_a")
    assert client.post(of(invited), {"answer": "declined", "seen": "0"}).status_code == 302
    assert "Sie nehmen nicht teil." in guest.get(link).content.decode()
    assert guest.post(link, {"answer": "accepted", "seen": "1"}).status_code == 302
    told = client.get(of(invited)).content.decode()
    assert "Ihre Antwort ist gespeichert" in told
    assert "Sie nehmen teil." in told
    response = client.post(of(invited), {"answer": "declined", "seen": "1"})
    assert response.status_code == 409
    assert "Sie nehmen teil." in response.content.decode()
    invited.refresh_from_db()
    assert (invited.answer, invited.version) == ("accepted", 2)
    who = AuditEntry.objects.filter(verb="invitations.answered").order_by("pk").values_list("actor__email")
    assert [one for (one,) in who] == [known.user("lead_a").email, None]


def test_a_vote_is_the_same_as_by_the_link(known: Table, asked: PollVoter, guest: Client) -> None:
    [link] = POLL_LINK.findall(OutboxMail.objects.get(recipient="lea@example.org").body)
    client = known.world.client_for("lead_a")
    assert client.post(of(asked), body(asked.poll, "yes", "no", "maybe")).status_code == 302
    assert 'value="maybe"' in guest.get(link).content.decode()
    assert guest.post(link, body(asked.poll, "no", "no", "no", seen=1)).status_code == 302
    assert client.post(of(asked), body(asked.poll, "yes", "yes", "yes", seen=1)).status_code == 409
    assert client.post(of(asked), body(asked.poll, "yes", "", "yes", seen=2)).status_code == 422
    assert set(asked.answers.values_list("answer", flat=True)) == {"no"}


@pytest.mark.parametrize("actor", ["lead_b", "supervision", "staff", "moderator", "admin", "staff_c"])
def test_that_of_another_member_does_not_exist(
    known: Table, invited: MeetingInvitation, asked: PollVoter, actor: str
) -> None:
    client = known.world.client_for(actor)
    for row in (invited, asked):
        assert client.get(of(row)).status_code == 404
        assert client.post(of(row), {"answer": "declined", "seen": "0"}).status_code == 404
    assert Client().get(of(invited)).status_code == 302


def test_whoever_was_taken_off_the_list_answers_no_more(
    known: Table, invited: MeetingInvitation, asked: PollVoter
) -> None:
    """So does whoever holds no office; a seat that was entered for an account alone is answered by that one."""
    client, lead = known.world.client_for("lead_a"), known.user("lead_a")
    SeriesMember.unscoped.filter(name="Lea Anger").update(user=None)
    assert [client.get(of(row)).status_code for row in (invited, asked)] == [404, 404]
    invited.participant.user = lead
    invited.participant.save()
    assert client.get(of(invited)).status_code == 200
    lead.memberships.all().delete()
    SeriesMember.unscoped.filter(name="Lea Anger").update(user=lead)
    assert [client.get(of(row)).status_code for row in (invited, asked)] == [404, 404]
    assert titles(known) == []


def test_over_is_over_signed_in_too(known: Table, invited: MeetingInvitation, asked: PollVoter) -> None:
    client = known.world.client_for("lead_a")
    services.end_poll(asked.poll, actor=known.user())
    tables.start_meeting(known.meeting, actor=known.user())
    for row in (invited, asked):
        assert client.get(of(row)).status_code == 410
        assert client.post(of(row), {"answer": "accepted", "seen": "0"}).status_code == 410
    assert titles(known) == []


def test_an_answer_can_be_changed_from_the_meeting_and_the_table(
    known: Table, invited: MeetingInvitation, asked: PollVoter
) -> None:
    client = known.world.client_for("lead_a")
    meeting, series = page("meeting_detail", known.meeting.pk), known.series.get_absolute_url()
    assert ">Einladung beantworten</a>" in client.get(meeting).text
    assert "Terminumfrage vom" in client.get(series).text
    client.post(of(invited), {"answer": "accepted", "seen": "0"})
    client.post(of(asked), body(asked.poll, "yes", "no", "maybe"))
    assert ">Meine Antwort ändern</a>" in client.get(meeting).text
    assert "Meine Antwort zur Terminumfrage vom" in client.get(series).text
    for actor in ("lead_b", "staff"):
        other = known.world.client_for(actor)
        assert of(invited) not in other.get(meeting).text
        assert of(asked) not in other.get(series).text


def test_an_answer_of_ones_own_shows_nobody_elses(known: Table, invited: MeetingInvitation) -> None:
    read = known.world.client_for("lead_a").get(page("meeting_detail", known.meeting.pk)).text
    assert "noch keine Antwort" not in read
    assert list(MeetingInvitation.visible_to(known.user("lead_a"))) == [invited]


def test_more_invitations_ask_no_more_of_the_database(known: Table, invited: MeetingInvitation) -> None:
    asked = []
    for number in range(3):
        starts = timezone.now() + timedelta(days=30 + number)
        send(known, Meeting.unscoped.get(pk=known.plan(starts).pk))
        ask(known)
        asked.append(page_queries(known.world.client_for("lead_a"), "/"))
    assert len(set(asked)) == 1
    assert len(titles(known)) == 7
