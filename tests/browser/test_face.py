"""The frame, the components and the start pages in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.sample import fill
from tests.world import World

PUBLIC = ["/", "/hilfe/", "/seite/impressum/", "/seite/datenschutz/", "/seite/barrierefreiheit/"]
OpenPage = Callable[..., Page]


def check(page: Page) -> None:
    assert axe.violations(page) == []
    assert axe.overflow(page) == []


def watch(page: Page) -> list[str]:
    """What the console says, Content-Security-Policy above all."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light")])
def test_public_pages_are_accessible_and_quiet(open_page: OpenPage, width: int, scheme: str) -> None:
    page = open_page(width=width, color_scheme=scheme)
    said = watch(page)
    for address in PUBLIC:
        page.goto(address)
        check(page)
    assert said == []
    assert page.context.cookies() == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light")])
def test_signed_in_start_page_is_accessible(
    signed_in_page: OpenPage, world: World, width: int, scheme: str
) -> None:
    fill(world)
    page = signed_in_page("lead_a", width=width, color_scheme=scheme)
    said = watch(page)
    page.goto("/")
    check(page)
    assert said == []


AMOUNTS = """
() => [...document.querySelectorAll(".sums dd")].map((cell) => {
  const words = document.createRange();
  words.selectNodeContents(cell);
  const style = getComputedStyle(cell);
  return [Math.round(words.getBoundingClientRect().right), style.fontVariantNumeric, style.fontWeight];
})
"""


@pytest.mark.urls("tests.browser.styleguide")
@pytest.mark.parametrize("width", [1280, 360])
def test_amounts_end_under_each_other_and_their_sum_is_bold(
    open_page: OpenPage, world: World, width: int
) -> None:
    page = open_page(width=width)
    page.goto("/bausteine/")
    net, tax, whole = page.evaluate(AMOUNTS)
    assert net[0] == tax[0] == whole[0]
    assert {one[1] for one in (net, tax, whole)} == {"tabular-nums"}
    assert (net[2], tax[2], whole[2]) == ("400", "400", "600")


@pytest.mark.urls("tests.browser.styleguide")
@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]
)
def test_components_and_forms_are_accessible(open_page: OpenPage, width: int, scheme: str) -> None:
    page = open_page(width=width, color_scheme=scheme)
    said = watch(page)
    page.goto("/bausteine/")
    check(page)
    page.get_by_role("button", name="Speichern").click()
    check(page)
    assert said == []


@pytest.mark.urls("tests.browser.styleguide")
def test_components_in_forced_colours_and_at_double_size(open_page: OpenPage) -> None:
    page = open_page(width=640, forced_colors="active")
    said = watch(page)
    page.goto("/bausteine/")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    expect(page.get_by_role("button", name="Speichern")).to_be_visible()
    check(page)
    assert said == []


@pytest.mark.urls("tests.browser.styleguide")
def test_focus_goes_to_the_error_summary_and_its_links_to_the_fields(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/bausteine/")
    page.get_by_role("button", name="Speichern").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    assert page.title().startswith("Fehler: ")
    for link in summary.get_by_role("link").all():
        target = link.get_attribute("href")
        link.click()
        focused = page.evaluate("document.activeElement.id")
        assert f"#{focused}" == target


@pytest.mark.urls("tests.browser.styleguide")
def test_autosave_says_so_and_takes_the_new_version_over(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/bausteine/")
    page.get_by_label("Bezeichnung").fill("Tablet")
    page.get_by_label("Anzahl").focus()
    expect(page.locator("[data-autosave-state]")).to_have_text(re.compile(r"Gespeichert um \d\d:\d\d"))
    expect(page.locator("#announce")).to_have_text(re.compile(r"Gespeichert um"))
    expect(page.locator("[name=version]")).to_have_value("2")


@pytest.mark.urls("tests.browser.styleguide")
@pytest.mark.expects_errors
def test_autosave_stops_at_a_conflict_and_keeps_the_text(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/bausteine/")
    page.get_by_label("Bezeichnung").fill("Streit")
    page.get_by_label("Anzahl").focus()
    expect(page.locator("#announce-alert")).to_have_text("Jemand anders war schneller.")
    expect(page.get_by_label("Bezeichnung")).to_have_value("Streit")


@pytest.mark.urls("tests.browser.styleguide")
def test_autosave_without_connection_says_that_the_text_is_still_there(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/bausteine/")
    page.context.set_offline(True)
    page.get_by_label("Bezeichnung").fill("Tablet")
    page.get_by_label("Anzahl").focus()
    expect(page.locator("[data-autosave-state]")).to_have_text(re.compile("stehen noch auf dieser Seite"))


def test_skip_link_is_first_and_leads_to_the_content(signed_in_page: OpenPage) -> None:
    page = signed_in_page("lead_a")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_small_screens_fold_the_menu_without_scripts(signed_in_page: OpenPage, has_scripts: bool) -> None:
    page = signed_in_page("staff", width=360, java_script_enabled=has_scripts)
    page.goto("/")
    entry = page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Startseite")
    expect(entry).to_be_hidden()
    page.locator(".site-nav__toggle").click()
    expect(entry).to_be_visible()


def test_primary_targets_are_large_enough(signed_in_page: OpenPage, world: World) -> None:
    fill(world)
    page = signed_in_page("lead_a", width=360)
    page.goto("/")
    small: list[Any] = page.evaluate(
        """() => [...document.querySelectorAll(".kern-btn, .site-nav__toggle, .site-footer__list a")]
             .filter((element) => element.checkVisibility())
             .map((element) => [element.textContent.trim(), element.getBoundingClientRect().height])
             .filter(([, height]) => height < 44)"""
    )
    assert small == []


@pytest.mark.urls("tests.browser.styleguide")
def test_a_swap_keeps_the_focus_and_says_what_happened(signed_in_page: OpenPage) -> None:
    page = signed_in_page("lead_a")
    page.goto("/teile/")
    button = page.get_by_role("button", name="Zählen")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#announce")).to_have_text("1 anwesend")
    expect(page.locator("#messages")).to_have_text("Gezählt: 1")
    expect(button).to_be_focused()


@pytest.mark.urls("tests.browser.styleguide")
def test_polling_never_takes_the_focus(signed_in_page: OpenPage) -> None:
    page = signed_in_page("lead_a")
    page.goto("/teile/")
    page.evaluate("document.getElementById('poll').dataset.old = ''")
    expect(page.locator("#poll:not([data-old])")).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")
    assert page.locator("#announce").text_content() == ""


@pytest.mark.urls("tests.browser.styleguide")
@pytest.mark.expects_errors
def test_a_failed_request_leaves_the_page_and_says_so(signed_in_page: OpenPage) -> None:
    page = signed_in_page("lead_a")
    page.goto("/teile/")
    page.get_by_role("button", name="Stolpern").click()
    expect(page.locator("#announce-alert")).to_have_text(
        "Das hat nicht geklappt. Bitte versuchen Sie es gleich noch einmal."
    )
    expect(page.locator("#part")).to_be_visible()
    expect(page.get_by_text("kaputt")).to_have_count(0)
