"""Moderator and projector at once: what is written on one screen stands on the other within two seconds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from roundtables import services as tables
from roundtables.models import AgendaItem, Meeting
from screens import services
from screens.models import Wall
from tests.browser import axe
from tests.browser.sample import fill
from tests.world import World, make_school

pytestmark = pytest.mark.django_db(transaction=True)
CUT = "() => document.documentElement.scrollHeight - innerHeight"
GROUND = """() => {  // how bright the ground is, 0 to 255
  const brush = document.createElement("canvas").getContext("2d");
  brush.fillStyle = getComputedStyle(document.getElementById("wall")).backgroundColor;
  brush.fillRect(0, 0, 1, 1);
  return Math.max(...brush.getImageData(0, 0, 1, 1).data.slice(0, 3));
}"""
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


def test_nothing_the_wall_shows_runs_off_a_small_projector(
    signed_in_page: Callable[..., Page], world: World, meeting: Meeting
) -> None:
    """Nobody scrolls a projector."""
    for number in range(10):
        make_school(f"9901{number:02}", f"Grundschule Nummer {number}", world.municipality, world.authority)
        title = f"Offene Vereinbarung: Das Verfahren Nummer {number} wird allen Schulen vorgestellt"
        AgendaItem.unscoped.create(meeting=meeting, title=title, minutes=10, order=number + 3)
    wall = open_wall(signed_in_page, meeting)
    wall.set_viewport_size({"width": 1280, "height": 720})
    services.go_to_item(meeting.agenda.first(), actor=world.user("moderator"))
    last = wall.get_by_text("Das Verfahren Nummer 9 wird allen Schulen vorgestellt")
    expect(wall.get_by_text("noch 20 Minuten")).to_be_visible(timeout=SOON)
    expect(last).to_be_in_viewport(ratio=1)
    assert wall.evaluate(CUT) <= 0
    services.show_on_wall(meeting, show=Wall.Show.PICTURE, actor=world.user("moderator"))
    expect(wall.get_by_text("Grundschule Nummer 9")).to_be_in_viewport(ratio=1, timeout=SOON)
    assert wall.evaluate(CUT) <= 0
    wall.set_viewport_size(
        {"width": 640, "height": 360}
    )  # as at a zoom of 200 %: what was magnified stays so
    expect(wall.locator(".wall__body")).not_to_have_attribute("style", re.compile("zoom"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_wall_is_dark_or_light_whatever_the_computer_prefers(
    signed_in_page: Callable[..., Page], world: World, meeting: Meeting, scheme: Literal["light", "dark"]
) -> None:
    wall, moderator = open_wall(signed_in_page, meeting, color_scheme=scheme), world.user("moderator")
    services.show_on_wall(meeting, show=Wall.Show.PICTURE, actor=moderator)
    expect(wall.locator(".heat").first).to_be_visible(timeout=SOON)
    brightness = {}
    for is_dark in (True, False):
        services.set_dark(meeting, is_dark=is_dark, actor=moderator)
        theme = "dark" if is_dark else "light"
        expect(wall.locator("#wall")).to_have_attribute("data-kern-theme", theme, timeout=SOON)
        brightness[theme] = wall.evaluate(GROUND)
        assert axe.violations(wall) == []
    assert brightness["dark"] < 60
    assert brightness["light"] > 200


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
