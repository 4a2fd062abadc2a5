"""No cent is lost: sums of what is shown are the shown sum."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import CENT, cents, digits, euro, gross, share_out

AMOUNTS = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=100_000), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("amount", "shown"), [("0.005", "0.01"), ("1.004", "1.00"), ("-0.005", "-0.01"), ("7", "7.00")]
)
def test_half_a_cent_goes_up(amount, shown):
    assert str(cents(Decimal(amount))) == shown


def test_less_than_nothing_has_a_real_minus():
    assert digits(Decimal("-1234.5")) == "\N{MINUS SIGN}1.234,50"
    assert euro(Decimal(-5)) == "\N{MINUS SIGN}5,00\N{NO-BREAK SPACE}€"
    assert digits(Decimal("1234.5")) == "1.234,50"


def test_value_added_tax_is_rounded_once():
    assert gross(Decimal("399.99"), Decimal(19)) == Decimal("475.99")
    assert gross(Decimal("399.99"), Decimal(0)) == Decimal("399.99")


@given(AMOUNTS, WEIGHTS)
def test_parts_add_up_and_none_is_a_cent_off(amount, weights):
    parts = share_out(amount, weights)
    assert sum(parts) == amount
    total = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        fair = amount * weight / total if total else amount / len(weights)
        assert abs(part - fair) < CENT + Decimal("1e-15")


@given(AMOUNTS, WEIGHTS)
def test_who_weighs_nothing_gets_nothing(amount, weights):
    parts = share_out(amount, weights)
    if any(weights):
        assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight)


def test_the_earlier_part_gets_the_odd_cent():
    assert share_out(Decimal("100.00"), [1, 1, 1]) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


def test_nobody_to_share_with():
    with pytest.raises(ValueError, match="nobody"):
        share_out(Decimal(1), [])
