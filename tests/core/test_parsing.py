"""What a page put into its hidden fields, and what somebody else put there."""

from __future__ import annotations

import pytest

from core.parsing import hidden_version


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
