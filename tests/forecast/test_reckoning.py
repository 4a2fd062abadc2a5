"""The wave against a slow, obvious reckoning over random worlds; no cent is lost, whatever is grouped by."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast.reckoning import BY, Binding, Kind, Line, Plan, bindings, price_in, reckon, without_schools

FIRST = 2027
GROUPS = ("pupil_device", "network", "presentation")
MONEY = st.decimals(min_value="0.01", max_value="3000", places=2)
RATES = st.decimals(min_value="-5", max_value="9", places=1)

kinds = st.builds(
    Kind,
    group=st.sampled_from(GROUPS),
    life=st.none() | st.integers(1, 12),
    price=st.none() | MONEY,
    follow_up=st.just(Decimal(0)) | st.decimals(min_value="0.01", max_value="90", places=2),
)
lines = st.builds(
    Line,
    school=st.integers(1, 3),
    type=st.integers(1, 4),
    fund=st.none() | st.integers(1, 2),
    year=st.none() | st.integers(2010, 2030),
    quantity=st.integers(1, 300),
)
plans = st.builds(
    Plan,
    first_year=st.just(FIRST),
    kinds=st.fixed_dictionaries(dict.fromkeys(range(1, 5), kinds)),
    price_index=RATES,
    pupils=RATES,
    pupils_of=st.dictionaries(st.integers(1, 3), RATES, max_size=2),
    grows=st.just(frozenset({"pupil_device"})),
    shares=st.dictionaries(st.integers(1, 4), st.integers(0, 100).map(Decimal), max_size=2),
    fund_shares=st.dictionaries(st.integers(1, 2), st.integers(0, 100).map(Decimal), max_size=2),
    again=st.booleans(),
)
worlds = st.tuples(st.lists(lines, max_size=12), plans)


def slow(lines, plan):
    """Year by year and line by line: is this thing at its end in this year, and what does it cost then?"""
    cells: Counter = Counter()
    cent = Decimal("0.01")
    for at, year in enumerate(range(FIRST, FIRST + 10)):
        for line in lines:
            kind = plan.kinds[line.type]
            rate = plan.pupils_of.get(line.school, plan.pupils) if kind.group == "pupil_device" else 0
            grown, index = Decimal(line.quantity), Decimal(1)
            for _year in range(at):
                grown *= 1 + Decimal(rate) / 100
                index *= 1 + plan.price_index / 100
            pieces = int(grown.quantize(Decimal(1), ROUND_HALF_UP))
            cells["follow_up", at] += pieces * (kind.follow_up * index).quantize(cent, ROUND_HALF_UP)
            if kind.life is None or line.year is None:
                continue
            ends = max(line.year + kind.life, FIRST)
            if year != ends and not (plan.again and year > ends and (year - ends) % kind.life == 0):
                continue
            cells["pieces", at] += pieces
            if kind.price is None:
                cells["unpriced", at] += pieces
                continue
            unit = (kind.price * index).quantize(cent, ROUND_HALF_UP)
            cells["invest" if unit > 800 else "expense", at] += pieces * unit
            share = plan.shares.get(line.type, plan.fund_shares.get(line.fund, 0))
            cells["funded", at] += pieces * (unit * share / 100).quantize(cent, ROUND_HALF_UP)
    return {key: value for key, value in cells.items() if value}


def told(row):
    names = ("pieces", "unpriced", "expense", "invest", "funded", "follow_up")
    found = {(name, at): getattr(cell, name) for at, cell in enumerate(row.cells) for name in names}
    return {key: value for key, value in found.items() if value}


@settings(max_examples=120, deadline=None)
@given(worlds)
def test_the_wave_is_what_the_obvious_reckoning_says(world):
    lines, plan = world
    assert told(reckon(lines, plan).sums) == slow(lines, plan)


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_whatever_is_grouped_by_the_sums_are_the_same(world):
    lines, plan = world
    sums = [reckon(lines, plan, by=by).sums for by in BY]
    assert all(one == sums[0] for one in sums)
    schools = [reckon([line for line in lines if line.school == pk], plan).sums.total for pk in (1, 2, 3)]
    assert sum(one.euro for one in schools) == sums[0].total.euro
    assert sum(one.pieces for one in schools) == sums[0].total.pieces


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_no_piece_is_lost(world):
    """Without growth and without falling due again each piece stands in exactly one place."""
    lines, plan = world
    once = Plan(FIRST, plan.kinds, again=False)
    found = reckon(lines, once).sums
    placed = found.total.pieces + found.undated + found.later + found.unplanned
    assert placed == sum(line.quantity for line in lines)


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_where_no_school_grows_it_does_not_matter_where_a_piece_stands(world):
    lines, plan = world
    still = replace(plan, pupils=Decimal(0), pupils_of={})
    assert reckon(without_schools(lines), still).sums == reckon(lines, still).sums


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_amounts_are_whole_cents(world):
    lines, plan = world
    for cell in reckon(lines, plan).sums.cells:
        for amount in (cell.expense, cell.invest, cell.funded, cell.follow_up):
            assert amount == amount.quantize(Decimal("0.01"))


TABLET, DISPLAY = Kind("pupil_device", 4, Decimal("400.00")), Kind("presentation", 8, Decimal("800.00"))
PLAN = Plan(FIRST, {1: TABLET, 2: DISPLAY}, again=False)


def test_what_is_overdue_stands_in_the_first_year_and_is_told():
    row = reckon([Line(1, 1, None, 2018, 15), Line(1, 1, None, 2024, 5)], PLAN).rows["pupil_device"]
    assert ([cell.pieces for cell in row.cells[:3]], row.overdue) == ([15, 5, 0], 15)


def test_what_is_replaced_falls_due_again():
    plan = Plan(FIRST, PLAN.kinds)
    row = reckon([Line(1, 1, None, 2024, 5)], plan).rows["pupil_device"]
    assert [cell.pieces for cell in row.cells] == [0, 5, 0, 0, 0, 5, 0, 0, 0, 5]


def test_the_limit_parts_expense_from_investment():
    """800 € is still an expense; with two percent a year it is not in the next year."""
    plan = Plan(FIRST, PLAN.kinds, price_index=Decimal(2), again=False)
    cells = reckon([Line(1, 2, None, 2019, 1), Line(1, 2, None, 2020, 1)], plan).sums.cells
    assert [(cell.expense, cell.invest) for cell in cells[:2]] == [(800, 0), (0, 816)]


@pytest.mark.parametrize(
    ("price", "at", "index", "told"),
    [
        ("10.00", 0, "5", "10.00"),
        ("100.00", 2, "2.5", "105.06"),
        ("0.10", 1, "5", "0.11"),
        ("9.99", 1, "0", "9.99"),
    ],
)
def test_the_index_compounds_and_is_rounded_once(price, at, index, told):
    assert price_in(Decimal(price), at, Decimal(index)) == Decimal(told)


def test_bindings_end_by_year_and_tell_what_is_worn_out_before():
    lines = [
        Line(1, 1, 7, 2025, 10),  # bound until 2030, worn out in 2029
        Line(2, 2, 7, 2025, 3),  # bound until 2030, in use until 2033
        Line(1, 1, 7, 2015, 9),  # over
        Line(1, 1, 8, 2025, 9),  # no period known
        Line(1, 1, None, 2025, 9),
        Line(1, 1, 7, None, 9),
    ]
    assert bindings(lines, PLAN, {7: 5}) == [Binding(7, 2030, 13, 10)]
