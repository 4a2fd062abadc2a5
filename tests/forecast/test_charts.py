"""Bars on a wide sheet and on a narrow one: the same parts, nothing beyond the edge."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forecast.charts import Series, paired, stacked
from forecast.scenarios import comparison, ground_of
from tests.forecast.conftest import THIS_YEAR

YEARS = range(2026, 2036)


@pytest.mark.parametrize("top", [0, 3, 900, 800_000, 12_500_000])
@pytest.mark.parametrize("draw", [paired, stacked])
def test_both_sheets_show_every_year_and_every_part(draw, top):
    series = [Series("A", 0, [Decimal(top)] * 10), Series("B", 1, [Decimal(top) / 2] * 10)]
    chart = draw(title="T", finding="F", years=YEARS, series=series, euro=True)
    narrow = chart["narrow"]
    assert [bar["year"] for bar in chart["bars"]] == [str(year) for year in YEARS]
    assert [bar["year"] for bar in narrow["bars"]] == [
        f"\N{RIGHT SINGLE QUOTATION MARK}{n}" for n in range(26, 36)
    ]
    for sheet in (chart, narrow):
        assert sum(len(bar["parts"]) for bar in sheet["bars"]) == (20 if top else 0)
        assert [line["text"] for line in sheet["lines"]] == [line["text"] for line in chart["lines"]]
        for bar in sheet["bars"]:
            for part in bar["parts"]:
                assert float(sheet["left"]) <= float(part["x"])
                assert float(part["x"]) + float(part["width"]) <= float(sheet["right"])
                assert (
                    0
                    <= float(part["y"])
                    <= float(part["y"]) + float(part["height"])
                    <= float(sheet["height"])
                )


def test_words_of_the_axis_get_the_room_they_need():
    sheets = [
        paired(title="T", finding="F", years=YEARS, series=[Series("A", 0, [Decimal(top)] * 10)], euro=True)
        for top in (3, 12_500_000)
    ]
    few, many = (int(sheet["narrow"]["left"]) for sheet in sheets)
    assert few < many < 100


@pytest.mark.parametrize("top", [3, 900, 12_500_000, 94_400_000, 1_200_000_000])
def test_no_word_of_the_axis_is_cut_off_on_either_sheet(top):
    series = [Series("A", 0, [Decimal(top)] * 10)]
    chart = stacked(title="T", finding="F", years=YEARS, series=series, euro=True)
    for sheet in (chart, chart["narrow"]):
        longest = max(len(line["text"]) for line in sheet["lines"])
        assert (
            int(sheet["label_x"]) >= 6.5 * longest
        )  # a digit of Fira Sans is 6.7 px wide at 12 px, a comma 3


@pytest.mark.django_db
def test_the_answer_names_the_year_that_differs_most(world, stock, price):
    stock(due=THIS_YEAR + 1, quantity=10)
    price("400.00")
    ground = ground_of(user=world.user("staff"), authority=world.authority, first_year=THIS_YEAR)
    names = ("Plan", "Szenario")
    same, dearer, cheaper = (
        comparison(ground, {}, changes, names=names)["chart"]["finding"]
        for changes in ({}, {"price_index": "10"}, {"price_index": "-10"})
    )
    assert same == "„Szenario“ kostet in zehn Jahren so viel wie „Plan“."
    assert dearer.endswith(
        f"Am größten ist der Unterschied {THIS_YEAR + 9}: 5.431,80\N{NO-BREAK SPACE}€ mehr."
    ), dearer
    assert cheaper.endswith("\N{NO-BREAK SPACE}€ weniger.")
