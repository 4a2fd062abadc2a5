"""Fixtures for all tests: the persona world, and guards that make silent faults loud."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings

from matrix.selectors.catalogue import _read_matrix
from tests.world import World, build_world


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item):
    """A test leaves the settings as it found them; otherwise it is named here, not its innocent followers."""
    result = yield
    assert settings.DEMO, f"{item.nodeid} left the portal without its demo mode"
    return result


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture(autouse=True)
def fresh_memory():
    """What a process remembers of the matrix does not outlive a test."""
    _read_matrix.cache_clear()


@pytest.fixture(autouse=True)
def no_logged_errors(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest):
    """A test fails when anything logged an error, unless it is marked `expects_errors`."""
    yield
    if request.node.get_closest_marker("expects_errors"):
        return
    errors = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors, [record.getMessage() for record in errors]
