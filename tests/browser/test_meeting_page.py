"""What is folded on the page of a meeting: opened by its heading, and by a link that leads to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roundtables.models import Meeting
from tests.browser.sample import fill
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_matrix_opens_by_keyboard_and_by_its_link(
    signed_in_page: Callable[..., Page], world: World, scripts: bool
) -> None:
    fill(world)
    page = signed_in_page("moderator", java_script_enabled=scripts)
    page.goto(Meeting.unscoped.get().get_absolute_url())
    table = page.get_by_role("table", name="Schulen: 1 von")
    expect(table).to_be_hidden()
    page.get_by_role("navigation", name="Auf dieser Seite").get_by_role("link", name="Matrix").click()
    if not scripts:  # the link has come to the heading, which opens by itself
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(table).to_be_visible()


def test_a_result_is_begun_at_its_agenda_item(signed_in_page: Callable[..., Page], world: World) -> None:
    fill(world)
    meeting = Meeting.unscoped.get()
    item = meeting.agenda.create(title="Wartung der Tablets", minutes=20, order=1)
    page = signed_in_page("moderator")
    page.goto(meeting.get_absolute_url())
    page.get_by_role("link", name="Ergebnis zu TOP 1 festhalten").click()
    expect(page.get_by_role("heading", name="Neu: Vereinbarung")).to_be_focused()
    page.get_by_role("link", name="Leitlinie", exact=True).click()
    expect(page.get_by_role("heading", name="Neu: Leitlinie")).to_be_focused()
    page.get_by_label("Text").fill("Wer etwas anmeldet, nennt den Grund.")
    page.get_by_role("button", name="Festhalten").click()
    told = page.locator(f"#item-{item.pk}").get_by_role("link", name="Wer etwas anmeldet, nennt den Grund.")
    expect(told).to_be_visible()
