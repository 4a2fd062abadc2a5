"""Two people whose changes wait for each other: the database ends one of them, who reads why and loses nothing."""

from __future__ import annotations

import threading

import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from core import errors
from needs.services.rounds import locked_round
from planning.models import PlanningPhase
from planning.services import rankings
from tests.world import build_world

YEAR, MEETING = 2027, 8


@pytest.mark.django_db(transaction=True)
def test_a_form_that_the_database_has_ended_can_be_sent_again() -> None:
    world = build_world()
    page = reverse("planning:phase_update", args=[world.authority.number, YEAR, MEETING])
    client = world.client_for("staff")
    told = {"title": "Runde", "begins_on": "2027-01-10", "ends_on": "2027-02-10"}
    assert client.post(page, told).status_code == 302
    seen = {"seen": client.get(page).context["form"]["seen"].value()}
    holds_round, waits = threading.Event(), threading.Event()

    def reset() -> None:
        """Takes the round first and then the phase; the form takes them the other way round."""
        try:
            with transaction.atomic():
                locked_round(world.authority.pk, YEAR)
                holds_round.set()
                waits.wait(timeout=0.5)  # the form waits for the round by then, and asks for it first
                PlanningPhase.unscoped.filter(number=MEETING).update(title="Anders")
        finally:
            connection.close()

    other = threading.Thread(target=reset)
    other.start()
    holds_round.wait(timeout=10)
    answer = client.post(page, told | seen | {"title": "Meine"})
    other.join()
    assert answer.status_code == 422
    assert "bitte versuchen Sie es noch einmal" in answer.content.decode()
    assert answer.context["form"]["title"].value() == "Meine"
    assert PlanningPhase.unscoped.get(number=MEETING).title == "Anders"


class Ended(Exception):
    sqlstate = errors.DEADLOCK


@pytest.mark.django_db
def test_a_button_whose_act_the_database_has_ended_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def end(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("deadlock detected") from Ended()

    monkeypatch.setattr(rankings, "sort_by_score", end)
    world = build_world()
    page = reverse("planning:ranking_sort", args=[world.authority.number, YEAR])
    answer = world.client_for("staff").post(page, {"version": "0"}, follow=True)
    assert answer.status_code == 200
    assert "bitte versuchen Sie es noch einmal" in answer.content.decode()


@pytest.mark.parametrize("cause", [None, ValueError()])
def test_other_troubles_of_the_database_stay_what_they_are(cause: Exception | None) -> None:
    with pytest.raises(OperationalError), errors.deadlocks_told():
        raise OperationalError("gone") from cause
