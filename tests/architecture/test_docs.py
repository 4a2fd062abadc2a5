"""What the code cites stands in the documentation, and the other way round."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.places import APPS, ROOT, files, name_of

CITED = re.compile(r"\(trust(?:\.md| rules?)? ([^)]*)\)")
RULE = re.compile(r"([A-Z])(\d+)(?: to [A-Z](\d+))?")


def sources() -> list[Path]:
    return [path for path in files(".py") if path != Path(__file__)]


def rules_in(text: str) -> Iterator[str]:
    """One citation may name several rules, or the first and the last of a run."""
    for cited in CITED.findall(text):
        for letter, first, last in RULE.findall(cited):
            width = len(first)
            yield from (f"{letter}{n:0{width}}" for n in range(int(first), int(last or first) + 1))


def table_rows(name: str) -> list[list[str]]:
    lines = (ROOT / "docs" / name).read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]


def test_every_cited_rule_is_written_down() -> None:
    cited = {rule for path in sources() for rule in rules_in(path.read_text("utf-8"))}
    known = {row[0] for row in table_rows("rules.md")} - {"rule", "---"}
    assert cited == known


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("cut off (trust A91, A92).", ["A91", "A92"]),
        ("looked at (trust.md A98 to A100).", ["A98", "A99", "A100"]),
        ("a lease (trust rule R7)", ["R7"]),
    ],
)
def test_a_cited_rule_is_found(text: str, rules: list[str]) -> None:
    assert list(rules_in(text)) == rules


def test_the_glossary_knows_every_model_and_the_words_of_the_screens() -> None:
    rows = [row for row in table_rows("glossary.md") if row[0].startswith("`")]
    words = {row[0].strip("`"): row[1].partition(" (")[0] for row in rows}
    ours = {model.__name__ for model in apps.get_models() if model._meta.app_label in APPS}
    assert ours - set(words) == set()
    shown = (ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po").read_text("utf-8").lower()
    assert [word for word in words.values() if word != "–" and word.lower() not in shown] == []


def test_layers_name_modules_that_exist() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    inside = next(one for one in contracts if "containers" in one)
    wanted = set(re.findall(r"\w+", " ".join(inside["layers"])))
    there = {path.stem for name in inside["containers"] for path in (ROOT / name).iterdir()}
    assert wanted - there == set()


def test_no_topic_has_two_entries_in_one_part_of_the_changelog() -> None:
    for part in re.split(r"^##+ ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE):
        topics = re.findall(r"^- \*\*(.+?)\*\*", part, flags=re.MULTILINE)
        assert [topic for topic in topics if topics.count(topic) > 1] == []


def test_documents_and_tests_that_the_code_names_exist() -> None:
    named = re.compile(r"docs/(?:adr/\d{4}|[a-z]+(?:\.md)?)|\btests/[a-z_/]+\.py")
    docs = [
        name_of(path) for folder in ("docs", "tests") for path in files(".md", ".py", under=ROOT / folder)
    ]
    missing = {
        (name_of(path), name)
        for path in sources()
        for name in named.findall(path.read_text("utf-8"))
        if not any(doc.startswith(name) for doc in docs)
    }
    assert missing == set()
