"""Questions that nobody closed: counted and forgotten when the meeting is over, at the latest in the night."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from core.models import AuditEntry
from roundtables import services as tables
from roundtables.models import Meeting
from screens import services
from screens.models import Ballot, Entrance, Question, Wall
from tests.roundtables.conftest import Table, seal
from tests.screens.test_voices import ask

pytestmark = pytest.mark.django_db


def answered(table: Table, kind: str = "dots", *, by: int = 5) -> Question:
    """Asked and answered by so many devices; nobody closes it."""
    question = ask(table, kind)
    choice = [1] * 6 if kind == "feedback" else [0]
    for device in range(by):
        services.give_voice(question, device=str(device), choice=choice)
    return question


def standing(question: Question) -> tuple[str, int | None, Any, int]:
    question.refresh_from_db()
    return question.state, question.voices, question.sums, Ballot.unscoped.count()


@pytest.mark.parametrize("kind", ["dots", "check"])
def test_the_end_of_the_meeting_closes_what_is_asked(running: Table, kind: str) -> None:
    question, revision = answered(running, kind), Entrance.unscoped.get().revision
    tables.close_meeting(running.meeting, actor=running.user())
    sums = [5, 0, 0, 0] if kind == "dots" else [5, 0, 0]
    assert standing(question) == ("closed", 5, sums, 0)
    assert Entrance.unscoped.get().revision > revision
    told = AuditEntry.objects.get(verb="screens.question_closed")
    assert told.actor == running.user()


def test_nothing_below_five_is_kept_then_either(running: Table) -> None:
    question = answered(running, by=4)
    tables.close_meeting(running.meeting, actor=running.user())
    assert standing(question) == ("closed", 4, None, 0)


def test_nor_what_tells_a_newcomer_apart(running: Table) -> None:
    services.close_question(answered(running), actor=running.user())
    again = answered(running, by=6)
    tables.close_meeting(running.meeting, actor=running.user())
    assert standing(again) == ("closed", 6, None, 0)


def test_the_wall_stays_where_it_was(running: Table) -> None:
    answered(running)
    services.show_on_wall(running.meeting, "results", actor=running.user())
    tables.close_meeting(running.meeting, actor=running.user())
    assert Wall.unscoped.get().show == "results"


def test_feedback_goes_on_after_the_talk_until_the_seal(running: Table) -> None:
    question = answered(running, "feedback")
    tables.close_meeting(running.meeting, actor=running.user())
    assert standing(question) == ("open", None, None, 5)
    seal(running.meeting, actor=running.user())
    assert standing(question) == ("closed", 5, [[5, 0, 0, 0]] * 6, 0)


def test_a_second_click_on_the_end_closes_nothing(running: Table) -> None:
    tables.close_meeting(running.meeting, actor=running.user())
    question = answered(running)
    tables.close_meeting(running.meeting, actor=running.user())
    assert standing(question)[0] == "open"


def test_a_cancelled_meeting_keeps_no_voices(running: Table) -> None:
    question = answered(running)
    Meeting.unscoped.filter(pk=running.meeting.pk).update(state="planned")
    tables.cancel_meeting(running.meeting, actor=running.user())
    assert standing(question) == ("closed", 5, [5, 0, 0, 0], 0)


def test_what_cannot_be_sealed_closes_no_question(running: Table, monkeypatch: Any) -> None:
    """One transaction: the seal that fails in the end leaves the question as it was."""
    question = answered(running, "feedback")
    tables.close_meeting(running.meeting, actor=running.user())

    def fail(*_args: Any, **_options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("roundtables.services.minutes.carry_on", fail)
    with pytest.raises(RuntimeError):
        seal(running.meeting, actor=running.user())
    assert standing(question) == ("open", None, None, 5)


@pytest.mark.parametrize("state", ["sealed", "cancelled"])
def test_the_night_closes_what_was_left_open_in_the_past(running: Table, state: str) -> None:
    question = answered(running)
    now = running.meeting.starts_at
    assert services.close_forgotten(now=now) == 0
    leave(running, state)
    assert services.close_forgotten(now=now) == 1
    assert standing(question) == ("closed", 5, [5, 0, 0, 0], 0)
    assert AuditEntry.objects.get(verb="screens.question_closed").actor is None
    assert services.close_forgotten(now=now) == 0


def leave(table: Table, state: str) -> None:
    """As it was before the end of a meeting closed its questions."""
    asked = Question.unscoped.filter(state="open")
    pk = asked.get().pk
    asked.update(state="draft")
    if state == "sealed":
        tables.close_meeting(table.meeting, actor=table.user())
        seal(table.meeting, actor=table.user())
    else:
        Meeting.unscoped.filter(pk=table.meeting.pk).update(state=state)
    Question.unscoped.filter(pk=pk).update(state="open")


def test_the_night_after_the_meeting_closes_its_feedback(running: Table) -> None:
    question = answered(running, "feedback")
    evening = running.meeting.ends_at.replace(hour=20)
    assert services.close_forgotten(now=evening) == 0
    assert services.close_forgotten(now=evening + timedelta(hours=8)) == 1
    assert standing(question) == ("closed", 5, [[5, 0, 0, 0]] * 6, 0)


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (
            "dots",
            "Die Frage „Woran arbeiten wir?“ ist noch offen. Mit dem Ende des Treffens wird sie geschlossen",
        ),
        ("feedback", "Die Rückmeldung zum Treffen läuft noch."),
    ],
)
def test_the_page_of_the_end_tells_what_becomes_of_it(running: Table, kind: str, word: str) -> None:
    client = running.world.client_for("staff")
    close = reverse("roundtables:meeting_close", args=[running.meeting.pk])
    address = reverse("screens:question_list", args=[running.meeting.pk])
    assert f'href="{address}"' not in client.get(close).text
    ask(running, kind)
    read = client.get(close).text
    assert word in read
    assert f'<a href="{address}">' in read
