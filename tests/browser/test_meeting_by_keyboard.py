"""A whole meeting without a mouse: agenda, begin, attendance, note, result, end, correction window, seal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roundtables.models import Meeting, Participant
from tests.browser.sample import fill
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SOON = 10_000  # milliseconds: patience with a busy machine
STOPS = 200  # no page has more
NAME = """() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  const label = one.labels && one.labels.length ? one.labels[0].innerText : "";
  return `${label} ${one.getAttribute("aria-label") || ""} ${one.innerText || ""}`.replace(/\\s+/g, " ").trim();
}"""


def reach(page: Page, words: str) -> None:
    """Tab on until the thing with these words has the focus."""
    seen = []
    for _stop in range(STOPS):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(NAME))
        if words in seen[-1]:
            return
    raise AssertionError(f"no way to {words!r} on {page.url}: {seen}")


def press(page: Page, words: str, key: str = "Enter", then: str = "") -> None:
    """`then` names a link or button of the page that comes."""
    reach(page, words)
    page.keyboard.press(key)
    if then:
        found = page.get_by_role("link", name=then).or_(page.get_by_role("button", name=then))
        expect(found.first).to_be_visible(timeout=SOON)


def write(page: Page, label: str, text: str) -> None:
    reach(page, label)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


@pytest.fixture
def meeting(world: World) -> Meeting:
    fill(world)
    found = Meeting.unscoped.get()
    Participant.unscoped.create(
        meeting=found, name="Ada Birk", body="Grundschule Am Anger", function="decide"
    )
    return found


def test_a_meeting_from_agenda_to_seal(signed_in_page: Callable[..., Page], meeting: Meeting) -> None:
    page = signed_in_page("moderator")
    page.goto(meeting.get_absolute_url())
    for title in ("Ankommen", "Geräte"):
        press(page, "Punkt hinzufügen")
        expect(page.get_by_label("Titel")).to_be_visible()
        write(page, "Titel", title)
        press(page, "Punkt hinzufügen")
        expect(page.locator("#agenda").get_by_role("heading", name=title)).to_be_visible()
    press(page, "Treffen beginnen", then="Zum Pult")
    press(page, "Zum Pult")
    expect(page.locator("#desk")).to_be_visible()
    lead(page)
    expect(page.locator("#desk-results")).to_contain_text("Wir zählen die Geräte.")
    press(page, "Zur Seite des Treffens", then="Treffen beenden")
    press(page, "Treffen beenden", then="Abbrechen")
    press(page, "Treffen beenden", then="Protokoll prüfen und abschließen")
    press(page, "Protokoll prüfen und abschließen", then="Korrekturfrist beginnen")
    press(page, "Korrekturfrist beginnen", then="Protokoll abschließen")
    write(page, "Warum vor dem Ende der Frist?", "Alle haben zugestimmt.")
    press(page, "Vor dem Tag des Treffens abschließen", key="Space")
    press(page, "Protokoll abschließen")
    expect(page.get_by_text("Endgültig seit")).to_be_visible()
    assert [row.text for row in meeting.agreements.all()] == ["Wir zählen die Geräte."]
    assert meeting.participants.get(name="Ada Birk").attendance == "present"
    assert meeting.agenda.get(title="Ankommen").notes == "Alle sind da."


def lead(page: Page) -> None:
    """At the desk: an item, a note, attendance, and a result of the second item."""
    press(page, "Beginnen mit: Ankommen")
    expect(page.locator("#desk-item-title")).to_have_text("Ankommen", timeout=SOON)
    write(page, "Notizen zu TOP 1", "Alle sind da.")
    page.keyboard.press("Tab")  # what is left is stored
    expect(page.locator("#desk-notes [data-autosave-state]")).to_contain_text("Gespeichert", timeout=SOON)
    for answer in ("entschuldigt", "anwesend"):  # corrected at once: the same form again, without a pause
        press(page, answer)
        expect(page.get_by_role("button", name=answer)).to_have_attribute(
            "aria-pressed", "true", timeout=SOON
        )
    press(page, "Weiter zu: Geräte")
    expect(page.locator("#desk-item-title")).to_have_text("Geräte", timeout=SOON)
    write(page, "Satz, an dem wir arbeiten", "Wir zählen die Geräte.")
    press(page, "Vereinbarung")
    expect(page.get_by_label("Text")).to_have_value("Wir zählen die Geräte.")
    press(page, "Festhalten")
    expect(page.locator("#desk")).to_be_visible(timeout=SOON)
