"""Every table that leaves the portal is read back by a test, or nobody reads it and here is why."""

from __future__ import annotations

import re

import pytest

from tests.architecture.places import ROOT
from tests.permissions.addresses import ROUTES

ROUND_TRIPS = {  # address -> where import(export(x)) = x is shown
    "equipment:stock_export": (
        "tests/equipment/test_round_trip.py",
        "test_reading_what_was_exported_gives_the_same",
    ),
    "schools:competence_export": (
        "tests/schools/test_competence_files.py",
        "test_what_goes_out_comes_in_unchanged",
    ),
    "matrix:catalogue_example": (
        "tests/matrix/test_catalogue_pages.py",
        "test_the_matrix_in_force_is_the_example_of_the_format",
    ),
}
NOBODY_IMPORTS = {  # address -> why no importer reads it
    "equipment:bulk_template_export": "the names of the columns without a line, to be filled in",
    "equipment:price_export": "prices are entered one by one, each with its dates and contract",
    "equipment:network_export": "connections and rooms stand in one list for people; both are kept in forms",
    "forecast:wave_export": "reckoned from stock, lives and prices",
    "needs:round_export": "needs are decided in the portal, with who and when",
    "planning:ranking_export": "the order is reckoned and moved in the portal, with reasons",
    "planning:budget_export": "amounts follow from needs, orders and decisions",
    "schools:training_export": "a plan of a few lines that is kept in a form",
    "standards:gap_export": "reckoned from standard, figures and stock",
}


def exports() -> set[str]:
    return {name for name in ROUTES if name.endswith(("_export", "_example"))}


def test_each_export_is_read_back_or_says_why_nobody_reads_it() -> None:
    assert exports() == ROUND_TRIPS.keys() | NOBODY_IMPORTS.keys()
    assert not ROUND_TRIPS.keys() & NOBODY_IMPORTS.keys()
    assert all(NOBODY_IMPORTS.values())


@pytest.mark.parametrize(("path", "name"), ROUND_TRIPS.values())
def test_the_round_trip_is_there(path: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
