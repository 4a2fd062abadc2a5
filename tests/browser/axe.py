"""axe-core in a real browser: what it finds on a page, and whether the page needs sideways scrolling."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page

SOURCE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
async (tags) => {
  const outcome = await axe.run(document, {
    runOnly: {type: "tag", values: tags},
    rules: {"target-size": {enabled: true}},
    resultTypes: ["violations"],
  });
  const place = (node) => node.target.join(" ") + ": " + node.failureSummary;
  return outcome.violations.map((rule) => [rule.id, rule.nodes.map(place)]);
}
"""
READINGS = 3
LEFT = ("Execution context was destroyed", "reading 'documentElement'")
"""What the browser says when the document went away under the script that read it."""
OVERFLOW = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const inside = (element) => element.closest(".table-region, pre") !== null;
  return [...document.body.querySelectorAll("*")]
    .filter((element) => !inside(element) && element.getBoundingClientRect().right > width + 1)
    .map((element) => element.tagName.toLowerCase() + "." + element.className);
}
"""


@lru_cache(maxsize=1)
def source() -> str:
    """The program itself: a page that gets it as its first script has it on every address it goes to."""
    if not SOURCE.exists():
        pytest.skip("axe-core is not installed: run script/bootstrap")
    return SOURCE.read_text(encoding="utf-8")


def violations(page: Page) -> list[Any]:
    """[[rule, [place: what is wrong, …]], …]; empty when axe has nothing to say.

    A click may still be on its way to the next page when axe begins. A page that was left while it was read is not
    the one that was asked for, so the reading begins anew on the page that came.
    """
    for _ in range(READINGS - 1):
        try:
            return _read(page)
        except Error as fault:
            if not any(sign in fault.message for sign in LEFT):
                raise
    return _read(page)


def _read(page: Page) -> list[Any]:
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    return page.evaluate(RUN, TAGS)


def overflow(page: Page) -> list[str]:
    """Elements that stick out of the window to the right; tables that scroll in their own frame do not count."""
    return page.evaluate(OVERFLOW)
