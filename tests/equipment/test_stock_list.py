"""The page of a long stock list: the same lines and sums as the list as a whole, at the same number of queries."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from equipment import selectors
from equipment.models import EquipmentType, StockBatch
from equipment.selectors.filters import StockFilter
from tests.counting import page_queries
from tests.equipment.conftest import url


def make_many(school, codes):
    types = {one.code: one for one in EquipmentType.objects.all()}
    StockBatch.unscoped.bulk_create(
        StockBatch(
            school=school, type=types[code], quantity=1 + n % 3, room=f"R{n}", purchase_year=2015 + n % 9
        )
        for n, code in enumerate(codes)
    )


def test_a_school_that_has_retired_everything_finds_it_again(world):
    client = world.client_for("lead_a")
    assert "Noch keine Ausstattung eingetragen" in client.get(url("stock_list", "990012")).content.decode()
    make_many(world.school_a, ["PRN"])
    StockBatch.unscoped.update(state="retired", retired_reason="defekt")
    page = client.get(url("stock_list", "990012")).content.decode()
    assert "Noch keine Ausstattung eingetragen" not in page
    assert 'id="filter-state"' in page
    assert 'href="?state=retired"' in page
    assert client.get(url("stock_list", "990012") + "?state=retired").context["total"] == 1


@pytest.mark.parametrize("query", ["", "sort=quantity", "q=r1&sort=room", "group=printing"])
def test_pages_one_after_the_other_are_the_whole_list(world, query):
    make_many(world.school_a, ["PRN", "NET_AP", "PRES_DISPLAY", "DEV_LOAN"] * 37)
    chosen = StockFilter.read(QueryDict(query))
    whole = list(selectors.stock_list(user=world.user("lead_a"), school=world.school_a, chosen=chosen))
    totals: Counter[int] = Counter()
    for batch in whole:
        totals[batch.type_id] += batch.quantity
    client, found, number = world.client_for("lead_a"), [], 0
    while True:
        number += 1
        context = client.get(url("stock_list", "990012") + f"?{query}&page={number}").context
        for block in context["blocks"]:
            assert block.total == totals[block.type.pk]
            found += [line.pk for line in block.lines]
        if not context["page_obj"].has_next():
            break
    assert found == [batch.pk for batch in whole]
    assert context["total"] == sum(totals.values())


@pytest.mark.parametrize("query", ["", "?page=2", "?q=r&page=2"])
def test_a_long_list_asks_no_more_than_a_short_one(world, query):
    client, address = world.client_for("staff"), url("stock_list", "990012") + query
    make_many(world.school_a, ["PRN"])
    with_one = page_queries(client, address)
    StockBatch.unscoped.all().delete()
    make_many(world.school_a, ["PRN", "NET_AP", "PRES_DISPLAY", "DEV_LOAN", "SRV"] * 40)
    assert page_queries(client, address) == with_one


def test_a_line_says_all_that_is_known_and_escapes_it(world, stock):
    stock(
        room="<b>", invoice_number="R<1>", price=Decimal("1234.5"), counted_on=date(2026, 5, 4), quantity=1200
    )
    stock("PRN", state="broken", building="Haus & Hof", invoice_number="R2", invoice_date=date(2024, 3, 9))
    stock("NET_AP", invoice_date=date(2023, 1, 31))
    stock("PRN", state="retired", retired_reason="<kaputt>")
    html = world.client_for("lead_a").get(url("stock_list", "990012")).content.decode()
    for text in (
        "&lt;b&gt;",
        "Rechnung R&lt;1&gt;<",
        "Rechnung R2 vom 09.03.2024<",
        "Rechnung vom 31.01.2023<",
        "je 1.234,5",
        "gezählt am 04.05.2026",
        "1.200",
        "Haus &amp; Hof",
    ):
        assert text in html
    retired = world.client_for("lead_a").get(url("stock_list", "990012") + "?state=retired").content.decode()
    assert "&lt;kaputt&gt;" in retired
    assert 'name="line"' not in retired
    assert html.count('name="line"') == 3


def test_lines_without_a_year_are_counted_and_get_one_together(world, stock):
    """From the notice over the ticked lines to one year for all of them; nothing is left for the notice then."""
    stock("PRN", quantity=2, room="A")
    stock("NET_AP", quantity=5, room="B")
    stock("PRN", quantity=9, room="C", state="retired")
    stock("PRN", quantity=7, room="D", purchase_year=2022)
    client, address = world.client_for("lead_a"), url("stock_list", "990012")
    html = client.get(address).content.decode()
    assert "7 Geräte haben kein Anschaffungsjahr" in html
    assert 'href="?year=ohne&amp;alle=1#stock"' in html
    assert " checked>" not in html
    answer = client.get(address + "?year=ohne&alle=1")
    shown = [line.pk for block in answer.context["blocks"] for line in block.lines]
    assert (len(shown), answer.content.decode().count('name="line"')) == (2, 2)
    assert answer.content.decode().count(" checked>") == 2
    form = {"action": "change", "line": shown, "purchase_year": 2021}
    preview = client.post(url("stock_chosen", "990012"), form | {"step": "preview"})
    client.post(url("stock_chosen", "990012"), form | {"step": "apply", "seen": preview.context["seen"]})
    assert set(StockBatch.unscoped.filter(pk__in=shown).values_list("purchase_year", flat=True)) == {2021}
    assert "kein Anschaffungsjahr" not in client.get(address).content.decode()
