"""A world with everybody's way through it: which pages there are, who came there first, and how to go there."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests.browser import axe, crawl
from tests.permissions.addresses import app_of

# Below bars that stay, everything counts as covered, wherever the page has just been scrolled to; and what is folded
# is seen by nobody.
OPEN_UP = """
() => {
  for (const part of document.querySelectorAll("main details")) part.open = true;
  for (const element of document.body.querySelectorAll("*"))
    if (getComputedStyle(element).position === "sticky") element.style.position = "static";
}
"""


ROOMS = sorted({app_of(name) for name in crawl.all_names()})


@dataclass
class Sight:
    """A page that is worth a look, and who came there first."""

    actor: str
    path: str
    name: str
    status: int
    html: str


@dataclass
class Stage:
    """What the walks of all people found; `cookies` are their sessions."""

    names: set[str] = field(default_factory=set)
    pages: list[Sight] = field(default_factory=list)
    wrong: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, set[str]] = field(default_factory=dict)  # seen so far, by name of address without kind

    def walk(self, actor: str, client: Client, *starts: str) -> None:
        """Collect the pages of this person that hold something which nobody has seen on that page before."""
        for found in crawl.walk(client, *starts):
            self.names.add(crawl.address_of(found.name))
            if found.status != 200:
                self.wrong[f"{actor} {found.path}"] = found.status
            if found.html and self.is_new(found.name, found.shapes):
                self.pages.append(Sight(actor, found.path, found.name, found.status, found.html))
        if cookie := client.cookies.get(settings.SESSION_COOKIE_NAME):
            self.cookies[actor] = cookie.value

    def is_new(self, name: str, shapes: set[str]) -> bool:
        """Whether something here was never seen at this address; from now on it was."""
        known = self.shapes.setdefault(crawl.address_of(name), set())
        is_new = not shapes <= known
        known |= shapes
        return is_new

    def leave_out(self, other: Stage) -> None:
        """Pages that say nothing new to whoever has seen the other stage."""
        self.shapes = {name: set(shapes) for name, shapes in other.shapes.items()}
        self.pages = [page for page in self.pages if self.is_new(page.name, crawl.again(page.html).shapes)]

    def written(self) -> dict[str, Any]:
        """For a file; `read` is the way back."""
        shapes = {name: sorted(found) for name, found in self.shapes.items()}
        return asdict(self) | {"names": sorted(self.names), "shapes": shapes}

    @classmethod
    def read(cls, told: dict[str, Any]) -> Stage:
        pages = [Sight(**page) for page in told["pages"]]
        shapes = {name: set(found) for name, found in told["shapes"].items()}
        return cls(set(told["names"]), pages, told["wrong"], told["cookies"], shapes)


@dataclass
class Visitor:
    """One browser that is each of the people in turn: a new one for everybody would cost more than the looking."""

    page: Page
    stage: Stage
    address: str  # of the live server
    wrong: dict[str, Any] = field(default_factory=dict)

    def go(self, actor: str, path: str, *, status: int = 200) -> None:
        self.page.context.clear_cookies()
        if cookie := self.stage.cookies.get(actor):
            name = settings.SESSION_COOKIE_NAME
            self.page.context.add_cookies([{"name": name, "value": cookie, "url": self.address}])
        answer = self.page.goto(path)
        came_to = urlsplit(self.page.url).path
        if answer is None or (answer.status, came_to) != (status, urlsplit(path).path):
            pytest.fail(f"{actor} wanted {path} and came to {came_to} with {answer and answer.status}")

    def look_if_new(self, label: str, name: str) -> None:
        """Look at an answer of this address, unless all in it was seen there before."""
        if self.stage.is_new(name, crawl.read(self.page.content()).shapes):
            self.look(label)

    def look(self, label: str) -> None:
        """axe on this page; whatever sticks out counts as well."""
        self.page.evaluate(OPEN_UP)
        if found := [*axe.violations(self.page), *axe.overflow(self.page)]:
            self.wrong[label] = found
