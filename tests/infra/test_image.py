"""The image: what .dockerignore lets in is what the Dockerfile and the portal need, checked without an engine."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.architecture.places import APPS
from tests.infra.conftest import ROOT, clean_env

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
LET_IN = [
    line.removeprefix("!")
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    if line.startswith("!")
]
COPY_ALL = "COPY . ."


def outside(path: str) -> bool:
    """Whether nothing on the list is the path or a folder above it."""
    return not any(path == entry or path.startswith(f"{entry}/") for entry in LET_IN)


def copied() -> list[str]:
    """What the Dockerfile copies by name out of the folder."""
    lines = [shlex.split(line) for line in DOCKERFILE.splitlines() if line.startswith("COPY ")]
    return [source for words in lines if not words[1].startswith("--from") for source in words[1:-1]]


def test_every_app_is_let_into_the_image() -> None:
    there = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert there == set(APPS)
    assert {entry for entry in LET_IN if (ROOT / entry / "__init__.py").exists()} == there


def test_what_the_dockerfile_copies_and_runs_is_let_in() -> None:
    run = re.findall(r"(?<=python )\S+\.py|deploy/\S+?\.py|(?<=--directory )\w+", DOCKERFILE)
    wanted = [*(source for source in copied() if source != "."), *run]
    assert {"package.json", ".npmrc", "requirements/production.txt", "manage.py", "locale"} <= set(wanted)
    assert [path for path in wanted if outside(path)] == []
    assert [entry for entry in LET_IN if not (ROOT / entry).exists()] == []


def test_the_files_of_the_image_are_enough_to_collect_the_static_files(tmp_path: Path) -> None:
    assert COPY_ALL in DOCKERFILE
    for entry in LET_IN:
        target = tmp_path / entry
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / entry).is_dir():
            shutil.copytree(ROOT / entry, target, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy2(ROOT / entry, target)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    step = next(
        line for line in DOCKERFILE.splitlines() if "collectstatic" in line and line.startswith("RUN ")
    )
    values = dict(word.split("=", 1) for word in shlex.split(step)[1:] if re.match(r"[A-Z_]+=", word))
    values["PORTAL_STATIC_ROOT"] = str(tmp_path / "staticfiles")
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"],
        cwd=tmp_path,
        env=clean_env(**values),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "staticfiles" / "staticfiles.json").exists()


def test_the_tools_of_a_backup_are_those_of_the_database() -> None:
    """pg_dump refuses a server that is newer than itself."""
    image = COMPOSE["services"]["postgres"]["image"]
    assert f"FROM {image} AS postgres" in DOCKERFILE
    major = image.removeprefix("postgres:").partition("-")[0]
    assert set(re.findall(r"/usr/lib/postgresql/(\d+)/bin", DOCKERFILE)) == {major}
    assert f'"(PostgreSQL) {major}."' in DOCKERFILE
    assert "postgresql-client" not in DOCKERFILE
