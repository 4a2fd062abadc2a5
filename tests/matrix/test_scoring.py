"""Pure arithmetic: four states, who waits, what changed. No database."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from matrix import scoring
from matrix.scoring import Change, Distribution, Standing, Wait, changes, distribution, unanswered, waits


def at(code: str, stage: int | None = None, **extra: object) -> Standing:
    return Standing(code, "rated" if stage else "none", stage, **extra)


def test_the_module_knows_no_django():
    tree = ast.parse(Path(scoring.__file__).read_text(encoding="utf-8"))
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert found == {"__future__", "collections", "collections.abc", "dataclasses"}


@pytest.mark.parametrize(
    ("standing", "wanted"),
    [
        (at("S", 1), 2),
        (at("S", 4), None),
        (at("S", 2, target_stage=3), 3),
        (at("S", 2, target_stage=2), None),
        (at("S", 2, target_stage=9), 3),
        (at("S"), None),
        (Standing("S", "unknown", None, target_stage=3), None),
        (Standing("S", "not_applicable"), None),
    ],
)
def test_next_stage(standing, wanted):
    assert standing.next_stage(4) == wanted


def test_who_is_ahead_waits_for_who_is_behind():
    own = [at("S4.2", 2)]
    other = [at("T2.3", 1, target_stage=3, target_year=2027)]
    assert waits(own, other, highest=4) == [Wait("S4.2", 3, "T2.3", 1, 2, 3, 2027)]
    assert waits(other, own, highest=4) == []


def test_on_equal_stages_nobody_waits():
    assert waits([at("S", 2)], [at("T", 2)], highest=4) == []
    assert waits([at("T", 2)], [at("S", 2)], highest=4) == []


def test_unanswered_is_no_zero_and_makes_nobody_wait():
    others = [at("T1"), Standing("T2", "unknown"), Standing("T3", "not_applicable"), at("T4", 1)]
    assert [wait.other for wait in waits([at("S", 3)], others, highest=4)] == ["T4"]
    assert unanswered(others) == ["T1", "T2"]


def test_who_has_arrived_waits_for_nobody():
    assert waits([at("S", 3, target_stage=3)], [at("T", 1)], highest=4) == []
    assert waits([at("S", 4)], [at("T", 1)], highest=4) == []


def test_distribution_counts_states_apart():
    pairs = [
        ("rated", 1),
        ("rated", 3),
        ("rated", 3),
        ("unknown", None),
        ("not_applicable", None),
        ("none", None),
    ]
    found = distribution(pairs, highest=3)
    assert found == Distribution(stages=(1, 0, 2), unknown=1, not_applicable=1, none=1)
    assert (found.rated, found.total) == (3, 6)


def test_changes_by_kind():
    old = {
        "A": {"state": "rated", "stage": 1},
        "B": {"state": "rated", "stage": 3},
        "E": {"state": "unknown"},
    }
    old |= {"F": {"state": "rated", "stage": 2}, "G": {"state": "rated", "stage": 2}}
    new = {"A": {"state": "rated", "stage": 2}, "B": {"state": "rated", "stage": 1}}
    new |= {
        "C": {"state": "rated", "stage": 1},
        "D": {"state": "unknown"},
        "E": {"state": "rated", "stage": 1},
    }
    new |= {"G": {"state": "rated", "stage": 2}}
    assert [(change.code, change.kind) for change in changes(old, new)] == [
        ("A", "raised"),
        ("B", "lowered"),
        ("C", "rated"),
        ("D", "other"),
        ("E", "rated"),
        ("F", "other"),
    ]
    assert changes(new, new) == []
    assert changes({}, {"A": {"state": "rated", "stage": 2}}) == [Change("A", "none", None, "rated", 2)]
