"""Needs that follow from the adopted standard, with the rule and the decision that say so."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipment.models import StockBatch
from needs.selectors import proposals_of
from standards import services
from standards.selectors import gap_of_school
from tests.equipment.conftest import make_figures, make_stock
from tests.standards.conftest import DECISION, rule

YEAR = timezone.localdate().year + 1


def test_what_is_missing_is_proposed_with_its_rule_and_decision(world, adopted):
    make_figures(world.school_a, teaching_rooms=10)
    make_stock(world.school_a, "PRES_DISPLAY", 4)

    def gaps():
        found = proposals_of(user=world.user("lead_a"), school=world.school_a, year=YEAR)
        return {one.key: (one.quantity, one.reason) for one in found if one.key.startswith("luecke")}

    assert "luecke-geraete" in gaps()  # no decision yet: the four targets
    adopted(rule())
    assert gaps() == {
        "luecke-PRES_DISPLAY": (
            6,
            "Soll 10 (1 × Interaktives Display je Unterrichtsraum), vorhanden: 4. Standard 2026, Rat.",
        )
    }


def proposed(world):
    return proposals_of(user=world.user("lead_a"), school=world.school_a, year=YEAR)


def test_what_is_worn_out_is_proposed_once(world, adopted):
    adopted(rule("DEV_TEACHER", per="teacher"), rule("PRES_DISPLAY"))
    make_figures(world.school_a, teachers=18, teaching_rooms=4, presentation_rooms=0)
    make_stock(world.school_a, "DEV_TEACHER", 16, purchase_year=2015)
    make_stock(world.school_a, "PRES_DISPLAY", 7, purchase_year=2010)  # more than are wanted
    make_stock(world.school_a, "NET_AP", 5, purchase_year=2010)  # the standard says nothing about it
    assert {one.key: (one.quantity, one.kind) for one in proposed(world)} == {
        "ersatz-DEV_TEACHER": (16, "replacement"),
        "luecke-DEV_TEACHER": (2, "extension"),
        "ersatz-PRES_DISPLAY": (4, "replacement"),
        "ersatz-NET_AP": (5, "replacement"),
    }
    assert next(one.reason for one in proposed(world) if one.key == "ersatz-DEV_TEACHER") == (
        f"Soll 18 (1 × Dienstgerät Lehrkraft je Lehrkraft), {YEAR} nutzbar: 0, nicht mehr nutzbar: 16. "
        "Standard 2026, Rat."
    )


def test_what_ends_in_the_planning_year_is_replaced(world, adopted):
    """A display is used for eight years; what is beyond the target is not replaced."""
    adopted(rule())
    make_figures(world.school_a, teaching_rooms=10)
    make_stock(world.school_a, "PRES_DISPLAY", 8, purchase_year=YEAR - 7)
    make_stock(world.school_a, "PRES_DISPLAY", 5, purchase_year=YEAR - 8)
    assert [(one.key, one.quantity) for one in proposed(world)] == [("ersatz-PRES_DISPLAY", 2)]


def test_where_a_figure_is_missing_what_is_due_is_replaced(world, adopted):
    adopted(rule())
    make_stock(world.school_a, "PRES_DISPLAY", 5, purchase_year=YEAR - 8)
    assert [(one.key, one.quantity) for one in proposed(world)] == [("ersatz-PRES_DISPLAY", 5)]


def test_a_year_ahead_is_measured_by_the_standard_that_counts_then(world, adopted):
    """Decided for August 2099: the proposals of 2098 still go by the version before, those of 2099 by the new one."""
    make_figures(world.school_a, teaching_rooms=10)
    old = adopted(rule())
    new = services.begin_draft(world.authority, actor=world.user("staff"))
    new.rules.update(quantity=2)
    later = DECISION | {"title": "Standard 2099", "valid_from": date(2099, 8, 1)}
    services.adopt(new, **later, actor=world.user("staff"))
    versions = {}
    for year in (None, 2025, 2098, 2099, 2100):
        table = gap_of_school(user=world.user("lead_a"), school=world.school_a, year=year)
        versions[year] = (table.version, table.lines[0].target)
    before, after = (old, 10), (new, 20)
    assert versions == {None: before, 2025: before, 2098: before, 2099: after, 2100: after}
    proposed_then = proposals_of(user=world.user("lead_a"), school=world.school_a, year=2099)
    gap = next(one for one in proposed_then if one.key == "luecke-PRES_DISPLAY")
    assert (gap.quantity, "Standard 2099, Rat." in gap.reason) == (20, True)


lots = st.fixed_dictionaries(
    {
        "code": st.sampled_from(["PRES_DISPLAY", "DEV_TEACHER"]),
        "quantity": st.integers(1, 12),
        "purchase_year": st.none() | st.integers(2012, YEAR),
        "state": st.sampled_from(["in_use", "stored", "broken", "retired"]),
        "condition": st.sampled_from(["good", "poor"]),
    }
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stock=st.lists(lots, max_size=6))
def test_no_more_is_proposed_than_is_missing(world, standard_of_two, stock):
    StockBatch.unscoped.all().delete()
    for at, lot in enumerate(stock):
        make_stock(world.school_a, **lot, room=f"R{at}")
    found: Counter[str] = Counter()
    for one in proposed(world):
        found[one.type.code] += one.quantity
    table = gap_of_school(user=world.user("lead_a"), school=world.school_a, year=YEAR)
    assert dict(found) == {line.type.code: line.target - line.usable for line in table.lines if line.missing}


@pytest.fixture
def standard_of_two(world, adopted):
    make_figures(world.school_a, teachers=18, teaching_rooms=10)
    return adopted(rule("DEV_TEACHER", per="teacher"), rule())


def test_what_a_school_has_nothing_of_is_first_equipment(world, adopted):
    adopted(rule())
    make_figures(world.school_a, teaching_rooms=10)
    assert [(one.quantity, one.kind) for one in proposed(world)] == [(10, "first")]
    make_stock(world.school_a, "PRES_DISPLAY", 1)
    assert [(one.quantity, one.kind) for one in proposed(world)] == [(9, "extension")]
