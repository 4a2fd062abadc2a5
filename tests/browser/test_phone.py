"""Wall, desk and telephones at once: a question is asked, answered by five devices and shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roundtables import services as tables
from roundtables.models import Meeting
from screens import services
from screens.models import Entrance, Question
from tests.browser import axe
from tests.browser.sample import fill
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 2_000  # milliseconds: the promise to the table; expect() asks again until then


@pytest.fixture
def meeting(world: World) -> Meeting:
    fill(world)
    started = tables.start_meeting(Meeting.unscoped.get(), actor=world.user("moderator"))
    services.open_entrance(started, actor=world.user("moderator"))
    return started


def open_phone(open_page: Callable[..., Page], **options: object) -> Page:
    page = open_page(width=360, **options)
    page.goto("/tisch/dabei/")
    page.get_by_label("Code auf der Wand").fill(Entrance.unscoped.get().code.lower())
    page.get_by_role("button", name="Eintreten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sie sind dabei")
    return page


def ask(meeting: Meeting, world: World) -> Question:
    moderator = world.user("moderator")
    question = services.prepare_question(
        meeting, kind="dots", text="Was zuerst?", options=["Netz", "Geräte", "Support"], actor=moderator
    )
    return services.open_question(question, actor=moderator)


def test_a_question_reaches_telephones_and_its_result_the_wall(
    open_page: Callable[..., Page], signed_in_page: Callable[..., Page], world: World, meeting: Meeting
) -> None:
    wall = signed_in_page("lead_a", width=1920)
    wall.goto(f"/tisch/{meeting.pk}/wand/")
    expect(wall.get_by_text(Entrance.unscoped.get().code)).to_be_visible()
    assert axe.violations(wall) == []
    phones = [open_phone(open_page) for _device in range(5)]
    assert [*axe.violations(phones[0]), *axe.overflow(phones[0])] == []
    question = ask(meeting, world)
    for place, phone in enumerate(phones):
        expect(phone.get_by_role("heading", name="Was zuerst?")).to_be_visible(timeout=SOON)
        phone.get_by_label("Geräte").check()
        if place == 0:
            assert [*axe.violations(phone), *axe.overflow(phone)] == []
        phone.get_by_role("button", name="Abgeben").click()
        expect(phone.get_by_role("heading", name="Danke, Ihre Stimme zählt")).to_be_visible()
    expect(wall.get_by_role("heading", name="Was zuerst?")).to_be_visible()
    services.close_question(question, actor=world.user("moderator"))
    for screen in (wall, phones[0]):
        expect(screen.get_by_text("5 Stimmen")).to_be_visible(timeout=SOON)
        assert [*axe.violations(screen), *axe.overflow(screen)] == []


def test_a_telephone_without_scripts_votes_too(
    open_page: Callable[..., Page], world: World, meeting: Meeting
) -> None:
    phone = open_phone(open_page, java_script_enabled=False)
    ask(meeting, world)
    phone.get_by_role("link", name="Neu laden").click()
    phone.get_by_label("Support").check()
    phone.get_by_role("button", name="Abgeben").click()
    expect(phone.get_by_role("heading", name="Danke, Ihre Stimme zählt")).to_be_visible()
    phone.get_by_role("link", name="Meine Antwort ändern").click()
    phone.get_by_label("Netz").check()
    phone.get_by_role("button", name="Abgeben").click()
    assert Question.unscoped.get().ballots.get().choice == [0]
