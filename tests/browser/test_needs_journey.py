"""A need from a section of the concept to "anerkannt" and back on the school's page, on a phone and a desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from equipment.services.catalogue import load_defaults
from needs.models import PlanningRound

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, name: str) -> None:
    """A button that leads to a page: comes back when that has loaded, so that the database may be asked."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name).click()


def follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=name).first.click()


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_a_need_goes_from_the_section_to_recognised_and_back(signed_in_page, world, java_script_enabled):
    load_defaults()
    school = signed_in_page("lead_a", width=360, java_script_enabled=java_script_enabled)
    school.goto("/schulen/990012/konzept/abschnitt/3/")
    follow(school, "Bedarf zu diesem Abschnitt anmelden")
    expect(school.get_by_label("Abschnitt des Medienkonzepts")).to_have_value("3")
    school.get_by_label("Gerätetyp").select_option(label="Tablet im Klassensatz")
    school.get_by_label("Anzahl").fill("15")
    school.get_by_label("Erstausstattung").check()
    school.get_by_label("A – duldet keinen Aufschub").check()
    school.get_by_label("Pädagogische Begründung").fill("Lernvideos in Klasse 3")
    school.get_by_label("Stückpreis in Euro, netto").fill("420,00")
    press(school, "Speichern")
    expect(school.get_by_role("main")).to_contain_text("Noch nicht abgeschickt")
    follow(school, "Prüfen und abschicken")
    press(school, "An den Schulträger abschicken")
    expect(school.get_by_role("main")).to_contain_text("Abgeschickt am")

    year = PlanningRound.current_year(world.authority.pk)
    desk = signed_in_page("staff", java_script_enabled=java_script_enabled)
    desk.goto("/")
    follow(desk, f"Über Bedarfsmeldungen {year} entscheiden")
    press(desk, "Besprechung beginnen")
    follow(desk, "Grundschule Am Anger")
    follow(desk, "Entscheiden")
    desk.get_by_label("anerkannt").check()
    desk.get_by_label("Begründung").fill("Passt zum Ausstattungsstandard")
    press(desk, "Entscheidung speichern")
    expect(desk.get_by_role("main")).to_contain_text("anerkannt")

    school.goto(f"/bedarf/990012/{year}/")
    expect(school.get_by_role("main")).to_contain_text("Passt zum Ausstattungsstandard")
    follow(school, "15 × Tablet im Klassensatz")
    expect(school.locator(".steps")).to_contain_text(re.compile("gemeldet.*anerkannt.*Passt zum", re.DOTALL))
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    if java_script_enabled:
        assert school.evaluate(wide)
