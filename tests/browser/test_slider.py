"""A slider of a scenario says the number at which it stands and changes the answer; on a telephone, too."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from equipment.models import EquipmentType, PriceEntry
from equipment.services.catalogue import load_defaults
from forecast import services
from tests.browser import axe
from tests.equipment.conftest import make_stock

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = timezone.localdate().year + 1
SMALLEST = """
() => Math.min(...[...document.querySelectorAll(".wave-chart text")].filter((one) => one.checkVisibility()).map((one) =>
  parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a))
"""
IN_SIGHT = """
(one) => {
  const box = one.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
}
"""
ACROSS = """
(one) => [...one.querySelectorAll("text, rect")].every((part) => {
  const box = part.getBoundingClientRect();
  return box.left >= 0 && box.right <= document.documentElement.clientWidth;
})
"""
LINES = """
(one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return range.getClientRects().length;
}
"""


@pytest.fixture
def scenario(world):
    """Ten tablets at 400 euro that end next year, when prices are 2.5 percent higher."""
    load_defaults()
    tablet = EquipmentType.objects.get(code="DEV_TABLET_POOL")
    make_stock(world.school_a, tablet.code, 10, purchase_year=NEXT - (tablet.useful_life or 0))
    PriceEntry.unscoped.create(
        authority=world.authority, type=tablet, product="T", price=Decimal(400), valid_from=date(2026, 1, 1)
    )
    return services.create_scenario(
        world.authority,
        values={"name": "Teurer", "base_year": NEXT, "note": "", "changes": {"price_index": "2.5"}},
        submission_id=uuid4(),
        actor=world.user("staff"),
    )


@pytest.mark.parametrize("width", [1280, 360])
def test_a_slider_shows_its_number_and_changes_the_answer(signed_in_page, scenario, width):
    page = signed_in_page("staff", width=width)
    page.goto(scenario.get_absolute_url())
    label, answer = page.locator("label", has_text="Preissteigerung"), page.locator("#scenario-answer")
    expect(label).to_contain_text("+2,5 %")
    expect(answer).not_to_contain_text("Ausprobiert")
    before = page.locator("#scenario-tables tfoot").first.inner_text()
    slider = page.get_by_role("slider", name="Preissteigerung in Prozent je Jahr")
    slider.press("ArrowRight")
    expect(label).to_contain_text("+3 %")
    assert label.locator(".slider-value").evaluate(LINES) == 1  # number and sign in one line
    expect(page.locator("#scenario-answer")).to_contain_text("nicht gespeichert")
    assert page.locator("#scenario-tables tfoot").first.inner_text() != before
    expect(page.locator("#scenario-tables")).to_have_count(1)
    slider.evaluate("one => one.scrollIntoView()")
    chart = answer.get_by_role("img", name="Ersatz und Folgekosten")
    expect(chart).to_have_count(1)  # the other one is for another width
    assert [slider.evaluate(IN_SIGHT), chart.evaluate(IN_SIGHT)] == [True, True]


def test_the_answer_stays_in_sight_beside_what_stands_far_below(signed_in_page, scenario):
    page = signed_in_page("staff")
    page.set_viewport_size({"width": 1280, "height": 600})
    page.goto(scenario.get_absolute_url())
    page.get_by_label("Vergleichen mit").evaluate("one => one.scrollIntoView({block: 'end'})")
    assert page.evaluate("scrollY") > 0
    assert page.get_by_role("img", name="Ersatz und Folgekosten").evaluate(IN_SIGHT)


def test_what_a_scenario_changes_is_not_folded_away(signed_in_page, scenario):
    scenario.changes = {"lives": {"DEV_TABLET_POOL": 6}}
    scenario.save(update_fields=["changes"])
    page = signed_in_page("staff", width=360)
    page.goto(scenario.get_absolute_url())
    expect(page.get_by_label("Tablet im Klassensatz").first).to_be_visible()
    expect(page.locator("details.words[open]")).to_have_count(1)


@pytest.mark.parametrize("is_shown", [False, True])
def test_a_comparison_is_read_on_a_telephone(signed_in_page, world, scenario, is_shown):
    services.share_scenario(scenario, actor=world.user("staff"))
    page = signed_in_page("lead_b" if is_shown else "staff", width=360)
    page.goto(reverse(f"forecast:scenario_{'shown' if is_shown else 'detail'}", args=[scenario.pk]))
    tables = page.locator(".table-region").evaluate_all(
        "all => all.map(one => one.scrollWidth <= one.clientWidth)"
    )
    assert tables == [True, True]
    labels = page.locator("#comparison tbody tr").first.locator("td")
    assert labels.first.get_attribute("data-label") == "Unterschied"
    assert page.evaluate(SMALLEST) >= 11
    expect(page.get_by_role("img", name="Ersatz und Folgekosten")).to_have_count(1)
    assert page.locator(".wave-chart--narrow .wave-chart__year").count() == 10
    assert page.locator(".wave-chart--narrow").evaluate(ACROSS)
    assert [*axe.violations(page), *axe.overflow(page)] == []
