"""Amounts and days of a column: read alike, or refused, never guessed for one of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from core.notation import Days, Decimals, Years


def column(kind, *texts):
    """What each text of the column means; None for a refusal."""
    found = kind()
    for text in texts:
        found.see(text)
    meanings = []
    for text in texts:
        try:
            meanings.append(str(found.read(text)))
        except DomainError:
            meanings.append(None)
    return meanings, found.words()


@pytest.mark.parametrize(
    ("texts", "meanings", "words"),
    [
        (["1.234,50", "399 €", "12"], ["1234.50", "399.00", "12.00"], "Dezimalkomma"),
        (["1,234.50", "EUR 399", "0.5"], ["1234.50", "399.00", "0.50"], "Dezimalpunkt"),
        (["1234.5", "1234,5"], ["1234.50", "1234.50"], "Dezimalkomma und Dezimalpunkt"),
        (["1.234", "12,50"], ["1234.00", "12.50"], "Dezimalkomma"),
        (["1,234", "12.50"], ["1234.00", "12.50"], "Dezimalpunkt"),
        (["1.234"], [None], ""),
        (["1,234"], [None], ""),
        (["1.234", "12,50", "12.50"], [None, "12.50", "12.50"], "Dezimalkomma und Dezimalpunkt"),
        (["1,234", "12,50"], [None, "12.50"], "Dezimalkomma"),  # three decimals are no price
        (["1.234.567", "1.234"], ["1234567.00", "1234.00"], "Dezimalkomma"),
        (["399,-", "1.234,–"], ["399.00", "1234.00"], "Dezimalkomma"),
        (["475,9881"], ["475.99"], "Dezimalkomma"),  # a net price with tax, reckoned by Excel
        (["1 234,50", "1\u202f234,5", "1'234,50"], ["1234.50"] * 3, "Dezimalkomma"),
        (["-5", "\u22125"], ["-5.00", "-5.00"], ""),
        (["12.34.56", "1.23,4", "12%", "$ 5", "£5", "fünf", "1e3", "NaN", "."], [None] * 9, "Dezimalkomma"),
        (["", "  "], ["None", "None"], ""),
        (["1" * 16, "1" * 60, "1." + "000." * 9 + "000", "5" + " " * 60 + "000"], [None] * 4, ""),
    ],
)
def test_amounts(texts, meanings, words):
    found, said = column(Decimals, *texts)
    assert found == meanings
    assert said == words or not any(meanings)


@pytest.mark.parametrize(
    ("texts", "meanings", "words"),
    [
        (["15.08.2024", "5.8.24"], ["2024-08-15", "2024-08-05"], "Datum TT.MM.JJ und TT.MM.JJJJ"),
        (["2024-08-15", "2024-08-15T10:11:12Z"], ["2024-08-15"] * 2, "Datum JJJJ-MM-TT"),
        (["2024-08-15 09:12:00.0000000"], ["2024-08-15"], "Datum JJJJ-MM-TT"),
        (["15/08/2024", "05/06/2024"], ["2024-08-15", "2024-06-05"], "Datum TT/MM/JJJJ"),
        (["8/15/2024 9:12:11 AM", "5/6/2024"], ["2024-08-15", "2024-05-06"], "Datum MM/TT/JJJJ"),
        (["05/06/2024"], [None], ""),
        (["05/05/2024"], ["2024-05-05"], ""),
        (["05/06/2024", "15/08/2024", "08/15/2024"], [None, "2024-08-15", "2024-08-15"],
         "Datum MM/TT/JJJJ und TT/MM/JJJJ"),
        (["15-08-2024", "05-06-2024"], ["2024-08-15", "2024-06-05"], "Datum TT-MM-JJJJ"),
        (["08-15-2024", "05-06-2024"], ["2024-08-15", "2024-05-06"], "Datum MM-TT-JJJJ"),
        (["2024-08-15", "2024-05-06"], ["2024-08-15", "2024-05-06"], "Datum JJJJ-MM-TT"),
        (["12-03-2021"], [None], ""),
        (["05-06-24", "5-6"], [None] * 2, ""),  # may begin with the year
        (["15/08/2024", "05-06-2024"], ["2024-08-15", None], "Datum TT/MM/JJJJ"),
        (["31.02.2024", "45058", "gestern", "31/31/2024"], [None] * 4, ""),
        (["15.08.2024" + " " * 60 + "oder 2025", "15/08/2024" + " " * 60 + "?"], [None] * 2, ""),
        ([""], ["None"], ""),
    ],
)  # fmt: skip
def test_days(texts, meanings, words):
    found, said = column(Days, *texts)
    assert found == meanings
    assert said == words or not any(meanings)


@pytest.mark.parametrize(
    ("texts", "meanings", "words"),
    [
        (["12-03-2021", "03-12-2020"], [2021, 2020], "Jahr aus TT-MM-JJJJ oder MM-TT-JJJJ"),
        (["12-03-2021", "15-03-2021"], [2021, 2021], "Jahr aus TT-MM-JJJJ"),
        (["12-03-2021 00:00", "03-15-2021"], [2021, 2021], "Jahr aus MM-TT-JJJJ"),
        (["12/03/2021", "2020-01-31"], [2021, 2020], "Jahr aus JJJJ-MM-TT und TT/MM/JJJJ oder MM/TT/JJJJ"),
        (["15-03-2021", "03-15-2021"], [2021, 2021], "Jahr aus MM-TT-JJJJ und TT-MM-JJJJ"),
        (["31-31-2021", "45-12-2021", "31-02-2021", "12-03-21", "12-03/2021"], [None] * 5, ""),
        (["2021", ""], [None, None], ""),
    ],
)
def test_of_years_the_order_of_day_and_month_may_stay_open(texts, meanings, words):
    found = Years()
    for text in texts:
        found.see(text)
        assert not found.is_open(text)
    years = []
    for text in texts:
        try:
            day = found.read(text)
        except DomainError:
            day = None
        years.append(day and day.year)
    assert years == meanings
    assert found.words() == words or not any(meanings)


@given(st.lists(st.decimals(0, 99_999, places=2), min_size=1), st.sampled_from([",.", ".,"]))
def test_a_column_in_one_form_is_read_as_it_was_written(amounts, marks):
    """Only what the column leaves open may be refused, never be read as something else."""
    texts = [f"{amount:,.2f}".translate(str.maketrans(",.", marks[::-1])) for amount in amounts]
    whole = [text[:-3] if text.endswith("00") else text for text in texts]
    found = Decimals()
    for text in whole:
        found.see(text)
    for text, amount in zip(whole, amounts, strict=True):
        if not (found.is_open(text) and not found.seen):
            assert found.read(text) == Decimal(amount)


@given(st.dates(date(1980, 1, 1), date(2060, 1, 1)), st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"]))
def test_a_day_is_read_as_it_was_written(day, form):
    assert Days().read(day.strftime(form)) == day
