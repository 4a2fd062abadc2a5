"""The pages of a scenario: trying out writes nothing, saving only what differs; two are compared."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from forecast.models import Scenario
from forecast.reckoning import without_schools
from forecast.scenarios import ground_of
from tests.forecast.conftest import LONGER, THIS_YEAR


def test_trying_out_answers_at_once_and_writes_nothing(world, scenario, stock, price):
    stock(due=THIS_YEAR + 1, quantity=10)
    price("400.00")
    one, client = scenario(), world.client_for("staff")
    tried = {"price_index": "10", "pupils": "0", "lives-DEV_TABLET_POOL": "4"}
    part = client.get(one.get_absolute_url(), tried, headers={"HX-Request": "true"})
    assert part.context["answer"]["rows"][1]["other_euro"] == "4.400,00"
    assert "<html" not in part.content.decode()
    assert "nicht gespeichert" in part.content.decode()
    assert Scenario.unscoped.get().changes == LONGER
    page = client.get(reverse("forecast:scenario_update", args=[one.pk]), tried)
    assert page.context["form"]["price_index"].value() == Decimal(10)
    wrong = client.get(one.get_absolute_url(), tried | {"price_index": "99"})
    assert "Ergebnis des gespeicherten Szenarios" in wrong.content.decode()


def test_the_form_saves_only_what_differs(world, stock):
    stock(due=THIS_YEAR, fund="DP1")
    client, address = world.client_for("staff"), reverse("forecast:scenario_create", args=["99001"])
    sent = {
        "name": "Gefördert",
        "base_year": "2027",
        "price_index": "2,5",
        "pupils": "",
        "lives-DEV_TABLET_POOL": "0",
        "fund_shares-DP1": "90",
        "pupils_of-990024": "-1,5",
    }
    assert client.post(address, sent | {"lives-DEV_TABLET_POOL": "99"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert Scenario.unscoped.get().changes == {
        "price_index": "2.5",
        "lives": {"DEV_TABLET_POOL": None},
        "fund_shares": {"DP1": "90"},
        "pupils_of": {"990024": "-1.5"},
    }


def test_two_scenarios_are_compared(world, scenario, stock, price):
    stock(due=THIS_YEAR + 1, quantity=10)
    price("400.00")
    one, other = scenario(), scenario("Teurer", {"price_index": "10"})
    answer = world.client_for("staff").get(one.get_absolute_url(), {"mit": other.pk}).context["answer"]
    assert answer["names"] == ["Teurer", "Länger nutzen"]
    assert [row["euro"] for row in answer["rows"][1:3]] == ["4.400,00", "0,00"]


def test_the_stock_of_all_schools_together_is_that_of_each(world, stock):
    for school in (world.school_a, world.school_b):
        stock(due=THIS_YEAR, quantity=3, school=school)
        stock("NET_AP", due=THIS_YEAR + 2, quantity=4, school=school, fund="DP2")
    ground = ground_of(user=world.user("staff"), authority=world.authority, first_year=THIS_YEAR)
    assert len(ground.of_schools()) == 4
    assert sorted(ground.merged) == sorted(without_schools(ground.of_schools()))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_scenario_costs_the_same_for_many_rows(
    world, scenario, stock, price, rows, django_assert_num_queries
):
    one = scenario()
    for code in ("DEV_TABLET_POOL", "NET_AP", "PRES_DISPLAY")[:rows]:
        stock(code, due=THIS_YEAR)
        price("400.00", code)
        scenario(f"Szenario {code}")
    client = world.client_for("staff")
    with django_assert_num_queries(QUERIES):
        client.get(one.get_absolute_url())


QUERIES = 17
