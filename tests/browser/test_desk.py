"""The moderator's desk in two browsers at once: each follows the other, and no text gets lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roundtables import services as tables
from roundtables.models import AgendaItem, Meeting
from screens.models import Wall
from tests.browser import axe
from tests.browser.sample import fill
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 10_000  # milliseconds: two seconds are promised (test_wall), the rest is patience with a busy machine


@pytest.fixture
def meeting(world: World) -> Meeting:
    fill(world)
    found = Meeting.unscoped.get()
    for order, title in enumerate(("Begrüßung", "Geräte"), start=1):
        AgendaItem.unscoped.create(meeting=found, title=title, minutes=20, order=order)
    return tables.start_meeting(found, actor=world.user("moderator"))


def open_desk(signed_in_page: Callable[..., Page], meeting: Meeting, actor: str, **options: object) -> Page:
    page = signed_in_page(actor, **options)
    page.goto(f"/tisch/{meeting.pk}/", timeout=60_000)
    return page


def test_two_who_write_one_note_keep_both_texts(
    signed_in_page: Callable[..., Page], meeting: Meeting
) -> None:
    first, second = (open_desk(signed_in_page, meeting, actor) for actor in ("moderator", "staff"))
    first.get_by_role("button", name="Beginnen mit: Begrüßung").click()
    for page in (first, second):
        expect(page.locator("#desk-item-title")).to_have_text("Begrüßung", timeout=SOON)
    assert axe.violations(first) == []
    notes = "Notizen zu TOP 1"
    second.route("**/sichern/", lambda route: route.abort())  # otherwise it may be the first to save
    second.get_by_label(notes).press_sequentially("Zweite Hand")
    first.get_by_label(notes).fill("Erste Hand")
    first.get_by_label(notes).blur()
    saved = first.locator("#desk-notes [data-autosave-state]")
    expect(saved).to_contain_text("Gespeichert", timeout=SOON)
    first.wait_for_timeout(2500)  # the screen has followed its own change by now
    expect(saved).to_contain_text("Gespeichert")
    first.get_by_role("button", name="Weiter zu: Geräte").click()
    expect(second.locator("#desk-item-title")).to_have_text("Geräte", timeout=SOON)
    expect(second.get_by_label(notes)).to_have_value("Zweite Hand")  # what is being typed is not replaced
    second.get_by_role("button", name="Speichern Notizen zu TOP 1").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Zwei Fassungen dieser Notiz")
    expect(second.get_by_label("Zum Lesen und Kopieren")).to_have_value("Erste Hand")
    second.get_by_label("Notizen").fill("Zweite Hand\nErste Hand")
    second.get_by_role("button", name="Meine Fassung speichern").click()
    expect(second.locator("#desk-item-title")).to_have_text("Geräte")
    first.get_by_role("button", name="Zurück zu: Begrüßung").click()
    expect(first.get_by_label(notes)).to_have_value("Zweite Hand\nErste Hand", timeout=SOON)


def test_a_lost_connection_loses_nothing_and_stores_nothing_twice(
    signed_in_page: Callable[..., Page], meeting: Meeting
) -> None:
    desk, wall = open_desk(signed_in_page, meeting, "moderator"), signed_in_page("lead_a")
    second = open_desk(signed_in_page, meeting, "staff")
    wall.goto(f"/tisch/{meeting.pk}/wand/")
    sentence = desk.get_by_label("Satz, an dem wir arbeiten")
    sentence.press_sequentially("Jede Schule")
    expect(wall.get_by_text("Jede Schule")).to_be_visible(timeout=SOON)
    desk.context.set_offline(True)
    sentence.press_sequentially(" nennt eine Person.")
    expect(desk.get_by_text("Verbindung unterbrochen.")).to_be_visible(timeout=10_000)
    assert Wall.unscoped.get().sentence == "Jede Schule"
    desk.context.set_offline(False)
    expect(wall.get_by_text("Jede Schule nennt eine Person.")).to_be_visible(timeout=8_000)
    expect(desk.get_by_text("Verbindung unterbrochen.")).to_have_count(0)
    expect(sentence).to_have_value("Jede Schule nennt eine Person.")
    expect(second.locator("#desk-sentence-text")).to_have_value(
        "Jede Schule nennt eine Person.", timeout=SOON
    )
    desk.get_by_role("button", name="Vereinbarung").click()
    expect(desk.get_by_label("Text")).to_have_value("Jede Schule nennt eine Person.")
    desk.get_by_role("button", name="Festhalten").dblclick()
    expect(desk.locator("#desk")).to_be_visible()
    assert [row.text for row in meeting.agreements.all()] == ["Jede Schule nennt eine Person."]
    for page in (desk, second):
        expect(page.locator("#desk-sentence-text")).to_have_value("", timeout=SOON)
    desk.reload()
    expect(sentence).to_have_value("")
    expect(wall.locator(".wall--results")).to_contain_text("Jede Schule nennt eine Person.", timeout=SOON)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_desk_works_without_scripts(
    signed_in_page: Callable[..., Page], meeting: Meeting, width: int
) -> None:
    desk = open_desk(signed_in_page, meeting, "moderator", java_script_enabled=False, width=width)
    desk.get_by_role("button", name="Beginnen mit: Begrüßung").click()
    desk.get_by_label("Notizen zu TOP 1").fill("Alle sind da.")
    desk.get_by_role("button", name="Speichern Notizen zu TOP 1").click()
    desk.get_by_label("Satz, an dem wir arbeiten").fill("Wir fangen an.")
    desk.get_by_role("button", name="Satz speichern").click()
    expect(desk.get_by_role("button", name="Satz in Arbeit")).to_have_attribute("aria-pressed", "true")
    desk.get_by_role("button", name="Matrix aller Schulen").click()
    expect(desk.get_by_label("Notizen zu TOP 1")).to_have_value("Alle sind da.")
    expect(desk.get_by_role("button", name="Matrix aller Schulen")).to_have_attribute("aria-pressed", "true")
    expect(desk.get_by_role("link", name="Neu laden")).to_be_visible()


def test_a_result_sent_without_a_line_arrives_once(
    signed_in_page: Callable[..., Page], meeting: Meeting
) -> None:
    desk = open_desk(signed_in_page, meeting, "moderator")
    desk.locator("#desk-add-vereinbarung").click()
    desk.get_by_label("Text").fill("Wir fragen nach.")
    desk.context.set_offline(True)
    desk.get_by_role("button", name="Festhalten").click()
    expect(desk.locator("#messages")).to_contain_text("Keine Verbindung.")
    expect(desk.get_by_label("Text")).to_have_value("Wir fragen nach.")
    assert not meeting.agreements.exists()
    desk.context.set_offline(False)
    expect(desk.locator("#desk")).to_be_visible(timeout=SOON)
    desk.reload()
    expect(desk.locator("#desk")).to_be_visible()
    assert [row.text for row in meeting.agreements.all()] == ["Wir fragen nach."]


def test_who_goes_back_to_a_recorded_result_finds_an_empty_form(
    signed_in_page: Callable[..., Page], meeting: Meeting
) -> None:
    desk = open_desk(signed_in_page, meeting, "moderator")
    desk.locator("#desk-add-leitlinie").click()
    desk.get_by_label("Text").fill("Jede Schule nennt eine Person.")
    desk.get_by_role("button", name="Festhalten").click()
    expect(desk.locator("#desk")).to_be_visible(timeout=SOON)
    desk.go_back()
    expect(desk.get_by_label("Text")).to_have_value("")
    desk.get_by_role("button", name="Festhalten").click()
    expect(desk.get_by_text("Diese Angabe fehlt.").first).to_be_visible()
    assert meeting.guidelines.count() == 1


def test_a_refused_result_is_sent_once_and_told_once(
    signed_in_page: Callable[..., Page], meeting: Meeting
) -> None:
    desk = open_desk(signed_in_page, meeting, "moderator")
    desk.locator("#desk-add-vereinbarung").click()
    desk.get_by_label("Text").fill("Wir fragen nach.")
    desk.locator("[name=aspects]").fill("s1.1 ; Q9.9")  # the answer writes it in another way
    sent: list[str] = []
    desk.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    desk.get_by_role("button", name="Festhalten").click()
    expect(desk.get_by_text("Bitte prüfen Sie Ihre Eingaben")).to_be_visible(timeout=SOON)
    desk.wait_for_timeout(1000)
    assert len(sent) == 1
    expect(desk.get_by_text("nicht gespeichert hatten")).to_have_count(0)
    expect(desk.get_by_label("Text")).to_have_value("Wir fragen nach.")


def test_notes_stand_on_the_other_desk_while_somebody_still_writes(
    signed_in_page: Callable[..., Page], meeting: Meeting
) -> None:
    first, second = (open_desk(signed_in_page, meeting, actor) for actor in ("moderator", "staff"))
    first.get_by_role("button", name="Beginnen mit: Begrüßung").click()
    notes = "Notizen zu TOP 1"
    expect(second.get_by_label(notes)).to_be_visible(timeout=SOON)
    first.get_by_label(notes).press_sequentially("Alle sind da.")
    expect(second.get_by_label(notes)).to_have_value("Alle sind da.", timeout=SOON)


def test_what_was_typed_without_a_line_outlives_the_page(
    signed_in_page: Callable[..., Page], meeting: Meeting
) -> None:
    desk = open_desk(signed_in_page, meeting, "moderator")
    desk.get_by_role("button", name="Beginnen mit: Begrüßung").click()
    notes = desk.get_by_label("Notizen zu TOP 1")
    expect(notes).to_be_visible(timeout=SOON)
    desk.context.set_offline(True)
    notes.press_sequentially("Alle sind da.")
    desk.close(run_before_unload=False)
    desk.context.set_offline(False)
    again = desk.context.new_page()
    again.goto(f"/tisch/{meeting.pk}/", timeout=60_000)
    expect(again.get_by_label("Notizen zu TOP 1")).to_have_value("Alle sind da.")
    again.get_by_label("Notizen zu TOP 1").focus()
    again.get_by_label("Notizen zu TOP 1").blur()
    expect(again.locator("#desk-notes [data-autosave-state]")).to_contain_text("Gespeichert", timeout=SOON)
    assert meeting.agenda.get(title="Begrüßung").notes == "Alle sind da."
    again.get_by_role("button", name="Abmelden").first.click()
    expect(again.get_by_role("link", name="Anmelden").first).to_be_visible(timeout=SOON)
    assert (
        again.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('portal-kept-form:'))") == []
    )
