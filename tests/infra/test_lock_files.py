"""The lock files can be installed tomorrow too, when newer versions have come out."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.infra.conftest import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[([a-z0-9,_-]+)\])?==", re.MULTILINE)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_a_pin_names_the_extras_that_others_ask_for(path):
    """pip takes an extra that the pin leaves out for a package without a pin, as soon as a newer version exists."""
    pins = {
        canonicalize_name(name): set(extras.split(",")) if extras else set()
        for name, extras in PIN.findall(path.read_text())
    }
    asked = {
        (name, extra)
        for owner, extras in pins.items()
        for wanted in _requirements(owner, extras)
        for extra in wanted.extras
        if (name := canonicalize_name(wanted.name)) in pins
    }
    assert ("fonttools", "woff") in asked  # WeasyPrint asks for it: the search finds something
    assert {(name, extra) for name, extra in asked if extra not in pins[name]} == set()


def _requirements(name: str, extras: set[str]) -> list[Requirement]:
    """What an installed package asks for here; nothing for one that this platform does without."""
    try:
        found = [Requirement(text) for text in requires(name) or []]
    except PackageNotFoundError:
        return []
    contexts = [{"extra": extra} for extra in (*extras, "")]
    return [one for one in found if not one.marker or any(one.marker.evaluate(c) for c in contexts)]
