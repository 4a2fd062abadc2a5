"""Three focuses at most, whoever clicks at the same time."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.errors import DomainError
from matrix import selectors, services
from matrix.importers import read_matrix
from matrix.models import SchoolFocus
from tests.matrix.conftest import stage
from tests.world import build_world

HEAD = "seite;feld_code;feld;aspekt_code;aspekt;leitfrage;stufe_1;stufe_2"
FIVE = "\n".join([HEAD, *(f"Schule;S1;Feld;S1.{n};Name {n};Frage?;a;b" for n in range(1, 6))])
ASSESSMENT = "/matrix/schule/990012/"


@pytest.fixture
def school(world):
    services.load_catalogue(read_matrix(FIVE.encode()), version="fünf")
    return world.school_a


def codes(school):
    return list(school.focuses.filter(ended_at=None).values_list("code", flat=True))


def test_the_fourth_waits_until_one_ends(school, world):
    lead = world.user("lead_a")
    for number in (1, 2, 3):
        services.set_focus(school, f"S1.{number}", actor=lead)
    assert services.set_focus(school, "S1.2", actor=lead).place == 2  # a double click
    with pytest.raises(DomainError, match="schon drei Schwerpunkte"):
        services.set_focus(school, "S1.4", actor=lead)
    services.end_focus(school, "S1.2", actor=lead)
    services.end_focus(school, "S1.2", actor=lead)
    assert services.set_focus(school, "S1.4", actor=lead).place == 2
    assert codes(school) == ["S1.1", "S1.4", "S1.3"]
    assert SchoolFocus.unscoped.filter(code="S1.2").count() == 1  # that it was one stays on record


@pytest.mark.parametrize("code", ["S9.9", "T1.1", ""])
def test_only_aspects_of_the_school_side(school, world, code):
    with pytest.raises(DomainError, match="keinen solchen Aspekt"):
        services.set_focus(school, code, actor=world.user("lead_a"))


def test_the_database_knows_no_fourth_place(school, world):
    lead = world.user("lead_a")
    services.set_focus(school, "S1.1", actor=lead)
    for place, code in ((4, "S1.2"), (1, "S1.2"), (2, "S1.1")):
        with pytest.raises(IntegrityError), transaction.atomic():
            SchoolFocus.unscoped.create(school=school, code=code, place=place, set_by=lead)


@pytest.mark.django_db(transaction=True)
def test_two_writers_do_not_both_take_the_last_place():
    world = build_world()
    services.load_catalogue(read_matrix(FIVE.encode()), version="fünf")
    lead, member = world.user("lead_a"), world.user("member_a")
    for number in (1, 2):
        services.set_focus(world.school_a, f"S1.{number}", actor=lead)
    refused: list[str] = []
    start = Barrier(2)

    def write(actor, code):
        start.wait()
        try:
            services.set_focus(world.school_a, code, actor=actor)
        except DomainError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [Thread(target=write, args=pair) for pair in ((lead, "S1.3"), (member, "S1.4"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(codes(world.school_a)), len(refused)) == (3, 1)


def test_set_and_end_on_the_pages(school, world):
    client = world.client_for("member_a")
    aspect = ASSESSMENT + "aspekt/S1.1/"
    assert "Zum Schwerpunkt machen" not in client.get(aspect).content.decode()  # no gap without an answer
    row = services.ratings.Aspect.objects.get(code="S1.1")
    services.rate(school, row, stage(1), seen=None, actor=world.user("lead_a"))
    page = client.get(aspect).content.decode()
    assert "Der Weg zu Stufe 2" in page
    assert client.post(ASSESSMENT + "schwerpunkt/S1.1/setzen/")["Location"] == aspect
    assert "Dieser Aspekt ist ein Schwerpunkt Ihrer Schule." in client.get(aspect).content.decode()
    assert "Name 1" in client.get("/").content.decode()
    assert "schwerpunkt/S1.1/beenden/" in client.get(ASSESSMENT).content.decode()
    assert client.post(ASSESSMENT + "schwerpunkt/S1.1/beenden/")["Location"] == ASSESSMENT
    assert codes(school) == []
    assert "Noch keiner." in client.get(ASSESSMENT).content.decode()


def test_a_fourth_click_says_why_not(school, world):
    client = world.client_for("lead_a")
    for number in (1, 2, 3):
        client.post(f"{ASSESSMENT}schwerpunkt/S1.{number}/setzen/")
    response = client.post(f"{ASSESSMENT}schwerpunkt/S1.4/setzen/", follow=True)
    assert "schon drei Schwerpunkte" in response.content.decode()
    assert len(codes(school)) == 3


def test_pages_cost_the_same_for_one_focus_and_three(school, world):
    client = world.client_for("lead_a")

    def count():
        found = []
        for address in ("/", ASSESSMENT, ASSESSMENT + "aspekt/S1.1/"):
            client.get(address)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200
            found.append(len(caught))
        return found

    services.set_focus(school, "S1.1", actor=world.user("lead_a"))
    few = count()
    for number in (2, 3):
        services.set_focus(school, f"S1.{number}", actor=world.user("lead_a"))
    assert count() == few


def test_a_release_freezes_the_focuses(matrix_world, answer):
    school, lead = matrix_world.school_a, matrix_world.user("lead_a")
    answer(school, "S2.1", stage(2))
    services.set_focus(school, "S2.1", actor=lead)
    services.set_focus(school, "S1.1", actor=lead)
    client = matrix_world.client_for("lead_a")
    assert "Ihre Schwerpunkte gehen mit: S2.1, S1.1." in client.get(f"{ASSESSMENT}pruefen/").content.decode()
    release = services.release(school, actor=lead)
    services.end_focus(school, "S2.1", actor=lead)
    found = selectors.released_profile(release).focuses
    assert [(answer.aspect.code, answer.stage) for answer in found] == [("S2.1", 2), ("S1.1", None)]
    reader = matrix_world.client_for("staff")
    assert "Schwerpunkte der Schule" in reader.get(release.get_absolute_url()).content.decode()
    later = services.release(school, actor=lead)
    assert [one.aspect.code for one in selectors.released_profile(later).focuses] == ["S1.1"]


def test_a_release_from_before_there_were_focuses_shows_none(released, matrix_world):
    del released["a"].data["focuses"]
    assert selectors.released_profile(released["a"]).focuses == ()
    page = matrix_world.client_for("staff").get(released["b"].get_absolute_url()).content.decode()
    assert "Schwerpunkte der Schule" not in page
