"""From recognised needs to a ranking by keyboard, by mouse and by number, settled and put into the budget."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from equipment.services.catalogue import load_defaults
from needs.models import NeedItem
from tests.days import in_days, spoken
from tests.planning.conftest import YEAR, recognised

pytestmark = pytest.mark.django_db(transaction=True)
RANKING = f"/planung/traeger/99001/{YEAR}/rangfolge/"


def wait_for(page: Page, *names: str) -> None:
    expect(page.locator("#ranking tbody th a")).to_have_text(list(names))


def test_the_moved_need_keeps_the_focus_and_its_new_place_is_read_out(signed_in_page, world):
    load_defaults()
    recognised(world, *({"priority": "ABC"[n], "quantity": 11 + n} for n in range(3)))
    one, two, three = (f"{n} × Tablet im Klassensatz" for n in (11, 12, 13))
    desk = signed_in_page("staff")
    desk.goto(RANKING)
    expect(desk.get_by_role("main")).to_contain_text("am Griff ⠿ mit der Maus")
    row = desk.locator("#ranking tbody tr", has_text=three)
    up, down = row.locator("button[name=up]"), row.locator("button[name=down]")
    up.press("Enter")
    wait_for(desk, three, one, two)
    expect(down).to_be_focused()  # it cannot go up any further
    expect(desk.locator("#announce")).to_have_text(f"{three}: jetzt Platz 1 von 3")
    desk.keyboard.press("Enter")
    wait_for(desk, one, two, three)  # past the two that share a position
    expect(up).to_be_focused()
    expect(desk.locator("#announce")).to_have_text(f"{three}: jetzt Platz 3 von 3")
    desk.locator("#ranking tbody tr", has_text=one).locator("button[name=down]").press("Enter")
    wait_for(desk, two, one, three)
    up.press("Enter")
    wait_for(desk, two, three, one)
    expect(up).to_be_focused()  # the same button, as it can go on
    expect(desk.locator("#announce")).to_have_text(f"{three}: jetzt Platz 2 von 3")


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_a_ranking_is_moved_settled_and_requested(signed_in_page, world, java_script_enabled):
    load_defaults()
    recognised(
        world, *({"priority": letter, "quantity": n} for letter, n in (("A", 11), ("B", 12), ("C", 13)))
    )
    one, two, three = (f"{n} × Tablet im Klassensatz" for n in (11, 12, 13))
    desk = signed_in_page("staff", java_script_enabled=java_script_enabled)
    desk.goto(RANKING)
    wait_for(desk, one, two, three)
    desk.locator("button[name=up]").nth(2).focus()
    desk.keyboard.press("Enter")
    wait_for(desk, three, one, two)  # all shared the first position: it now stands before the others
    if java_script_enabled:
        last = desk.locator("#ranking tbody tr", has_text=two)
        last.locator("[data-handle]").drag_to(desk.locator("#ranking tbody tr").first)
        wait_for(desk, two, three, one)
        expect(desk.locator("#announce")).to_have_text(f"{two}: jetzt Platz 1 von 3")
    desk.locator("#ranking tbody tr", has_text=one).get_by_role("link", name="Platz").click()
    desk.get_by_label("Platz", exact=True).fill("1")
    desk.get_by_label("Gleichauf").uncheck()
    desk.get_by_label("Warum dort?").fill("Umbau im Sommer")
    desk.get_by_role("main").get_by_role("button", name="Speichern").click()
    expect(desk.locator("#ranking tbody tr").first).to_contain_text("Umbau im Sommer")
    desk.get_by_role("link", name="Rangfolge festlegen").click()
    desk.get_by_role("main").get_by_role("button", name="Festlegen").click()
    expect(desk.get_by_role("main")).to_contain_text("Festgelegt am")

    school = signed_in_page("lead_a", width=360, java_script_enabled=java_script_enabled)
    school.goto(f"/bedarf/990012/{YEAR}/")
    expect(school.get_by_role("main")).to_contain_text("oberes Drittel der Rangfolge")

    desk.get_by_role("link", name="In den Haushalt übernehmen").click()
    desk.get_by_label("Von oben ankreuzen bis zu, Euro brutto").fill("6.000")
    desk.get_by_role("button", name="Ankreuzen").click()
    desk.get_by_role("main").get_by_role("button", name="In die Mittelanmeldung übernehmen").click()
    expect(desk.get_by_role("main")).to_contain_text("1 Zeile ist hinzugefügt")
    desk.get_by_role("link", name="An die Kämmerei melden").click()
    desk.get_by_role("main").get_by_role("button", name="Melden").click()
    desk.get_by_role("link", name="Beschluss eintragen").click()
    desk.get_by_label("beschlossen, wie es in der Tabelle steht").check()
    desk.get_by_label("Tag des Beschlusses").fill(f"{in_days(0)}")
    desk.get_by_role("main").get_by_role("button", name="Eintragen").click()
    expect(desk.get_by_role("main")).to_contain_text(f"Beschlossen am {spoken(in_days(0))}")
    assert list(NeedItem.unscoped.filter(state="budgeted").values_list("quantity", flat=True)) == [11]
