"""A robot that knows only the Tab key: it sees where it is, gets everywhere once, and out again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from roundtables.models import Meeting
from tests.browser.sample import fill
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
MOST = 400  # stops; more is a trap
PLACES = [
    ("lead_a", "/"),
    ("lead_a", "/schulen/990012/"),
    ("lead_a", "/matrix/schule/990012/aspekt/S1/"),
    ("lead_a", "/ausstattung/990012/neu/"),
    ("moderator", "/runde-tische/treffen/MEETING/"),
    ("adviser", "/berichte/beratung/"),
]
# Name, visibility and outline of what has the focus; empty on the body.
STOP = """
async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));  // it has scrolled
  const held = document.activeElement;
  if (!held || held === document.body) return null;
  const box = held.getBoundingClientRect();
  const shown = held.matches("input") && held.labels.length ? held.labels[0] : held;
  const marks = (style) =>
    style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none";
  const look = (element) => [null, "::before", "::after"].some((part) => marks(getComputedStyle(element, part)));
  const near = [held, shown, held.parentElement].filter(Boolean);
  held.dataset.stop ??= String(window.stops = (window.stops || 0) + 1);
  return {
    number: held.dataset.stop,
    what: [held.outerHTML.slice(0, 120), box.top, box.bottom, near.some(look)].join(" "),
    hasParts: held.matches("input[type=date], input[type=time]"),
    isSkip: held.matches("a[href='#content'], a[href='#main']"),
    isSeen: near.some(look),
    isInside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}
"""


@pytest.mark.parametrize(("actor", "address"), PLACES)
def test_tab_reaches_everything_visibly_and_leaves_again(
    signed_in_page: Callable[..., Page], world: World, actor: str, address: str
) -> None:
    fill(world)
    page = signed_in_page(actor, reduced_motion="reduce")
    page.context.set_default_timeout(60_000)
    page.goto(address.replace("MEETING", str(Meeting.unscoped.get().pk)))
    stops: list[dict[str, Any]] = []
    for _step in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stops and stop["number"] == stops[0]["number"]):
            break
        if stop["hasParts"] and stops and stop["number"] == stops[-1]["number"]:
            continue  # from the day to the month and the year of the same field
        stops.append(stop)
    else:
        pytest.fail(f"{MOST} stops and no end")
    assert stops[0]["isSkip"], stops[0]
    assert [stop["what"] for stop in stops if not stop["isSeen"] or not stop["isInside"]] == []
    numbers = [stop["number"] for stop in stops]
    assert len(numbers) == len(set(numbers))  # nobody walks in circles
    assert len(numbers) > 8
