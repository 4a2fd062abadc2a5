"""A few schools of the heat map are all in the page; many scroll below headings that stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.sample import fill
from tests.world import World, make_school

pytestmark = pytest.mark.django_db(transaction=True)
HIDDEN = (
    "() => (region => region.scrollHeight - region.clientHeight)(document.querySelector('.heatmap-region'))"
)


def test_no_school_of_a_few_is_cut_off_and_many_scroll_by_themselves(
    signed_in_page: Callable[..., Page], world: World
) -> None:
    fill(world)
    page = signed_in_page("staff")
    page.set_viewport_size({"width": 1280, "height": 660})
    address = f"/matrix/traeger/{world.authority.number}/uebersicht/"
    for number in range(10):
        make_school(f"9901{number:02}", f"Schule {number}", world.municipality, world.authority)
    page.goto(address)
    assert page.evaluate(HIDDEN) == 0
    for number in range(10, 30):
        make_school(f"9901{number:02}", f"Schule {number}", world.municipality, world.authority)
    page.goto(address)
    assert page.evaluate(HIDDEN) > 300
    page.set_viewport_size({"width": 1280, "height": 400})  # as at a zoom of 200 %: no window in a window
    assert page.evaluate(HIDDEN) == 0
