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
() => Math.min(...[...document.querySelectorAll(".wave-chart text")].map((one) =>
  parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a))
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
    before = answer.locator("tfoot").first.inner_text()
    page.get_by_role("slider", name="Preissteigerung in Prozent je Jahr").press("ArrowRight")
    expect(label).to_contain_text("+3 %")
    assert label.locator(".slider-value").evaluate(LINES) == 1  # number and sign in one line
    expect(page.locator("#scenario-answer")).to_contain_text("nicht gespeichert")
    assert page.locator("#scenario-answer tfoot").first.inner_text() != before


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
    region = page.get_by_role("region", name="Diagramm")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.wave-region').scrollLeft > 0")
    assert [*axe.violations(page), *axe.overflow(page)] == []
