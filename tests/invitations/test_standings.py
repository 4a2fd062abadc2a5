"""Beside each name stands what happened to the invitation: nobody reads "invited" who got no mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from invitations.models import MeetingMail
from invitations.selectors import round_of, standings_at
from roundtables import services as tables
from roundtables.models import Meeting, Participant, SeriesMember
from tests.counting import page_queries
from tests.invitations.conftest import send
from tests.roundtables.conftest import Table

pytestmark = pytest.mark.django_db
EVERYBODY = 'FROM "roundtables_participant" LEFT OUTER JOIN "accounts_user"'


def told(seats: Table, *, runs: bool = True) -> dict[str, str]:
    meeting = Meeting.unscoped.get(pk=seats.meeting.pk)
    names = dict(meeting.participants.values_list("pk", "name"))
    return {names[pk]: words for pk, words in standings_at(round_of(meeting), runs=runs).items()}


def test_who_has_no_mail_yet_and_who_cannot_get_one(seats: Table) -> None:
    assert told(seats) == {
        "Lea Anger": "noch nicht eingeladen",
        "Sven Aufsicht": "keine Mailadresse bekannt, nicht eingeladen",
    }
    shown = seats.world.client_for("moderator").get(seats.meeting.get_absolute_url()).text
    assert "keine Mailadresse bekannt, nicht eingeladen" in shown


def test_after_the_mail_the_answer_stands_there(seats: Table) -> None:
    send(seats)
    assert told(seats)["Lea Anger"] == ""
    shown = seats.world.client_for("moderator").get(seats.meeting.get_absolute_url()).text
    assert ("noch nicht eingeladen" in shown, "noch keine Antwort" in shown) == (False, True)


def test_an_invitation_that_came_back_is_none(seats: Table) -> None:
    send(seats)
    MeetingMail.unscoped.update(bounce="failed", bounce_status="5.1.1", bounced_at=timezone.now())
    assert told(seats)["Lea Anger"] == "Einladung kam zurück"


def test_a_new_date_is_unknown_until_it_is_told(seats: Table) -> None:
    send(seats)
    later = seats.meeting.starts_at + timedelta(days=1)
    meeting = Meeting.unscoped.get(pk=seats.meeting.pk)
    values = {"starts_at": later, "ends_at": later + timedelta(hours=2), "place": meeting.place}
    tables.change_meeting(meeting, actor=seats.user(), **values)
    assert told(seats)["Lea Anger"] == "kennt den neuen Termin noch nicht"


def test_readers_learn_nothing_of_addresses(seats: Table) -> None:
    assert set(told(seats, runs=False).values()) == {"noch nicht per Mail eingeladen"}
    send(seats)
    assert told(seats, runs=False) == {
        "Lea Anger": "per Mail eingeladen",
        "Sven Aufsicht": "noch nicht per Mail eingeladen",
    }
    shown = seats.world.client_for("lead_a").get(seats.meeting.get_absolute_url()).text
    assert "keine Mailadresse" not in shown


def test_it_is_said_until_the_meeting_begins(seats: Table) -> None:
    tables.start_meeting(seats.meeting, actor=seats.user())
    assert told(seats) == {}
    shown = seats.world.client_for("lead_a").get(seats.meeting.get_absolute_url()).text
    assert "nicht eingetragen" in shown


@pytest.mark.parametrize("actor", ["moderator", "lead_a"])
def test_many_people_cost_no_more(seats: Table, actor: str) -> None:
    client, address = seats.world.client_for(actor), seats.meeting.get_absolute_url()

    def more(count: int) -> int:
        for number in range(count):
            body = f"Stelle {count}-{number}"
            SeriesMember.unscoped.create(
                series=seats.series, name="Neu", body=body, email=f"n{count}{number}@example.org"
            )
            Participant.unscoped.create(meeting=seats.meeting, name="Neu", body=body)
        send(seats)
        return page_queries(client, address)

    assert more(1) == more(3)


@pytest.mark.parametrize(("state", "actors"), [("planned", 2), ("cancelled", 1), ("running", 0)])
def test_who_is_to_be_told_is_asked_once_a_page(seats: Table, state: str, actors: int) -> None:
    """The link to send and the words beside the names read the same."""
    Meeting.unscoped.filter(pk=seats.meeting.pk).update(state=state)
    asked = []
    for actor in ("moderator", "lead_a"):
        client = seats.world.client_for(actor)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(seats.meeting.get_absolute_url()).status_code == 200
        asked.append(sum(EVERYBODY in query["sql"] for query in caught))
    assert asked == [int(place < actors) for place in range(2)]
