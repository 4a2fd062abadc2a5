"""Real services in temporary folders; whatever a test leaves running is ended."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gutersloh_portal import services
from gutersloh_portal.processes import stop

ROOT = Path(__file__).resolve().parents[2]
OPERATOR = ("DATABASE", "REDIS", "SECRET_KEY", "PORTAL_", "EMAIL_", "DJANGO_SETTINGS_MODULE", "PYTEST_")


def clean_env(**values: str) -> dict[str, str]:
    """The environment without anything an operator could have set, plus `values`."""
    return {key: value for key, value in os.environ.items() if not key.startswith(OPERATOR)} | values


def python(*arguments: str, data_dir: Path, **values: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project with a data folder of its own."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=clean_env(PORTAL_DATA_DIR=str(data_dir), **values),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def end_all(data_dir: Path) -> None:
    known = services.register(data_dir).read().values()
    stop([(process, signal.SIGTERM) for process in known], grace=5)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with an empty portal that does not run: made once for all workers, to be copied by each test."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "prepared"
    with folder.with_suffix(".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not folder.exists():
            done = python("-m", "gutersloh_portal.manage", "prepare", data_dir=folder)
            assert done.returncode == 0, done.stderr + done.stdout
            assert services.register(folder).read() == {}  # it stopped what it started
    return folder


@pytest.fixture
def prepared_dir(prepared: Path, data_dir: Path) -> Path:
    """A data folder of this test with an empty portal in it."""
    subprocess.run(["cp", "-a", prepared, data_dir], check=True)  # the database keeps its owner
    return data_dir


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    end_all(folder)
