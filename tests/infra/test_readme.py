"""README.md tells the truth: its tables hold every command and every setting, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.infra.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SECRET_READERS = {"secret", "optional_secret", "secret_words"}
READERS = {"text", "flag", "number", "words"} | SECRET_READERS
NOT_FOR_OPERATORS = {"DJANGO_SETTINGS_MODULE"}
NOT_IN_COMPOSE = {  # why the containers have no need of them
    "PORTAL_BIND": "the image sets it",
    "PORTAL_DATA_DIR": "the image sets it",
    "PORTAL_STATIC_ROOT": "the image sets it",
    "PORTAL_DEMO": "an invented world is nothing for production",
}
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def table(heading: str) -> list[list[str]]:
    """The cells of the table whose head starts with `heading`."""
    _, _, rest = README.partition(f"| {heading} |")
    rows = rest.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def names_read(path: Path) -> Iterator[tuple[str, bool]]:
    """Every variable the file reads, and whether it may come from a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call | ast.Subscript):
            continue
        source = ast.unparse(node.func if isinstance(node, ast.Call) else node.value)
        owner, _, reader = source.rpartition(".")
        argument = next(iter(node.args), None) if isinstance(node, ast.Call) else node.slice
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            continue
        if owner == "env" and reader in READERS:
            yield argument.value, reader in SECRET_READERS
        elif source in {"os.environ.get", "os.environ", "environ.get"}:
            yield argument.value, False


def variables() -> set[tuple[str, bool]]:
    files = [*(ROOT / "gutersloh_portal").rglob("*.py"), ROOT / "deploy" / "gunicorn.conf.py"]
    return {found for path in files for found in names_read(path) if found[0] not in NOT_FOR_OPERATORS}


def test_the_table_of_settings_is_complete_and_true() -> None:
    told = {(row[0].split()[0].strip("`"), row[0].endswith("*")) for row in table("variable")}
    assert told == variables()
    names = [row[0].strip("`* ") for row in table("variable")]
    assert names == sorted(names)


def test_every_setting_of_the_table_reaches_the_containers() -> None:
    """A secret comes as the path of its file, everything else by its name."""
    parts = [part.get("environment", {}) for part in COMPOSE["services"].values() if "build" in part]
    given = {name for part in parts for name in part}
    told = {(row[0].split()[0].strip("`"), row[0].endswith("*")) for row in table("variable")}
    wanted = {f"{name}_FILE" if secret else name for name, secret in told if name not in NOT_IN_COMPOSE}
    assert given == wanted
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8").rpartition("FROM ")[2]
    fixed = [name for name, reason in NOT_IN_COMPOSE.items() if reason == "the image sets it"]
    assert [name for name in fixed if f"{name}=" not in image] == []


def test_every_secret_file_is_made_by_the_steps_of_the_readme() -> None:
    steps = README.partition("mkdir -m 700 secrets")[2].partition("chmod 444")[0]
    assert [name for name in COMPOSE["secrets"] if not re.search(rf"\b{name}\b", steps)] == []


def test_the_table_of_commands_is_complete_and_true() -> None:
    told = {re.split(r"[ `]", row[0].strip("`"))[0] for row in table("command")}
    there = {f"script/{path.name}" for path in (ROOT / "script").iterdir() if path.suffix != ".sh"}
    assert told == there | {".ci/run"}
    assert [name for name in told if not (ROOT / name).stat().st_mode & 0o111] == []


def test_the_table_names_every_command_of_manage_py() -> None:
    told = [row[0].split()[1].strip("`") for row in table("command") if row[0].startswith("`script/manage ")]
    told.remove("COMMAND")
    there = [path.stem for path in ROOT.glob("*/management/commands/*.py") if path.stem != "__init__"]
    assert sorted(told) == sorted(there)


def test_the_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_defaults_in_the_table_are_those_of_the_code() -> None:
    settings = (ROOT / "gutersloh_portal" / "settings.py").read_text(encoding="utf-8")
    for name, default, _ in table("variable"):
        if default.startswith("`") and default.endswith("`") and f'"{name}"' in settings:
            value = default.strip("`")
            call = re.search(rf'env\.\w+\("{name}"(?:, (?:default=)?"?([^")]*)"?)?\)', settings)
            assert call, name
            expected = {"1": {"True", "1"}, "0": {"False", "0", "None"}}.get(value, {value, "None"})
            assert str(call[1]) in expected, name
