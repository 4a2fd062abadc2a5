"""Replacement years: every branch of the wave."""

import pytest

from equipment.lifecycle import ClassWave, Item, replacement_wave, replacement_year


@pytest.mark.parametrize(
    ("purchase_year", "useful_life", "expected"),
    [(2022, 4, 2026), (None, 4, None), (2022, None, None), (None, None, None), (2022, 0, 2022)],
)
def test_replacement_year(purchase_year, useful_life, expected):
    assert replacement_year(purchase_year, useful_life) == expected


def test_wave_sums_by_class_and_year():
    wave = replacement_wave(
        [
            Item("tablet", 15, 2024, 4),
            Item("tablet", 10, 2024, 4),
            Item("tablet", 5, 2023, 4),
            Item("display", 2, 2020, 8),
        ],
        first_year=2026,
        horizon=3,
    )
    assert wave.years == (2026, 2027, 2028)
    assert wave.classes == {
        "tablet": ClassWave(by_year={2028: 25, 2027: 5}),
        "display": ClassWave(by_year={2028: 2}),
    }
    assert wave.totals == {2026: 0, 2027: 5, 2028: 27}


def test_overdue_things_fall_into_the_first_year_and_are_named():
    wave = replacement_wave([Item("t", 7, 2018, 4), Item("t", 3, 2022, 4)], first_year=2026, horizon=2)
    assert wave.classes == {"t": ClassWave(by_year={2026: 10}, overdue=7)}


def test_unknown_year_stands_apart_and_unplanned_types_are_left_out():
    wave = replacement_wave(
        [Item("t", 7, None, 4), Item("licence", 90, 2022, None), Item("t", 4, 2030, 8)],
        first_year=2026,
        horizon=10,
    )
    assert wave.classes == {"t": ClassWave(later=4, unknown=7)}
    assert set(wave.totals.values()) == {0}


def test_last_year_shown_is_inside():
    wave = replacement_wave([Item("t", 1, 2031, 4), Item("t", 2, 2032, 4)], first_year=2026, horizon=10)
    assert wave.classes == {"t": ClassWave(by_year={2035: 1}, later=2)}
