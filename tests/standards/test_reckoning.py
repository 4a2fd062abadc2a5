"""Targets and usable stock against a slow, obvious reference, over random worlds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.framework import fixed_span
from standards.reckoning import Basis, Lot, Rule, basis_of, target, target_of, usable

COUNT = st.integers(0, 60)
YEARS = st.dictionaries(st.integers(1, 13), st.tuples(st.integers(0, 6), st.integers(0, 180)), max_size=13)
RULES = st.lists(
    st.builds(
        Rule,
        quantity=st.integers(1, 20),
        every=st.integers(1, 5),
        per=st.sampled_from(["pupil", "class", "teacher", "room", "school"]),
        school_types=st.sampled_from([(), ("02",), ("20", "15")]),
        room_type=st.sampled_from(["", "specialist", "library"]),
    ),
    max_size=5,
)
ROOMS = st.fixed_dictionaries({"specialist": COUNT, "library": COUNT})
LOTS = st.lists(
    st.builds(Lot, st.integers(1, 40), st.none() | st.integers(2010, 2027), st.booleans()), max_size=12
)


def pieces_one_by_one(rule: Rule, counted: int) -> int:
    """A set whenever somebody without one stands there."""
    pieces = covered = 0
    while covered < counted:
        pieces += rule.quantity
        covered += rule.every
    return pieces


@given(RULES, st.sampled_from(["02", "10", "15", "20"]), COUNT, COUNT, COUNT, COUNT, ROOMS)
@settings(max_examples=60)
def test_targets_are_what_counting_one_by_one_gives(
    rules, school_type, pupils, classes, teachers, rooms, by_type
):
    basis = Basis(school_type, pupils, classes, teachers, rooms, rooms_by_type=by_type)
    numbers = {"pupil": pupils, "class": classes, "teacher": teachers, "room": rooms, "school": 1}
    expected = sum(
        pieces_one_by_one(
            rule, by_type[rule.room_type] if rule.per == "room" and rule.room_type else numbers[rule.per]
        )
        for rule in rules
        if not rule.school_types or school_type in rule.school_types
    )
    assert target(rules, basis) == expected


@given(YEARS, st.integers(1, 13), st.integers(1, 13), st.sampled_from(["pupil", "class"]))
@settings(max_examples=60)
def test_year_groups_are_added_up(years, one, other, per):
    first, last = sorted((one, other))
    rule = Rule(1, 1, per, (), first, last)
    expected = sum(
        years[year][1 if per == "pupil" else 0] for year in range(first, last + 1) if year in years
    )
    if years:
        assert basis_of(rule, Basis("20", 900, 30, years=years)) == expected


@given(LOTS, st.none() | st.integers(1, 12))
@settings(max_examples=60)
def test_usable_is_what_looking_at_each_piece_gives(lots, max_age):
    def is_good(lot):
        too_old = (
            max_age is not None and lot.purchase_year is not None and 2026 - lot.purchase_year >= max_age
        )
        return lot.is_sound and not too_old

    pieces = [lot for lot in lots for _piece in range(lot.quantity)]
    assert usable(lots, this_year=2026, max_age=max_age) == len([one for one in pieces if is_good(one)])


@pytest.mark.parametrize(
    ("school_type", "first", "last", "counted"),
    [
        ("02", 1, 6, 8),  # a primary school lies within years 1 to 6
        ("02", 7, 13, 0),
        ("20", 1, 6, None),  # years 5 and 6 of a Gymnasium: nobody knows how many
        ("20", 5, 13, 8),
        ("08", 1, 13, None),  # no span: the figures must say it
    ],
)
def test_without_year_groups_only_all_or_nothing_is_said(school_type, first, last, counted):
    assert (
        basis_of(
            Rule(15, 2, "class", (), first, last), Basis(school_type, 200, 8, span=fixed_span(school_type))
        )
        == counted
    )


def test_one_number_missing_makes_the_target_unknown():
    rules = [Rule(1, 1, "room"), Rule(1, 1, "school")]
    assert target(rules, Basis("02", rooms=None)) is None
    assert target(rules[1:], Basis("02", rooms=None)) == 1
    assert (
        target([Rule(1, 1, "room", room_type="library")], Basis("02", rooms=9, rooms_by_type={"hall": 1}))
        is None
    )


def test_sets_are_whole():
    assert [target_of(Rule(15, 2, "class"), n) for n in (0, 1, 2, 3, 5)] == [0, 15, 15, 30, 45]
