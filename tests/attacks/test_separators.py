"""A first line `sep=` with a sign that separates nothing is no word to obey."""

import pytest

from core.delimited import csv_lines


@pytest.mark.parametrize("sign", ['"', "\r", " "])
def test_a_sign_that_separates_nothing(sign: str):
    delimiter, _lines = csv_lines(f"sep={sign}\na;b\n")
    assert delimiter != sign


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_a_sign_that_separates(sign: str):
    delimiter, lines = csv_lines(f"sep={sign}\na{sign}b\n")
    assert (delimiter, list(lines)) == (sign, [(2, ["a", "b"])])
