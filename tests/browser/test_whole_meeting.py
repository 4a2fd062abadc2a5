"""One meeting from its plan to sealed minutes, on the moderator's desk, the wall and a telephone at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from roundtables.models import Meeting, RoundTableSeries, SeriesMember
from screens.models import Entrance
from tests.browser import axe
from tests.browser.sample import fill
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SOON = 10_000  # milliseconds: two seconds are promised (test_wall), the rest is patience with a busy machine
PEOPLE = {"Ada Birk": "Grundschule Am Anger", "Ben Cramer": "Stadt Musterstadt"}
SENTENCE = "Jede Schule nennt eine Person für die Geräte."


@pytest.fixture
def series(world: World) -> RoundTableSeries:
    fill(world)
    Meeting.unscoped.all().delete()
    found = RoundTableSeries.unscoped.get()
    for name, body in PEOPLE.items():
        SeriesMember.unscoped.create(series=found, name=name, body=body, function="decide")
    return found


def test_from_the_plan_to_sealed_minutes(
    signed_in_page: Callable[..., Page], open_page: Callable[..., Page], series: RoundTableSeries
) -> None:
    desk = signed_in_page("moderator")
    plan(desk, series)
    meeting = Meeting.unscoped.get()
    desk.get_by_role("button", name="Treffen beginnen").click()
    desk.get_by_role("link", name="Zum Pult").click()
    wall = signed_in_page("lead_a", width=1920)
    wall.goto(f"/tisch/{meeting.pk}/wand/")
    walk_through(desk, wall)
    ask(desk, wall, open_page)
    lose_the_line(desk, wall, meeting)
    told = wall.locator("body").inner_text()
    assert not [name for name in (*PEOPLE, "moderator") if name in told]
    wall.reload()
    expect(wall.get_by_text("Geräte zählen", exact=True).first).to_be_visible()
    seal(desk, meeting)
    assert [row.text for row in meeting.agreements.all()] == [SENTENCE]
    assert meeting.agenda.get(title="Ankommen").notes == "Alle sind da."
    assert set(meeting.participants.values_list("attendance", flat=True)) == {"present", "excused"}


def plan(desk: Page, series: RoundTableSeries) -> None:
    """A date and an agenda of two items."""
    desk.goto(f"/runde-tische/{series.pk}/")
    desk.get_by_role("link", name="Treffen planen").click()
    desk.get_by_label("Termin").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    desk.get_by_label("Beginn").fill("14:00")
    desk.get_by_label("Ende").fill("16:00")
    desk.get_by_role("button", name="Treffen planen").click()
    expect(desk.get_by_role("button", name="Treffen beginnen")).to_be_visible()
    meeting = Meeting.unscoped.get()
    meeting.agenda.all().delete()
    desk.reload()
    for title in ("Ankommen", "Geräte zählen"):
        desk.get_by_role("link", name="Punkt hinzufügen").first.click()
        desk.get_by_label("Titel").fill(title)
        desk.get_by_role("button", name="Punkt hinzufügen").click()


def walk_through(desk: Page, wall: Page) -> None:
    """Attendance in one tap each, a note, and on to the next item."""
    desk.get_by_role("button", name="Beginnen mit: Ankommen").click()
    expect(wall.get_by_role("heading", level=1)).to_have_text("Ankommen", timeout=SOON)
    for name, answer in zip(PEOPLE, ("anwesend", "entschuldigt"), strict=True):
        of_one = desk.get_by_role("group", name=f"Anwesenheit von {name}")
        of_one.get_by_role("button", name=answer).click()
        expect(of_one.get_by_role("button", name=answer)).to_have_attribute("aria-pressed", "true")
    desk.get_by_label("Notizen zu TOP 1").fill("Alle sind da.")
    desk.get_by_label("Notizen zu TOP 1").blur()
    expect(desk.locator("#desk-notes [data-autosave-state]")).to_contain_text("Gespeichert", timeout=SOON)
    desk.get_by_role("button", name="Weiter zu: Geräte zählen").click()
    expect(wall.get_by_role("heading", level=1)).to_have_text("Geräte zählen", timeout=SOON)


def ask(desk: Page, wall: Page, open_page: Callable[..., Page]) -> None:
    """A question to everybody, answered by one telephone: too few to be shown."""
    desk.get_by_role("link", name="Fragen an alle").click()
    desk.get_by_role("button", name="Telefone einlassen").click()
    phone = open_page(width=360)
    phone.goto("/tisch/dabei/")
    phone.get_by_label("Code auf der Wand").fill(Entrance.unscoped.get().code)
    phone.get_by_role("button", name="Eintreten").click()
    desk.get_by_role("link", name="Punkte für Themen").click()
    desk.get_by_label("Frage").fill("Was zuerst?")
    desk.get_by_label("Was zur Wahl steht").fill("Netz\nGeräte")
    desk.get_by_role("button", name="Frage vorbereiten").click()
    desk.get_by_role("button", name="Jetzt stellen").click()
    expect(phone.get_by_role("heading", name="Was zuerst?")).to_be_visible(timeout=SOON)
    phone.get_by_label("Geräte").check()
    phone.get_by_role("button", name="Abgeben").click()
    expect(phone.get_by_role("heading", name="Danke, Ihre Stimme zählt")).to_be_visible()
    desk.get_by_role("button", name="Schließen und Ergebnis zeigen").click()
    expect(wall.get_by_text("Weniger als 5 haben geantwortet")).to_be_visible(timeout=SOON)
    expect(wall.get_by_text("Geräte zählen", exact=True).first).to_be_visible(timeout=SOON)
    assert [*axe.violations(phone), *axe.overflow(phone)] == []


def lose_the_line(desk: Page, wall: Page, meeting: Meeting) -> None:
    """The sentence typed while the line is down arrives once, and becomes one agreement."""
    desk.goto(f"/tisch/{meeting.pk}/")
    sentence = desk.get_by_label("Satz, an dem wir arbeiten")
    sentence.press_sequentially("Jede Schule")
    expect(wall.get_by_text("Jede Schule")).to_be_visible(timeout=SOON)
    desk.context.set_offline(True)
    sentence.press_sequentially(SENTENCE.removeprefix("Jede Schule"))
    expect(desk.get_by_text("Verbindung unterbrochen.")).to_be_visible(timeout=SOON)
    desk.context.set_offline(False)
    expect(wall.get_by_text(SENTENCE)).to_be_visible(timeout=SOON)
    desk.get_by_role("button", name="Vereinbarung").click()
    desk.get_by_label("Wer (freiwillig)").fill("Schulleitungen")
    desk.get_by_role("button", name="Festhalten").dblclick()
    expect(desk.locator("#desk")).to_be_visible(timeout=SOON)


def seal(desk: Page, meeting: Meeting) -> None:
    """End, open for corrections, seal early with a reason."""
    desk.goto(meeting.get_absolute_url())
    desk.get_by_role("link", name="Treffen beenden").click()
    desk.get_by_role("button", name="Treffen beenden").click()
    desk.get_by_role("link", name="Protokoll prüfen und abschließen").click()
    desk.get_by_role("button", name="Korrekturfrist beginnen").click()
    desk.get_by_label("Warum vor dem Ende der Frist?").fill("Alle haben zugestimmt.")
    desk.get_by_label("Vor dem Tag des Treffens abschließen").check()
    desk.get_by_role("button", name="Protokoll abschließen").click()
    expect(desk.get_by_text("Endgültig seit")).to_be_visible()
    assert axe.violations(desk) == []
    meeting.refresh_from_db()
    assert (meeting.state, len(meeting.checksum)) == ("sealed", 64)
