"""How long a session lives, and who ends it."""

from urllib.parse import quote

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import services
from core.errors import DomainError
from core.models import AuditEntry
from tests.world import PASSWORD

START = 1_800_000_000


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until the test moves it: clock(seconds since START)."""
    now = {"at": START}
    monkeypatch.setattr("accounts.session_life.time", lambda: now["at"])
    return lambda seconds: now.update(at=START + seconds)


def signed_in(email: str = "lead.a@example.org") -> Client:
    client = Client()
    client.post("/konto/anmelden/", {"login": email, "password": PASSWORD})
    return client


def status(client: Client) -> int:
    return client.get("/konto/").status_code


def test_idle_session_ends_after_an_hour(world, clock):
    client = signed_in()
    clock(3600)
    assert status(client) == 200
    clock(3600 + 3600)
    assert status(client) == 200
    clock(3 * 3600 + 1)
    response = client.get("/konto/?a=1")
    assert (response.status_code, response["Location"]) == (302, "/konto/anmelden/?next=%2Fkonto%2F%3Fa%3D1")
    assert "längerer Zeit abgemeldet" in client.get(response["Location"]).content.decode()


def test_busy_session_ends_after_twelve_hours(world, clock):
    client = signed_in()
    for minutes in range(30, 12 * 60 + 1, 30):
        clock(minutes * 60)
        assert status(client) == 200
    clock(12 * 3600 + 1)
    assert status(client) == 302


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/schulen/990012/?a=1", "/schulen/990012/?a=1"),
        ("https://anderswo.example/schulen/", "/"),
        ("", "/"),
    ],
)
def test_a_button_pressed_without_a_session_leads_back_to_its_page(world, came_from, back):
    """Its own address answers to no link."""
    client = Client()
    address = reverse("matrix:school_release", args=["990012"])
    sign_in = client.post(address, headers={"Referer": came_from})["Location"]
    assert sign_in == f"/konto/anmelden/?next={quote(back, safe='/')}"
    assert "nichts gespeichert" in client.get(sign_in).content.decode()
    answer = client.post(sign_in, {"login": "lead.a@example.org", "password": PASSWORD, "next": back})
    assert answer["Location"] == back
    assert client.get(back).status_code == 200


def test_expired_session_tells_htmx_to_load_the_sign_in_page(world, clock):
    client = signed_in()
    clock(4000)
    response = client.get("/konto/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, "/konto/anmelden/")


def test_signing_in_again_starts_a_new_clock(world, clock):
    client = signed_in()
    clock(12 * 3600 + 1)
    client.get("/konto/")
    client.post("/konto/anmelden/", {"login": "lead.a@example.org", "password": PASSWORD})
    clock(12 * 3600 + 60)
    assert status(client) == 200


def test_sign_of_life_is_written_once_a_minute(world, clock):
    client = signed_in()
    clock(30)
    with CaptureQueriesContext(connection) as seen:
        client.get("/konto/")
    assert {query["sql"].split()[0] for query in seen} == {"SELECT"}
    clock(61)
    status(client)
    assert client.session["seen_at"] == START + 61


def test_deactivation_ends_open_sessions_at_once(world):
    client, other = signed_in(), signed_in("member.a@example.org")
    services.deactivate(world.user("lead_a"), actor=world.user("admin"))
    assert (status(client), status(other)) == (302, 200)
    assert not UserSession.objects.filter(user=world.users["lead_a"]).exists()
    assert AuditEntry.objects.get(verb="accounts.deactivated").actor == world.users["admin"]
    services.reactivate(world.user("lead_a"), actor=world.user("admin"))
    assert status(client) == 302  # the old session does not come back to life
    assert status(signed_in()) == 200


def test_nobody_switches_off_themselves(world):
    with pytest.raises(DomainError, match="eigenes Konto"):
        services.deactivate(world.user("admin"), actor=world.user("admin"))
    assert world.user("admin").is_active


def test_switching_off_twice_leaves_one_entry(world):
    for _time in range(2):
        services.deactivate(world.user("lead_a"), actor=world.user("admin"))
    assert AuditEntry.objects.filter(verb="accounts.deactivated").count() == 1


def test_page_lists_own_sessions_only_and_ends_the_others(world):
    firefox = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"}
    first, second, foreign = signed_in(), Client(**firefox), signed_in("lead.b@example.org")
    second.post("/konto/anmelden/", {"login": "lead.a@example.org", "password": PASSWORD})
    page = second.get(reverse("usersessions_list"))
    assert [session.user_id for session in page.context["sessions"]] == [world.users["lead_a"].pk] * 2
    assert "Firefox, Windows" in page.content.decode()
    assert second.post(reverse("usersessions_list")).status_code == 302
    assert (status(first), status(second), status(foreign)) == (302, 200, 200)


def test_pages_of_a_person_are_never_stored(world):
    assert world.client_for("lead_a").get("/konto/")["Cache-Control"] == "no-store, private"


def test_an_idle_session_can_be_extended_and_a_long_one_cannot(world, clock):
    client = signed_in()
    clock(3500)
    assert client.post("/konto/bleiben/").json() == {"idle": 3600, "final": 12 * 3600 - 3500}
    for minutes in range(100, 12 * 60, 50):
        clock(minutes * 60)
        client.post("/konto/bleiben/")
    clock(12 * 3600 - 60)
    assert client.post("/konto/bleiben/").json() == {"idle": 3600, "final": 60}
    clock(12 * 3600 + 1)
    assert client.post("/konto/bleiben/").status_code == 302


def test_the_page_knows_how_long_the_session_lasts(world, clock):
    client = signed_in()
    clock(30)
    page = client.get("/konto/").content.decode()
    assert 'data-idle="3600" data-left="3570" data-final="43170"' in page
    assert 'id="session-end"' not in Client().get("/").content.decode()
