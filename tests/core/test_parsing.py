"""Numbers and dates as people type them, and what a page put into its hidden fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.errors import DomainError
from core.parsing import hidden_version, parse_count, parse_date, parse_decimal


@pytest.mark.parametrize(
    ("sent", "version"),
    [
        ({"version": "0"}, 0),
        ({"version": "12"}, 12),
        ({"version": "-3"}, -1),
        ({"version": "x"}, -1),
        ({}, -1),
    ],
)
def test_a_version_that_no_page_told_fits_no_row(sent: dict[str, str], version: int) -> None:
    assert hidden_version(sent) == version


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None),
        ("28", Decimal(28)),
        ("1.234", Decimal(1234)),
        ("1.234,50", Decimal("1234.50")),
        ("1 234,5", Decimal("1234.5")),
        ("1.234.567", Decimal(1234567)),
        ("12.5", Decimal("12.5")),
        ("12,5", Decimal("12.5")),
        ("\u22123", Decimal(-3)),
        ("99,90 €", Decimal("99.90")),
    ],
)
def test_numbers(text, number):
    assert parse_decimal(text) == number


@pytest.mark.parametrize(
    "text", ["abc", "1,2,3", "1.23.4", "NaN", "1e5", "²", "1" * 16, "12 Stück", "1" + " " * 50 + "x"]
)
def test_no_numbers(text):
    with pytest.raises(DomainError):
        parse_decimal(text)


def test_counts():
    assert [parse_count(text) for text in ("", "0", "28", "28,0", "1.250")] == [None, 0, 28, 28, 1250]
    for text in ("-1", "2,5"):
        with pytest.raises(DomainError):
            parse_count(text)


def test_a_price_as_a_count_is_told_as_one_with_decimals():
    with pytest.raises(DomainError, match=r"„1\.234,50“ hat Nachkommastellen"):
        parse_count("1.234,50")


@pytest.mark.parametrize("text", ["15.10.2026", "2026-10-15", "15.10.26", "15/10/2026", "15.10.2026 08:30"])
def test_dates(text):
    assert parse_date(text) == date(2026, 10, 15)
    assert parse_date("  ") is None


@pytest.mark.parametrize("text", ["31.02.2026", "gestern", "2026", "10/15/2026"])
def test_no_dates(text):
    with pytest.raises(DomainError):
        parse_date(text)
