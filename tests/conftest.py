"""Fixtures for all tests: the persona world, and guards that make silent faults loud."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections

from core.fragments import _render
from core.templatetags.ui import _still
from matrix.forms.rows import _cells, _field
from matrix.selectors.catalogue import _read_matrix
from matrix.selectors.hints import _rules
from matrix.selectors.profiles import _notes
from tests import emptying
from tests.world import World, build_world

# Django keeps a connection apart for code below a running loop. Playwright's loop runs in the thread of the tests,
# so a test would be set up on one connection and cleaned up on another one: here a thread has one, loop or not.
connections._connections = threading.local()  # type: ignore[attr-defined]
emptying.use_for_committed_tests()


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "axe and nonsense on the pages alone whose name begins so: --pages matrix:heatmap"
    parser.addoption("--pages", default="", metavar="NAME", help=text)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture(autouse=True)
def fresh_memory():
    """What a process remembers of the matrix and of its settings does not outlive a test.

    Django's settings keep every value they were asked for. A thread of the live server that asks while a
    test's value is being taken back keeps the test's value for good; assigning `_wrapped` forgets them all.
    """
    _read_matrix.cache_clear()
    _notes.cache_clear()
    _rules.cache_clear()
    _render.cache_clear()
    _still.cache_clear()
    _cells.cache_clear()
    _field.cache_clear()
    settings._wrapped = settings._wrapped  # type: ignore[misc]
    assert settings.DEMO, "an earlier test left its settings behind"


@pytest.fixture(autouse=True)
def no_foreign_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright's loop goes on in the thread of the tests; one without a browser does not see it.

    Otherwise an async view fails in whichever test comes after the first browser test.
    """
    if "browser" in request.fixturenames:
        yield
        return
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(autouse=True)
def no_logged_errors(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest):
    """A test fails when anything logged an error, unless it is marked `expects_errors`."""
    yield
    if request.node.get_closest_marker("expects_errors"):
        return
    errors = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors, [record.getMessage() for record in errors]
