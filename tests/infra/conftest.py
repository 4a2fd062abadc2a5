"""Real services in temporary folders; whatever a test leaves running is ended."""

from __future__ import annotations

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


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    end_all(folder)
