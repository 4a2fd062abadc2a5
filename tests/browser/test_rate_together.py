"""A colleague rates on a narrow screen from the link, the school agrees, and releases what it agreed upon."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from matrix import services
from matrix.importers import read_matrix
from matrix.models import Snapshot
from tests.browser import axe
from tests.matrix.conftest import SMALL
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = 360
LIST = "/matrix/schule/990012/gemeinsam/"


@pytest.fixture
def rating_world(world: World) -> World:
    services.load_catalogue(read_matrix(SMALL.encode()), version="klein")
    return world


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def look(page: Page, *, scripts: bool) -> None:
    """Nothing for axe to say, nothing sticks out to the right. Where scripts are off, axe cannot run."""
    if scripts:
        assert [*axe.violations(page), *axe.overflow(page)] == []


def begin(lead: Page, *, scripts: bool) -> list[str]:
    """The leader asks for two aspects and gets five links."""
    lead.goto(LIST)
    lead.get_by_role("link", name="Neue gemeinsame Einschätzung").click()
    lead.locator("[name=title]").fill("Wo stehen wir?")
    for label in ("S1.1 Ziele", "S2.1 Netz"):
        lead.get_by_label(label).check()
    lead.locator("[name=links]").fill("5")
    look(lead, scripts=scripts)
    press(lead, "Beginnen")
    expect(lead.locator(".secret-link")).to_have_count(5)
    look(lead, scripts=scripts)
    return [link.rsplit("/matrix", 1)[1] for link in lead.locator(".secret-link").all_inner_texts()]


def answer(page: Page, value: str, reason: str = "") -> None:
    radio = page.locator(f"[name=answer][value='{value}']")
    page.locator(f"label[for={radio.get_attribute('id')}]").click()
    page.locator("[name=reason]").fill(reason)
    press(page, "Speichern und weiter")


def rate_alone(page: Page, link: str, *, stage: str, scripts: bool) -> None:
    page.goto(f"/matrix{link}")
    look(page, scripts=scripts)
    page.get_by_role("link", name="Beginnen", exact=True).click()
    look(page, scripts=scripts)
    answer(page, stage, "So sehe ich es.")
    expect(page.get_by_text("Frage 2 von 2, 1 beantwortet")).to_be_visible()
    answer(page, "unknown")
    expect(page.get_by_role("heading", name="Prüfen und abgeben")).to_be_visible()
    expect(page.get_by_label("Meinen Namen bei meinen Antworten zeigen")).not_to_be_checked()
    look(page, scripts=scripts)
    press(page, "Jetzt abgeben")
    expect(page.get_by_role("heading", name="Abgegeben")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_from_the_link_to_the_release(
    rating_world: World, open_page: Callable[..., Page], scripts: bool
) -> None:
    lead = open_page(actor="lead_a", world=rating_world, java_script_enabled=scripts)
    links = begin(lead, scripts=scripts)
    assert len(set(links)) == 5
    for place, link in enumerate(links):
        rate_alone(
            open_page(width=NARROW, java_script_enabled=scripts), link, stage="32221"[place], scripts=scripts
        )
    again = open_page(width=NARROW, java_script_enabled=scripts)
    again.goto(f"/matrix{links[0]}")
    expect(again.get_by_text("Ihre Antworten sind abgegeben.")).to_be_visible()
    lead.goto("/")
    lead.get_by_role("link", name="Gemeinsame Einschätzung: Wo stehen wir?").click()
    expect(lead.get_by_text("5 von 5 haben geantwortet")).to_be_visible()
    expect(lead.locator(".spread-chart")).to_have_count(0)
    look(lead, scripts=scripts)
    lead.get_by_label("Die gemeinsame Einschätzung jetzt beenden", exact=False).check()
    press(lead, "Beenden")
    expect(lead.locator(".spread-chart")).to_have_count(2)
    look(lead, scripts=scripts)
    for code, stage in (("S1.1", "2"), ("S2.1", "1")):
        lead.get_by_role("link", name=f"Auf eine Antwort einigen {code}").click()
        look(lead, scripts=scripts)
        radio = lead.locator(f"[name=answer][value='{stage}']")
        lead.locator(f"label[for={radio.get_attribute('id')}]").click()
        lead.locator("[name=reason]").fill("In der Lehrerkonferenz besprochen.")
        press(lead, "Einigung speichern")
    lead.get_by_role("link", name="Prüfen und freigeben").first.click()
    press(lead, "Jetzt freigeben")
    expect(lead.get_by_text("Freigegeben.")).to_be_visible()
    released = Snapshot.unscoped.get(school=rating_world.school_a).data["ratings"]
    assert {code: (said["stage"], said["reason"]) for code, said in released.items()} == {
        "S1.1": (2, "In der Lehrerkonferenz besprochen."),
        "S2.1": (1, "In der Lehrerkonferenz besprochen."),
    }
