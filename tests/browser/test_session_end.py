"""Two minutes before the session ends: a word, one key to stay, and nothing typed is lost (WCAG 2.2.1)."""

from __future__ import annotations

import json

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.session_life import BEGAN, SEEN
from tests.browser import axe
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
DIALOG = "#session-end"


@pytest.fixture
def page(signed_in_page) -> Page:
    """The page of one's own account, with a clock that the test moves."""
    page = signed_in_page("lead_a")
    page.clock.install()
    page.goto("/konto/")
    return page


def turn_back(name: str, seconds: int) -> None:
    """The only session's note `name` is this much older on the server."""
    store = SessionStore(Session.objects.get().session_key)
    store[name] -= seconds
    store.save()


def test_one_key_keeps_the_session(page: Page) -> None:
    page.locator("#id_name").focus()
    page.clock.fast_forward("57:30")
    expect(page.locator(DIALOG)).to_be_hidden()
    page.clock.fast_forward("00:45")
    expect(page.locator(DIALOG)).to_be_visible()
    expect(page.get_by_role("button", name="Angemeldet bleiben")).to_be_focused()
    expect(page.get_by_role("button", name="Verstanden")).to_be_hidden()
    assert [*axe.violations(page), *axe.overflow(page)] == []
    with page.expect_response("**/konto/bleiben/") as answer:
        page.keyboard.press("Enter")
    assert json.loads(answer.value.text())["idle"] == 3600
    expect(page.locator(DIALOG)).to_be_hidden()
    expect(page.locator("#id_name")).to_be_focused()
    page.clock.fast_forward("57:00")
    expect(page.locator(DIALOG)).to_be_hidden()


def test_escape_stays_as_well(page: Page) -> None:
    page.clock.fast_forward("58:30")
    with page.expect_response("**/konto/bleiben/"):
        page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).to_be_hidden()


def test_after_twelve_hours_there_is_only_time_to_save(signed_in_page) -> None:
    page = signed_in_page("lead_a")
    page.goto("/konto/")
    turn_back(BEGAN, 12 * 3600 - 300)
    page.clock.install()
    page.goto("/konto/")
    page.clock.fast_forward("04:00")
    expect(page.locator(DIALOG)).to_contain_text("höchstens zwölf Stunden")
    expect(page.get_by_role("button", name="Angemeldet bleiben")).to_be_hidden()
    expect(page.get_by_role("button", name="Verstanden")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(DIALOG)).to_be_hidden()


def test_a_lost_connection_is_told_and_the_page_stays(page: Page) -> None:
    page.route("**/konto/bleiben/", lambda route: route.abort())
    page.clock.fast_forward("58:30")
    page.keyboard.press("Enter")
    expect(page.locator("[data-session-failed]")).to_be_visible()
    expect(page.locator(DIALOG)).to_be_visible()


def test_what_was_typed_comes_back_after_the_end(page: Page, world) -> None:
    page.locator("#id_name").fill("Lea Neuname")
    turn_back(SEEN, 3700)
    page.clock.fast_forward("58:30")
    expect(page.locator(DIALOG)).to_be_visible()
    page.clock.fast_forward("02:00")
    page.wait_for_url("**/konto/anmelden/?next=**")
    page.locator("[name=login]").fill(world.user("lead_a").email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url("**/konto/")
    expect(page.locator("#id_name")).to_have_value("Lea Neuname")
    expect(page.locator("#id_name")).to_be_focused()
    expect(page.locator("#messages")).to_contain_text("steht wieder da")


def test_somebody_else_gets_nothing_of_it(page: Page, world) -> None:
    page.locator("#id_name").fill("Lea Neuname")
    turn_back(SEEN, 3700)
    page.clock.fast_forward("01:00:30")
    page.wait_for_url("**/konto/anmelden/?next=**")
    page.locator("[name=login]").fill(world.user("lead_b").email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url("**/konto/")
    expect(page.locator("#id_name")).to_have_value(world.user("lead_b").name)
    assert page.evaluate("sessionStorage.getItem('portal-kept')") is None
