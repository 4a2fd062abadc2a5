"""The wave against a slow, obvious reckoning over random worlds; no cent is lost, whatever is grouped by."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast.reaching import Early, brought_forward, reach, spread, to_buy
from forecast.reckoning import (
    BY,
    Binding,
    Kind,
    Line,
    Plan,
    Purchase,
    bindings,
    price_in,
    reckon,
    without_schools,
)
from standards.reckoning import Lot, is_usable

FIRST = 2027
GROUPS = ("pupil_device", "network", "presentation")
MONEY = st.decimals(min_value="0.01", max_value="3000", places=2)
COSTS = ("support", "licence", "insurance", "undivided")
RATES = st.decimals(min_value="-5", max_value="9", places=1)

kinds = st.builds(
    Kind,
    group=st.sampled_from(GROUPS),
    life=st.none() | st.integers(1, 12),
    price=st.none() | MONEY,
    follow_up=st.dictionaries(
        st.sampled_from(COSTS), st.decimals(min_value="0.00", max_value="90", places=2), max_size=3
    ),
)
lines = st.builds(
    Line,
    school=st.integers(1, 3),
    type=st.integers(1, 4),
    fund=st.none() | st.integers(1, 2),
    year=st.none() | st.integers(2010, 2030),
    quantity=st.integers(1, 300),
)
purchases = st.builds(
    Purchase,
    school=st.integers(1, 3),
    type=st.integers(1, 4),
    at=st.integers(0, 9),
    quantity=st.integers(1, 90),
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
    purchases=st.lists(purchases, max_size=4).map(tuple),
    again=st.booleans(),
)
worlds = st.tuples(st.lists(lines, max_size=12), plans)


def slow_purchases(plan):
    """The same for what is bought beside the stock: new in its year, and again whenever its life is over."""
    cells: Counter = Counter()
    cent = Decimal("0.01")
    for at, bought in product(range(10), plan.purchases):
        kind, age = plan.kinds[bought.type], at - bought.at
        index = (1 + plan.price_index / 100) ** at
        if age < 0:
            continue
        for name, cost in kind.follow_up.items():
            cells[name, at] += bought.quantity * (cost * index).quantize(cent, ROUND_HALF_UP)
        if age and not (plan.again and kind.life and age % kind.life == 0):
            continue
        cells["pieces", at] += bought.quantity
        if kind.price is None:
            cells["unpriced", at] += bought.quantity
            continue
        unit = (kind.price * index).quantize(cent, ROUND_HALF_UP)
        cells["invest" if unit > 800 else "expense", at] += bought.quantity * unit
        share = (unit * plan.shares.get(bought.type, 0) / 100).quantize(cent, ROUND_HALF_UP)
        cells["funded", at] += bought.quantity * share
    return cells


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
            for name, cost in kind.follow_up.items():
                cells[name, at] += pieces * (cost * index).quantize(cent, ROUND_HALF_UP)
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
    cells.update(slow_purchases(plan))
    return {key: value for key, value in cells.items() if value}


def told(row):
    names = ("pieces", "unpriced", "expense", "invest", "funded")
    found = {(name, at): getattr(cell, name) for at, cell in enumerate(row.cells) for name in names}
    found |= {(kind, at): amount for at, cell in enumerate(row.cells) for kind, amount in cell.kept.items()}
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
    schools = []
    for pk in (1, 2, 3):
        own = tuple(one for one in plan.purchases if one.school == pk)
        its = replace(plan, purchases=own)
        schools.append(reckon([line for line in lines if line.school == pk], its).sums.total)
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


@given(st.integers(0, 5000), st.integers(1, 10))
def test_purchases_are_spread_evenly_and_none_is_lost(pieces, years):
    parts = spread(pieces, years)
    assert (len(parts), sum(parts)) == (years, pieces)
    assert max(parts) - min(parts) <= 1


lots = st.builds(
    Lot,
    quantity=st.integers(1, 60),
    purchase_year=st.none() | st.integers(2010, FIRST),
    is_sound=st.booleans(),
)


def slow_wanted(stock, target, life, max_age, years):
    """Piece by piece: a place is filled by what is usable, and by what the wave puts something new in place of."""
    empty = target
    for lot in stock:
        age = None if lot.purchase_year is None else FIRST - lot.purchase_year
        is_fit = lot.is_sound and (max_age is None or age is None or age < max_age)
        is_replaced = age is not None and life is not None and (lot.is_sound or life - age < years)
        for _piece in range(lot.quantity):
            empty -= 1 if is_fit or is_replaced else 0
    return max(empty, 0)


def slow_reached(stock, wanted, life, years):
    """Piece by piece: each that is bought takes the place of the oldest worn-out one that waits, or of nothing.

    What takes a place is new in its year and the old piece is gone from the wave; its follow-up cost goes on.
    """
    at_of = [at for at, part in enumerate(spread(wanted, years)) for _piece in range(part)]
    waiting = sorted(
        lot.purchase_year
        for lot in stock
        if life is not None and not lot.is_sound and lot.purchase_year is not None
        for _piece in range(lot.quantity)
        if lot.purchase_year + life >= FIRST + years
    )
    gone = waiting[: len(at_of)]
    moved = Counter(at_of[: len(gone)])
    left = [Line(1, 1, None, FIRST + at - life, pieces) for at, pieces in moved.items()]
    taken = Counter(gone)
    for lot in stock:
        out = min(taken[lot.purchase_year], lot.quantity) if not lot.is_sound else 0
        taken[lot.purchase_year] -= out
        if lot.quantity > out:
            left.append(Line(1, 1, None, lot.purchase_year, lot.quantity - out))
    return left, at_of[len(gone) :]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(lots, max_size=6),
    st.integers(0, 250),
    kinds,
    st.none() | st.integers(1, 9),
    st.integers(1, 4),
)
def test_a_standard_is_reached_without_buying_what_the_wave_replaces(stock, target, kind, max_age, years):
    fit = [lot for lot in stock if is_usable(lot, this_year=FIRST, max_age=max_age)]
    missing = max(target - sum(lot.quantity for lot in fit), 0)
    worn = [lot for lot in stock if lot not in fit]
    bought, moved = reach(missing, worn, life=kind.life, first_year=FIRST, years=years)
    plan = Plan(FIRST, {1: kind}, purchases=tuple(Purchase(1, 1, *part) for part in bought))
    held = [Line(1, 1, None, lot.purchase_year, lot.quantity) for lot in stock]
    planned = brought_forward(held, [Early(1, 1, *part) for part in moved], plan)
    wanted = slow_wanted(stock, target, kind.life, max_age, years)
    assert to_buy(missing, worn, life=kind.life, first_year=FIRST, years=years) == wanted
    left, new = slow_reached(stock, wanted, kind.life, years)
    expected = replace(plan, purchases=tuple(Purchase(1, 1, *one) for one in Counter(new).items()))
    assert told(reckon(planned, plan).sums) == slow(left, expected)
    assert sum(line.quantity for line in planned) == sum(lot.quantity for lot in stock)
    overdue = sum(
        lot.quantity for lot in stock if kind.life and (lot.purchase_year or FIRST) + kind.life <= FIRST
    )
    first = reckon(held, replace(plan, again=False)).sums.cells[0].pieces
    assert first <= max(target, overdue)


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_amounts_are_whole_cents(world):
    lines, plan = world
    for cell in reckon(lines, plan).sums.cells:
        assert cell.follow_up == sum(cell.kept.values())
        for amount in (cell.expense, cell.invest, cell.funded, *cell.kept.values()):
            assert amount == amount.quantize(Decimal("0.01"))


TABLET, DISPLAY = Kind("pupil_device", 4, Decimal("400.00")), Kind("presentation", 8, Decimal("800.00"))
PLAN = Plan(FIRST, {1: TABLET, 2: DISPLAY}, again=False)


def test_a_cost_of_nothing_is_kept_and_an_unknown_one_is_not():
    plan = Plan(FIRST, {1: Kind("network", None, follow_up={"support": Decimal(0)})})
    cell = reckon([Line(1, 1, None, None, 5)], plan).sums.cells[0]
    assert cell.kept == {"support": Decimal(0)}


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
