"""Signing in: one answer for all, throttles that never lock for good, a new session key, no way out of the house."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from core.models import AuditEntry
from tests.world import PASSWORD

LOGIN = "/konto/anmelden/"
EMAIL = "lead.a@example.org"


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD, **extra):
    return client.post(extra.pop("url", LOGIN), {"login": email, "password": password}, **extra)


def body_of(response) -> bytes:
    """The page without its one-time marks."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


def test_right_password_opens_and_renews_the_session_key(world):
    client = Client()
    client.cookies["sid"] = "a" * 32  # a key that somebody else planted
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, reverse("home"))
    assert client.cookies["sid"].value != "a" * 32
    assert Session.objects.filter(pk="a" * 32).count() == 0


def test_key_of_the_stage_before_is_not_the_key_after(world):
    client = Client()
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sid"] = str(before)
    sign_in(client)
    assert client.cookies["sid"].value != before
    assert not Session.objects.filter(pk=before).exists()


def test_cookie_ends_with_the_browser(world):
    client = Client()
    sign_in(client)
    cookie = client.cookies["sid"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


def test_unknown_address_and_wrong_password_answer_alike(world):
    known, unknown = (sign_in(Client(), email, "falsch falsch falsch") for email in (EMAIL, "x@example.org"))
    assert known.status_code == unknown.status_code == 200
    assert body_of(known).replace(EMAIL.encode(), b"") == body_of(unknown).replace(b"x@example.org", b"")


def test_inactive_account_says_so_only_to_the_right_password(world):
    User.objects.filter(email=EMAIL).update(is_active=False)
    assert sign_in(Client(), EMAIL, "falsch falsch falsch").status_code == 200
    assert sign_in(Client())["Location"] == "/konto/abgeschaltet/"


def test_wait_grows_and_never_locks_the_account_elsewhere(world, monkeypatch):
    clock = time.time()  # the cache forgets by the clock of the machine
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: clock)
    client = Client(REMOTE_ADDR="198.51.100.7")
    waits, last = [], clock
    for _attempt in range(22):
        while "Zu viele Fehlversuche" in sign_in(client, password="falsch falsch").content.decode():
            clock += 60
        waits.append(clock - last)
        last = clock
    grown = [wait for wait in waits if wait]
    assert (grown[0], grown[1], max(grown)) == (60, 540, 2940)
    assert sign_in(client).status_code == 200  # still waiting here, even with the right password
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9"))["Location"] == reverse("home")
    clock += 3600
    assert sign_in(client)["Location"] == reverse("home")


def test_forged_forwarding_header_does_not_reset_the_count(world):
    client = Client(REMOTE_ADDR="198.51.100.7")
    for number in range(5):
        sign_in(client, password="falsch falsch", headers={"X-Forwarded-For": f"10.0.0.{number}"})
    response = sign_in(client, headers={"X-Forwarded-For": "10.9.9.9"})
    assert "Zu viele Fehlversuche" in response.content.decode()


def test_right_passwords_do_not_use_up_attempts(world):
    for _number in range(12):
        assert sign_in(Client())["Location"] == reverse("home")


ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
    "/\\/evil.example", "https://evil.example", "http://evil.example", "https:///evil.example",
    "https:evil.example", "http:/\\evil.example", "//evil.example@testserver", "https://testserver@evil.example",
    "https://testserver.evil.example", "\t//evil.example", "/\t/evil.example", " //evil.example",
    "javascript:alert(1)", "data:text/html,x", "\x00//evil.example", "ftp://evil.example", "https://testserver/",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_never_leaves_the_portal(world, target):
    response = Client().post(LOGIN, {"login": EMAIL, "password": PASSWORD, "next": target})
    assert (response.status_code, response["Location"]) == (302, reverse("home"))
    signed_in = world.client_for("lead_a")
    assert signed_in.post("/konto/abmelden/", {"next": target})["Location"] == reverse("home")


def test_next_inside_the_portal_is_kept(world):
    client = Client()
    assert sign_in(client, url=LOGIN + "?next=/konto/sitzungen/")["Location"] == "/konto/sitzungen/"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "localhost:80@evil.example"])
def test_foreign_host_is_refused(world, host, caplog):
    response = Client().get(LOGIN, headers={"Host": host})
    assert response.status_code == 400
    caplog.clear()


def test_login_page_sets_the_form_cookie_only(world):
    client = Client()
    client.get(LOGIN)
    assert set(client.cookies) == {"csrf"}
    other = Client()
    other.get("/konto/passwort/vergessen/gesendet/")
    assert set(other.cookies) == set()


def test_signing_out_empties_the_browser(world):
    client = world.client_for("lead_a")
    response = client.post("/konto/abmelden/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/konto/").status_code == 302


def test_signing_out_by_get_asks_first(world):
    client = world.client_for("lead_a")
    assert client.get("/konto/abmelden/").status_code == 200
    assert client.get("/konto/").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["signup", "email", "login", "confirm-email", "password/set", "3rdparty", "social/signup", "2fa", "2fa/webauthn",
     "2fa/trust", "login/code", "phone/change"],
)  # fmt: skip
def test_unwanted_pages_of_the_library_do_not_exist(world, path):
    assert world.client_for("lead_a").get(f"/konto/{path}/").status_code == 404


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "mfa_list_webauthn", "socialaccount_signup"]
)
def test_unwanted_names_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_profile_saves_the_name_and_shows_the_address_only(world):
    client = world.client_for("lead_a")
    response = client.post("/konto/", {"name": "Lea Neu", "email": "evil@example.org", "is_active": ""})
    assert response["Location"] == "/konto/"
    user = world.user("lead_a")
    assert (user.name, user.email, user.is_active) == ("Lea Neu", EMAIL, True)
    entry = AuditEntry.objects.get(verb="accounts.renamed")
    assert (entry.actor, entry.changes) == (user, {"name": ["Lea Anger", "Lea Neu"]})


def test_profile_needs_a_name(world):
    response = world.client_for("lead_a").post("/konto/", {"name": " "})
    assert response.status_code == 422
    assert world.user("lead_a").name == "Lea Anger"
