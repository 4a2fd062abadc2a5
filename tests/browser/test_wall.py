"""Moderator and projector at once: what is written on one screen stands on the other within two seconds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roundtables import services as tables
from roundtables.models import AgendaItem, Meeting
from screens import services
from tests.browser import axe
from tests.browser.sample import fill
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 2_000  # milliseconds: the promise to the table; expect() asks again until then


@pytest.fixture
def meeting(world: World) -> Meeting:
    fill(world)
    found = Meeting.unscoped.get()
    for order, title in enumerate(("Begrüßung", "Geräte"), start=1):
        AgendaItem.unscoped.create(meeting=found, title=title, minutes=20, order=order)
    return tables.start_meeting(found, actor=world.user("moderator"))


def open_wall(signed_in_page: Callable[..., Page], meeting: Meeting, **options: object) -> Page:
    page = signed_in_page("lead_a", width=1920, **options)
    page.goto(f"/tisch/{meeting.pk}/wand/")
    return page


def test_the_wall_follows(signed_in_page: Callable[..., Page], world: World, meeting: Meeting) -> None:
    wall, moderator = open_wall(signed_in_page, meeting), world.user("moderator")
    expect(wall.get_by_role("heading", level=1)).to_have_text("Treffen 2")
    services.go_to_item(meeting.agenda.first(), actor=moderator)
    expect(wall.get_by_role("heading", level=1)).to_have_text("Begrüßung", timeout=SOON)
    expect(wall.get_by_text("noch 20 Minuten")).to_be_visible(timeout=SOON)
    assert axe.violations(wall) == []
    services.write_sentence(meeting, text="Jede Schule nennt", version=0, actor=moderator)
    expect(wall.get_by_text("Jede Schule nennt")).to_be_visible(timeout=SOON)
    services.write_sentence(meeting, text="Jede Schule nennt eine Person.", version=1, actor=moderator)
    expect(wall.get_by_text("Jede Schule nennt eine Person.")).to_be_visible(timeout=SOON)
    services.set_dark(meeting, is_dark=True, actor=moderator)
    expect(wall.locator("#wall")).to_have_attribute("data-kern-theme", "dark", timeout=SOON)
    assert axe.violations(wall) == []
    wall.reload()
    expect(wall.get_by_text("Jede Schule nennt eine Person.")).to_be_visible()


def test_a_lost_connection_is_told_and_caught_up(
    signed_in_page: Callable[..., Page], world: World, meeting: Meeting
) -> None:
    wall = open_wall(signed_in_page, meeting)
    wall.context.set_offline(True)
    expect(wall.get_by_text("Verbindung unterbrochen")).to_be_visible(timeout=8_000)
    services.go_to_item(meeting.agenda.last(), actor=world.user("moderator"))
    wall.context.set_offline(False)
    expect(wall.get_by_role("heading", level=1)).to_have_text("Geräte", timeout=5_000)
    expect(wall.get_by_text("Verbindung unterbrochen")).to_have_count(0)


def test_without_scripts_a_link_reloads(
    signed_in_page: Callable[..., Page], world: World, meeting: Meeting
) -> None:
    wall = open_wall(signed_in_page, meeting, java_script_enabled=False)
    services.go_to_item(meeting.agenda.first(), actor=world.user("moderator"))
    wall.get_by_role("link", name="Neu laden").click()
    expect(wall.get_by_role("heading", level=1)).to_have_text("Begrüßung")
