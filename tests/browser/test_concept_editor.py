"""The editor of a section with JavaScript: autosave, its announcements, preview, and two people at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from schools.models import ConceptSection
from schools.services import concept as services

pytestmark = pytest.mark.django_db(transaction=True)
SECTION = "/schulen/990012/konzept/abschnitt/3/"


def stored() -> tuple[str, int]:
    return ConceptSection.unscoped.values_list("text", "version").get()


def test_leaving_the_field_saves_and_says_so(signed_in_page):
    page = signed_in_page("lead_a")
    page.goto(SECTION)
    for number, text in enumerate(["Ein Anfang", "Ein Anfang und mehr"], start=1):
        page.locator("[name=text]").fill(text)
        page.locator("[name=text]").blur()
        expect(page.locator("[name=version]")).to_have_value(str(number))
        expect(page.locator("#announce")).to_contain_text("Gespeichert um")
        expect(page.locator("[data-autosave-state]")).to_contain_text("Gespeichert um")
        assert stored() == (text, number)


def test_saving_while_an_autosave_is_under_way_is_no_conflict(signed_in_page):
    page = signed_in_page("lead_a")
    page.goto(SECTION)
    held = []  # the autosave reaches the server, its answer waits
    page.route("**/zwischenstand/", lambda route: held.append((route, route.fetch())))
    page.locator("[name=text]").fill("Erster Stand")
    page.locator("[name=text]").blur()
    page.locator("[name=text]").fill("Zweiter Stand")
    expect(page.locator("form[data-saving]")).to_have_count(1)
    while not held:  # the request is on its way: the line above saw it begin
        page.wait_for_timeout(50)
    page.get_by_role("button", name="Speichern", exact=True).click()
    assert stored() == ("Erster Stand", 1)
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(page.locator("#messages")).to_contain_text("Gespeichert um")
    assert stored() == ("Zweiter Stand", 2)


def test_an_autosave_over_somebody_elses_text_stops_and_loses_nothing(signed_in_page, world):
    page = signed_in_page("lead_a")
    page.goto(SECTION)
    services.save_section(
        services.ensure_concept(world.school_a),
        number=3,
        text="Text von Max",
        version=0,
        actor=world.user("member_a"),
    )
    page.locator("[name=text]").fill("Text von Lea")
    page.locator("[name=text]").blur()
    expect(page.locator("#announce-alert")).to_contain_text("nichts überschrieben")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator("#own-version")).to_have_text("Ihre Fassung")
    expect(page.locator("#their-version")).to_have_text("Fassung von Max Anger")
    expect(page.locator("[name=text]")).to_have_value("Text von Lea")
    expect(page.locator("#their-text")).to_have_value("Text von Max")
    page.get_by_role("button", name="Meine Fassung speichern").click()
    expect(page.locator("#messages")).to_contain_text("Gespeichert um")
    assert stored() == ("Text von Lea", 2)


@pytest.mark.parametrize("script", [True, False])
def test_the_preview_works_with_and_without_javascript(signed_in_page, script):
    page = signed_in_page("lead_a", java_script_enabled=script)
    page.goto(SECTION)
    page.locator("[name=text]").fill("Ein **Wort**")
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator("#section-preview strong")).to_have_text("Wort")
    expect(page.locator("[name=text]")).to_have_value("Ein **Wort**")
