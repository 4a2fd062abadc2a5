"""The training plan: who may write it, what it refuses, and who hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from core.audit import trail_of
from core.errors import Conflict, DomainError
from core.fingerprint import fingerprint
from matrix import services as matrix
from matrix.importers import read_matrix
from matrix.models import Aspect
from matrix.selectors import aspect_of
from schools.models import Training
from schools.services import trainings as services
from tests.counting import page_queries
from tests.permissions.world_full import MATRIX
from tests.schools.concepts import TODAY, text_of, url

pytestmark = pytest.mark.usefixtures("concept_day")
VALUES = {
    "topic": "Lernvideos",
    "group": "Fachkonferenz Deutsch",
    "provider": "",
    "held_on": None,
    "is_done": False,
}


def plan(world, **changes):
    return services.save_training(world.school_a, values=VALUES | changes, actor=world.user("lead_a"))


def release(world):
    matrix.load_catalogue(read_matrix(MATRIX.encode()), version="klein")
    aspect = Aspect.objects.get(code="S1.1")
    answer = matrix.Answer(state="rated", stage=2)
    matrix.rate(world.school_a, aspect_of(aspect.pk), answer, seen=None, actor=world.user("lead_a"))
    return matrix.release(world.school_a, actor=world.user("lead_a"))


def test_a_topic_and_a_group_are_enough(world):
    client = world.client_for("member_a")
    response = client.post(url("training_create"), {"topic": " Lern  videos ", "group": "Kollegium"})
    assert response.status_code == 302
    training = Training.unscoped.get()
    assert (training.topic, training.group, training.held_on) == ("Lern videos", "Kollegium", None)
    assert "noch kein Termin" in text_of(client.get(url("training_list")))


def test_open_ones_come_first_and_a_passed_date_is_told(world):
    plan(world, topic="Fertig", held_on=TODAY - timedelta(days=9), is_done=True)
    plan(world, topic="Ohne")
    plan(world, topic="Vorbei", held_on=TODAY - timedelta(days=1))
    plan(world, topic="Bald", held_on=TODAY + timedelta(days=5))
    text = text_of(world.client_for("lead_a").get(url("training_list")))
    places = [text.index(f' scope="row">{topic}<') for topic in ("Vorbei", "Bald", "Ohne", "Fertig")]
    assert places == sorted(places)
    assert "Geplant: 3. Erledigt: 1." in text
    assert "Termin verstrichen" in text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"topic": "", "group": "x"}, "Thema"),
        ({"topic": "x", "group": "x", "is_done": "on"}, "braucht ihren Termin"),
        ({"topic": "x", "group": "x", "is_done": "on", "held_on": "2027-01-05"}, "liegt in der Zukunft"),
        ({"topic": "Lernvideos", "group": "Fachkonferenz Deutsch"}, "steht für diese Gruppe"),
        ({"topic": "x", "group": "x", "held_on": "31.2.2027"}, "Datum"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(world, data, told):
    plan(world)
    response = world.client_for("lead_a").post(url("training_create"), data)
    assert response.status_code == 422
    text = text_of(response)
    assert told in text
    assert f'value="{data["group"]}"' in text
    assert Training.unscoped.count() == 1


def test_the_second_of_two_editors_is_told_and_can_decide(world):
    training = plan(world)
    client = world.client_for("lead_a")
    seen = client.get(url("training_update", training.pk)).context["form"].initial["seen"]
    services.save_training(
        world.school_a,
        values=VALUES | {"provider": "Medienberatung"},
        training=training,
        seen=fingerprint(training),
        actor=world.user("member_a"),
    )
    mine = {"topic": "Lernvideos", "group": "Kollegium", "seen": seen}
    refused = client.post(url("training_update", training.pk), mine)
    assert refused.status_code == 422
    assert "Vergleichen Sie" in text_of(refused)
    training.refresh_from_db()
    assert training.group == "Fachkonferenz Deutsch"
    again = mine | {"seen": refused.context["form"].data["seen"]}
    assert client.post(url("training_update", training.pk), again).status_code == 302


def test_the_trail_tells_what_has_changed_and_nothing_else(world):
    training = plan(world)

    def change(**new):
        services.save_training(
            world.school_a,
            values=VALUES | new,
            training=training,
            seen=fingerprint(Training.unscoped.get()),
            actor=world.user("lead_a"),
        )
        entries = trail_of(training)
        return entries.count(), entries[0].changes

    assert change()[0] == 1  # saved again without a change
    assert change(provider="Medienberatung") == (2, {"provider": ["", "Medienberatung"]})


def test_nothing_is_overwritten_below_the_form(world):
    training = plan(world)
    with pytest.raises(Conflict):
        services.save_training(
            world.school_a, values=VALUES, training=training, seen="old", actor=world.user("lead_a")
        )
    services.remove_training(training, actor=world.user("lead_a"))
    services.remove_training(Training(pk=training.pk or 1), actor=world.user("lead_a"))
    with pytest.raises(DomainError):
        services.save_training(
            world.school_a, values=VALUES, training=Training(pk=1), seen="", actor=world.user("lead_a")
        )


def test_a_training_of_another_school_does_not_exist(world):
    foreign = services.save_training(world.school_b, values=VALUES, actor=world.user("lead_b"))
    client = world.client_for("lead_a")
    assert client.get(url("training_update", foreign.pk)).status_code == 404
    assert client.post(url("training_delete", foreign.pk)).status_code == 404
    assert Training.unscoped.filter(pk=foreign.pk).exists()


def test_it_is_removed_by_a_button(world):
    training = plan(world)
    assert world.client_for("lead_a").post(url("training_delete", training.pk)).status_code == 302
    assert not Training.unscoped.exists()


def test_the_table_leaves_as_text(world):
    plan(world, topic="=1+1", held_on=TODAY)
    client = world.client_for("lead_a")
    content = client.get(url("training_export", "csv")).content.decode("utf-8-sig")
    assert content.splitlines()[1] == "'=1+1;Fachkonferenz Deutsch;20.11.2026;;nein"
    assert client.get(url("training_export", "xlsx")).content[:2] == b"PK"
    assert client.get(url("training_export", "pdf")).status_code == 404


def test_the_adviser_reads_the_numbers_of_the_release(world):
    """Not those of today: a draft belongs to the school."""
    plan(world, topic="Fertig", held_on=TODAY, is_done=True)
    plan(world)
    release(world)
    plan(world, topic="Später")
    page = text_of(world.client_for("adviser").get(reverse("reports:adviser_page")))
    assert "Fortbildungen: 1 geplant, 1 erledigt" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(world, rows):
    for number in range(rows):
        plan(world, topic=f"Thema {number}")
    assert page_queries(world.client_for("lead_a"), url("training_list")) == 4
