"""The pages of the wave: what they show to whom, how they are cut, and that they cost the same for many rows."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from forecast.models import BindingPeriod, FollowUpCost
from tests.forecast.conftest import THIS_YEAR


def page(world, actor="staff", **query):
    return world.client_for(actor).get(reverse("forecast:authority_wave", args=["99001"]), query)


def shown(response):
    table = response.context["table"]
    return {row.label: [str(cell) for cell in row.cells[:3]] for row in [*table.rows, table.sums]}


def test_the_wave_shows_pieces_and_euro_by_class(world, stock, price):
    stock(due=THIS_YEAR + 1, quantity=15)
    stock("PRES_DISPLAY", due=THIS_YEAR - 2, quantity=2)
    price("400.00")
    price("2340.00", "PRES_DISPLAY")
    assert shown(page(world)) == {
        "Geräte für Lernende": ["0", "6000.00", "0"],
        "Präsentationstechnik": ["4680.00", "0", "0"],
        "Zusammen": ["4680.00", "6000.00", "0"],
    }
    assert shown(page(world, zeige="investiv")) == {
        "Präsentationstechnik": ["4680.00", "0", "0"],
        "Zusammen": ["4680.00", "0", "0"],
    }
    assert shown(page(world, zeige="stueck", nach="schule")) == {
        "Grundschule Am Anger": ["2", "15", "0"],
        "Zusammen": ["2", "15", "0"],
    }
    assert "2 Stück sind bereits überfällig" in page(world).content.decode()


def test_what_has_no_price_or_no_year_is_named_with_its_quantity(world, stock):
    stock(due=THIS_YEAR, quantity=1234)
    stock("NET_AP", quantity=7)
    stock("NET_WAN", quantity=1)
    found = page(world).context["found"]
    assert found.unpriced == [
        ("Tablet im Klassensatz", 3 * 1234)
    ]  # this year, and again after four years each
    assert found.undated == [("WLAN Access Point", 7)]
    assert found.unplanned == [("Internetanschluss", 1)]
    content = page(world).content.decode()
    assert "Noch lässt sich kein Betrag nennen" in content
    assert "WLAN Access Point (7)" in content


@pytest.mark.parametrize(
    ("query", "pieces"),
    [
        ({}, 26),
        ({"schule": "990012"}, 15),
        ({"schule": "990036"}, 0),  # of another Träger
        ({"schule": "' or 1=1"}, 0),
        ({"gruppe": "network"}, 4),
        ({"gruppe": "unsinn"}, 26),
        ({"finanzierung": "x"}, 26),
        ({"finanzierung": "999999"}, 0),
    ],
)
def test_the_wave_is_cut_to_what_was_asked(world, stock, query, pieces):
    stock(due=THIS_YEAR, quantity=15)
    stock(due=THIS_YEAR, quantity=7, school=world.school_b)
    stock("NET_AP", due=THIS_YEAR, quantity=4, school=world.school_b)
    stock(due=THIS_YEAR, quantity=100, school=world.school_c)
    table = page(world, zeige="stueck", folge="nein", **query).context["table"]
    assert table.sums.cells[0] == pieces


def test_the_price_rise_compounds_and_a_wrong_one_is_told(world, stock, price):
    stock(due=THIS_YEAR + 2, quantity=3)
    price("100.00")
    assert page(world, index="2,5").context["table"].sums.cells[2] == Decimal("315.18")  # 3 × 105,06
    response = page(world, index="viel")
    assert "zwischen -20 und 20" in response.content.decode()
    assert response.context["table"].sums.cells[2] == 300


def test_follow_up_cost_and_bindings_stand_on_the_page(world, stock, price):
    batch = stock(due=THIS_YEAR + 1, quantity=10, fund="DP1")
    price("400.00")
    FollowUpCost.unscoped.create(authority=world.authority, type=batch.type, amount=Decimal("12.50"))
    BindingPeriod.unscoped.create(authority=world.authority, source=batch.funding_source, years=8)
    response = page(world)
    assert [str(cell) for cell in response.context["table"].follow_up.cells[:2]] == ["125.00", "125.00"]
    assert str(response.context["table"].sums.cells[1]) == "4125.00"
    (bound,) = response.context["bindings"]
    assert (bound["year"], bound["pieces"], bound["early"]) == (batch.purchase_year + 8, 10, 10)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_download_says_what_the_page_says(world, stock, price, kind):
    stock(due=THIS_YEAR + 1, quantity=15)
    price("400.50")
    answer = world.client_for("staff").get(reverse("forecast:wave_export", args=["99001", kind]))
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[-1][:4] == ["Zusammen", "Euro netto", "0", "6007,5"]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert [cell.value for cell in sheet[sheet.max_row]][:4] == ["Zusammen", "Euro netto", 0, 6007.5]
    assert (
        world.client_for("staff").get(reverse("forecast:wave_export", args=["99001", "pdf"])).status_code
        == 404
    )


def test_a_school_sees_its_own_quantities_and_no_price(world, stock, price):
    stock(due=THIS_YEAR + 1, quantity=15)
    stock(due=THIS_YEAR + 1, quantity=99, school=world.school_b)
    price("431.17")
    response = world.client_for("lead_a").get(reverse("forecast:school_wave", args=["990012"]))
    assert shown(response) == {"Tablet im Klassensatz": ["0", "15", "0"], "Zusammen": ["0", "15", "0"]}
    content = response.content.decode()
    assert "431,17" not in content
    assert "€" not in content
    assert {kind.price for kind in response.context["found"].assumed.plan.kinds.values()} == {None}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_wave_costs_the_same_for_many_rows(world, stock, price, rows, django_assert_num_queries):
    for code in ("DEV_TABLET_POOL", "NET_AP", "PRES_DISPLAY")[:rows]:
        for school in (world.school_a, world.school_b):
            stock(code, due=THIS_YEAR, school=school)
        price("400.00", code)
    client = world.client_for("staff")
    with django_assert_num_queries(QUERIES):
        client.get(reverse("forecast:authority_wave", args=["99001"]))


QUERIES = 13  # session, user, memberships, Träger, schools, six assumptions, stock, funds of the filter
