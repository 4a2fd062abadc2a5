"""A real Chromium for the tests of this folder; skipped with a word where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from tests.browser.worlds import Worlds
from tests.world import World

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop runs in the thread of the test

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=de-DE",
]
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "args": ARGS}


@pytest.fixture(scope="session")
def worlds(
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
    testrun_uid: str,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[Worlds]:
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "worlds"
    folder.mkdir(exist_ok=True)
    worlds, leaving = Worlds(folder, testrun_uid[:12], worker_id), ExitStack()
    leaving.enter_context(worlds.needed())
    yield worlds
    with django_db_blocker.unblock():
        leaving.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any):
    """A page in a context of its own; `open_page(actor="lead_a", world=world)` is signed in.

    Options go to the browser context: width, color_scheme, java_script_enabled …
    A script that stops with an error fails the test.
    """
    contexts, stopped = [], []

    def build(
        *, actor: str = "anonymous", world: World | None = None, width: int = 1280, **options: Any
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            viewport={"width": width, "height": 900},
            **options,
        )
        context.set_default_timeout(10_000)
        context.on("weberror", lambda said: stopped.append(f"{said.page and said.page.url}: {said.error}"))
        contexts.append(context)
        if actor != "anonymous" and world:
            cookie = world.client_for(actor).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return context.new_page()

    yield build
    for context in contexts:
        context.close()
    assert not stopped, "\n".join(stopped)


@pytest.fixture
def signed_in_page(open_page: OpenPage, world: World) -> Callable[..., Page]:
    """`signed_in_page("lead_a")`: a page of that person in the persona world."""

    def build(actor: str, **options: Any) -> Page:
        return open_page(actor=actor, world=world, **options)

    return build
