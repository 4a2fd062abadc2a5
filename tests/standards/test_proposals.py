"""Needs that follow from the adopted standard, with the rule and the decision that say so."""

from __future__ import annotations

from needs.selectors import proposals_of
from tests.equipment.conftest import make_figures, make_stock
from tests.standards.conftest import rule


def test_what_is_missing_is_proposed_with_its_rule_and_decision(world, adopted):
    make_figures(world.school_a, teaching_rooms=10)
    make_stock(world.school_a, "PRES_DISPLAY", 4)

    def gaps():
        found = proposals_of(user=world.user("lead_a"), school=world.school_a, year=2027)
        return {one.key: (one.quantity, one.reason) for one in found if one.key.startswith("luecke")}

    assert "luecke-geraete" in gaps()  # no decision yet: the four targets
    adopted(rule())
    assert gaps() == {
        "luecke-PRES_DISPLAY": (
            6,
            "Soll 10 (1 × Interaktives Display je Unterrichtsraum), nutzbar 4. Standard 2026, Rat.",
        )
    }
