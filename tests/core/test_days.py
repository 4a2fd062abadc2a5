"""Days as they are told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.days import day_in_figures, day_in_words, told_day


@pytest.mark.parametrize(
    ("day", "figures", "words"),
    [
        (date(2026, 12, 6), "06.12.2026", "6. Dezember 2026"),
        (datetime(2027, 3, 1, 23, 30, tzinfo=UTC), "02.03.2027", "2. März 2027"),  # half past midnight here
        (datetime(2027, 7, 1, 21, 59, tzinfo=UTC), "01.07.2027", "1. Juli 2027"),
        (datetime(2027, 7, 1, 22, 0, tzinfo=UTC), "02.07.2027", "2. Juli 2027"),
        (None, "", ""),
    ],
)
def test_a_day_is_that_of_the_clock_on_the_wall(day: date | None, figures: str, words: str) -> None:
    assert (day_in_figures(day), day_in_words(day)) == (figures, words)


def test_a_day_out_of_the_trail_is_told_like_any_other_and_other_texts_stay() -> None:
    assert [told_day(text) for text in ("2026-12-06", "offen", "")] == ["06.12.2026", "offen", ""]
