"""What a journey needs: Chromium, a worker on the real queue, and a portal as it is on its first day."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from tests.browser.conftest import browser_type_launch_args, open_page
from tests.faults.conftest import queue_name, worker
from tests.journeys.people import PATIENCE

__all__ = ["browser_type_launch_args", "open_page", "queue_name", "worker"]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def first_day(transactional_db: None, settings: object, worker: Callable[[], object]) -> None:
    """The shipped catalogues and nothing else; a worker waits for work. The second factor is required."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not on this machine: apt-get install poppler-utils")
    settings.DEMO = False  # type: ignore[attr-defined]
    call_command("load_defaults", verbosity=0)
    worker()
