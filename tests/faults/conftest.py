"""A real worker on a real queue for tests that need one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest
from django.db import connection

from gutersloh_portal.celery import app
from reports import tasks

LEASE = 3  # seconds; long enough for a heartbeat, short enough to wait for


@pytest.fixture
def queue_name() -> Iterator[str]:
    """A queue of our own on the real broker, emptied at the end."""
    name = f"faults-{os.getpid()}"
    yield name
    with app.connection_for_write() as broker:
        broker.default_channel.queue_purge(name)  # type: ignore[attr-defined]  # not in the stubs


@pytest.fixture
def worker(
    queue_name: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], psutil.Process]]:
    """Starts Celery workers (prefork, one child) on the test database; all of them end with the test."""
    settings.JOB_LEASE_SECONDS = LEASE
    monkeypatch.setattr(tasks.run_report, "queue", queue_name, raising=False)
    monkeypatch.setattr(tasks.run_report, "_exec_options", None)  # remembered since the first message
    started: list[subprocess.Popen[bytes]] = []

    def start() -> psutil.Process:
        command = [sys.executable, "-m", "celery", "-A", "tests.faults.worker", "worker", "-Q", queue_name]
        process = subprocess.Popen(
            [*command, "-P", "prefork", "-c", "1", "--without-gossip", "--without-mingle", "-l", "WARNING"],
            env=os.environ
            | {
                "FAULT_DATABASE": connection.settings_dict["NAME"],
                "FAULT_MEDIA": str(settings.MEDIA_ROOT),
                "FAULT_LEASE": str(LEASE),
            },
            start_new_session=True,
        )
        started.append(process)
        return psutil.Process(process.pid)

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
