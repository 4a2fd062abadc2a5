"""What a scenario buys to reach a standard, beside what the wave replaces anyway."""

from __future__ import annotations

from decimal import Decimal

import pytest

from equipment.models import EquipmentType
from forecast.scenarios import comparison, ground_of
from tests.forecast.conftest import THIS_YEAR, reaching


def test_a_standard_is_reached_in_the_years_that_are_said(world, stock, price):
    stock("PRES_DISPLAY", due=THIS_YEAR + 9, quantity=3)
    price("2000.00", "PRES_DISPLAY")
    changes = reaching(world)
    ground = ground_of(user=world.user("staff"), authority=world.authority, first_year=THIS_YEAR)
    cells = ground.years(changes).cells
    assert [cell.pieces for cell in cells[:3]] == [3, 4, 0]  # seven of ten are missing
    assert [cell.invest for cell in cells[:3]] == [Decimal(6000), Decimal(8000), Decimal(0)]
    told = comparison(ground, {}, changes, names=("Plan", "Standard"))["assumptions"]
    sentence = (
        "Was heute von „%s“ fehlt und nicht ohnehin ersetzt wird, "
        "wird in den ersten 2 Jahren zusätzlich angeschafft."
    )
    assert told == [
        sentence % f"Ausstattungsstandard {THIS_YEAR}",
        "Ein abgenutztes Gerät, das dabei ersetzt wird, fällt am Ende seiner Nutzungsdauer nicht noch einmal an.",
    ]


def test_a_worn_out_piece_is_not_bought_twice(world, stock, price):
    """Eight of ten displays are worn out with five years of life left: replaced for the standard, and once alone."""
    stock("PRES_DISPLAY", due=THIS_YEAR + 5, quantity=8, condition="poor")
    price("2000.00", "PRES_DISPLAY")
    changes = reaching(world, years=2)
    ground = ground_of(user=world.user("staff"), authority=world.authority, first_year=THIS_YEAR)
    assert [cell.pieces for cell in ground.years({}).cells[:6]] == [0, 0, 0, 0, 0, 8]
    pieces = [cell.pieces for cell in ground.years(changes).cells]
    life = EquipmentType.objects.get(code="PRES_DISPLAY").useful_life
    expected = [5, 5, *[0] * 8]
    for at in (life, life + 1):
        if at < 10:
            expected[at] = 5
    assert pieces == expected


def test_a_standard_that_is_gone_buys_nothing(world, stock, price):
    stock("PRES_DISPLAY", due=THIS_YEAR + 9, quantity=3)
    changes = reaching(world, number=7)
    ground = ground_of(user=world.user("staff"), authority=world.authority, first_year=THIS_YEAR)
    assert ground.years(changes) == ground.years({})
    told = comparison(ground, {}, changes, names=("Plan", "Standard"))["assumptions"]
    assert told == [
        "Der Standard, der erreicht werden sollte, ist nicht mehr da: Zum Plan kommt nichts hinzu."
    ]


@pytest.mark.parametrize(
    ("lots", "changed", "pieces"),
    [
        # Ten are wanted. Too old: replaced by the wave at once, so only what nobody has is bought.
        ([{"due": THIS_YEAR - 2, "quantity": 8}], {}, [8 + 2, 0]),
        ([{"due": THIS_YEAR - 2, "quantity": 8, "state": "stored"}], {}, [8 + 2, 0]),
        ([{"due": THIS_YEAR - 2, "quantity": 13}], {}, [13, 0]),
        ([{"due": THIS_YEAR - 2, "quantity": 6}, {"due": THIS_YEAR + 1, "quantity": 3}], {}, [6 + 1, 3]),
        # What no wave replaces is bought: broken, without a year and worn out, planned with no life.
        ([{"due": THIS_YEAR - 2, "quantity": 8, "state": "broken"}], {}, [10, 0]),
        ([{"quantity": 8, "condition": "poor"}], {}, [10, 0]),
        ([{"due": THIS_YEAR - 2, "quantity": 8}], {"lives": {"PRES_DISPLAY": None}}, [10, 0]),
        # Worn out before its time: nobody waits for the end of its life, unless that is now.
        ([{"due": THIS_YEAR + 5, "quantity": 8, "condition": "poor"}], {}, [10, 0]),
        ([{"due": THIS_YEAR - 2, "quantity": 8, "condition": "poor"}], {}, [8 + 2, 0]),
        # Without a year of purchase it counts as usable.
        ([{"quantity": 8}], {}, [2, 0]),
    ],
)
def test_what_is_replaced_anyway_is_not_bought_as_well(world, stock, price, lots, changed, pieces):
    for lot in lots:
        stock("PRES_DISPLAY", **lot)
    changes = reaching(world, years=1) | changed
    found = ground_of(user=world.user("staff"), authority=world.authority, first_year=THIS_YEAR).years(
        changes
    )
    assert [cell.pieces for cell in found.cells[:2]] == pieces
