"""script/bench knows every measure by its name, so that one can be taken alone."""

from __future__ import annotations

import inspect

import pytest

from bench import __main__, processes

NAMES = (
    "pages",
    "register_import",
    "school_report",
    "all_reports",
    "memory_web",
    "memory_worker",
    "live_60",
    "milestones_10y",
)


@pytest.mark.parametrize("name", NAMES)
def test_every_measure_is_known_and_told(name: str) -> None:
    assert name in __main__.measures()
    assert name in str(__main__.__doc__)


@pytest.mark.parametrize("name", processes.MEASURES)
def test_a_measure_is_printed_under_its_own_name(name: str) -> None:
    assert f'"{name}"' in inspect.getsource(processes.MEASURES[name])
