"""The list of aspects under the line for codes: searched, ticked and sent by keyboard alone.

It stands on the page of a meeting, whose bar of links stays at the top.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roundtables.models import Guideline, Meeting
from tests.browser import axe
from tests.browser.sample import fill
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
STAYS = """
async (element) => {
  element.focus();
  const first = scrollY;
  await new Promise((resolve) => setTimeout(resolve, 500));
  return [first, scrollY];
}
"""


def open_form(page: Page) -> None:
    page.goto(f"{Meeting.unscoped.get().get_absolute_url()}ergebnisse/leitlinie/neu/")
    page.get_by_label("Text", exact=True).fill("Wartung klären")
    page.locator("details.aspect-list > summary").press("Enter")


@pytest.mark.parametrize("width", [1280, 360])
def test_an_aspect_is_found_by_a_word(signed_in_page: Callable[..., Page], world: World, width: int) -> None:
    fill(world)
    page = signed_in_page("moderator", width=width)
    open_form(page)
    first = page.locator(".aspect-list label:has(.aspect-list__code)").first.inner_text()
    code, name = first.split(maxsplit=1)
    page.get_by_label("In der Matrix suchen").fill(name.upper())
    expect(page.locator(".aspect-list__find [role=status]")).to_contain_text("Treffer:")
    expect(page.get_by_role("checkbox", name=first)).to_be_visible()
    page.get_by_label("In der Matrix suchen").press("Enter")
    page.get_by_role("checkbox", name=first).press("Space")
    expect(page.locator("[data-find-chosen]")).to_have_text("1 gewählt")
    assert [*axe.violations(page), *axe.overflow(page)] == []
    page.get_by_label("In der Matrix suchen").fill("gibt es nicht")
    expect(page.locator(".aspect-list__group:visible")).to_have_count(0)
    page.get_by_role("button", name="Festhalten").press("Enter")
    expect(page.get_by_text("Wartung klären").first).to_be_visible()
    assert [one.code for one in Guideline.unscoped.get(text="Wartung klären").aspects.all()] == [code]


def test_enter_in_the_search_sends_nothing_before_the_script_is_there(
    signed_in_page: Callable[..., Page], world: World
) -> None:
    fill(world)
    page = signed_in_page("moderator")
    page.route("**/portal*.js", lambda route: route.abort())
    open_form(page)
    line = page.get_by_label("In der Matrix suchen")
    expect(line).to_be_hidden()  # it can do nothing yet
    page.locator("[data-find-box]").evaluate("(box) => { box.hidden = false; }")
    line.fill("Aspekt")
    line.press("Enter")
    page.wait_for_timeout(500)
    expect(line).to_have_value("Aspekt")
    assert not Guideline.unscoped.exists()


def test_what_gets_the_focus_is_in_its_place_at_once(
    signed_in_page: Callable[..., Page], world: World
) -> None:
    """A page that glides there shows half a button under the bar meanwhile, and a fast hand hits another one."""
    fill(world)
    page = signed_in_page("moderator")
    open_form(page)
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    first, later = page.get_by_role("button", name="Festhalten").evaluate(STAYS)
    assert first == later > 0
