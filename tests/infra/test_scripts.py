"""The shell scripts: readable by a plain shell, and helpful to a user without rights."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.infra.conftest import ROOT, clean_env

LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"  # what WeasyPrint loads
SCRIPTS = sorted((ROOT / "script").iterdir())


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_plain_shell_reads_it(path: Path) -> None:
    assert subprocess.run(["sh", "-n", path], check=False).returncode == 0
    assert path.stat().st_mode & 0o111 or path.suffix == ".sh"


def test_the_ci_script_is_readable() -> None:
    assert subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=False).returncode == 0


def test_every_tool_that_is_set_up_is_run() -> None:
    runs = {"importlinter": "lint-imports", "ruff": "ruff check", "mypy": "mypy", "pytest": "pytest"}
    runs["django-stubs"] = runs["mypy"]
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    script = (ROOT / "script" / "test").read_text(encoding="utf-8")
    assert [name for name in tools if name not in runs or runs[name] not in script] == []


def fake(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def bootstrap(folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{folder}:/usr/bin:/bin"
    env = clean_env(PATH=path, PORTAL_PYTHON=str(folder / "python"))
    return subprocess.run(
        [ROOT / "script" / "bootstrap", "--dev"], env=env, capture_output=True, text=True, check=False
    )


def test_a_user_without_rights_is_told_one_line(tmp_path: Path) -> None:
    fake(tmp_path, "id", "echo 1000")
    fake(tmp_path, "python", f'case "$*" in *ctypes*) exit 1 ;; esac\nexec {sys.executable} "$@"')
    done = bootstrap(tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Some system packages are missing. Please run this line once, then start again:",
        "",
        f"    sudo apt-get update && sudo apt-get install -y --no-install-recommends {LIBRARIES}",
    ]


def test_the_image_prints_with_the_same_libraries() -> None:
    assert f" {LIBRARIES} " in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_an_administrator_gets_the_packages_installed(tmp_path: Path) -> None:
    fake(tmp_path, "id", "echo 0")
    fake(tmp_path, "apt-get", f'echo "$*" >> {tmp_path}/calls')
    fake(tmp_path, "python", f'case "$*" in *ctypes*) exit 1 ;; esac\nexec {sys.executable} "$@"')
    done = bootstrap(tmp_path)
    assert (tmp_path / "calls").read_text().splitlines() == [
        "update -qq",
        f"install -y -qq --no-install-recommends {LIBRARIES}",
    ]
    assert done.returncode == 1  # the stand-in installed nothing, and that is noticed
    assert f"Still missing after the installation: {LIBRARIES}" in done.stderr
