"""Scenarios: what may stand in one, what it changes, who writes it."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from core.audit import trail_of
from core.errors import Conflict, DomainError
from core.models import AuditEntry
from forecast import services
from forecast.changes import changed_plan, checked
from forecast.models import FollowUpCost, Scenario
from forecast.reckoning import Kind, Plan
from forecast.scenarios import comparison, ground_of
from forecast.views.scenarios import OneScenario
from tests.forecast.conftest import LONGER, THIS_YEAR, reaching

# --- what may stand in one ---


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"unknown": 1},
        {"price_index": "viel"},
        {"price_index": "21"},
        {"pupils": "NaN"},
        {"pupils_of": {"990012": "-20.1"}},
        {"lives": {"NET_AP": 0}},
        {"lives": {"NET_AP": 51}},
        {"lives": {"NET_AP": True}},
        {"lives": ["NET_AP"]},
        {"shares": {"NET_AP": "101"}},
        {"fund_shares": {"DP1": "-1"}},
        {"standard": "2"},
        {"standard": 0},
        {"standard": 1, "standard_years": 11},
    ],
)
def test_what_cannot_be_reckoned_with_is_refused(wrong):
    with pytest.raises(ValueError, match=r"unknown|no number|out of bounds|^lives$"):
        checked(wrong)


def test_a_tidied_scenario_stays_as_it_is():
    said = {"price_index": 2.5, "pupils": "0", "lives": {"B": None, "A": 4}, "shares": {"A": Decimal(50)}}
    tidy = checked(said)
    assert tidy == {"price_index": "2.5", "lives": {"A": 4, "B": None}, "shares": {"A": "50"}}
    assert checked(tidy) == tidy


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from("ABC"), st.none() | st.integers(1, 50)), st.integers(-20, 20))
def test_a_plan_changes_in_what_is_said_and_in_nothing_else(lives, rate):
    plan = Plan(2027, {1: Kind("network", 6), 2: Kind("network", 7)})
    changes = checked({"lives": lives, "price_index": str(rate)})
    found = changed_plan(plan, changes, types={"A": 1, "B": 2}, funds={}, schools={})
    assert [found.kinds[pk].life for pk in (1, 2)] == [lives.get("A", 6), lives.get("B", 7)]
    assert (found.price_index, found.pupils, found.years) == (rate, 0, plan.years)


# --- what it changes ---


def compared(world, changes):
    ground = ground_of(user=world.user("staff"), authority=world.authority, first_year=THIS_YEAR)
    return comparison(ground, {}, changes, names=("Plan", "Szenario"))


def test_a_longer_life_moves_the_wave(world, stock, price):
    stock(due=THIS_YEAR + 1, quantity=10)
    price("400.00")
    rows = compared(world, LONGER)["rows"]
    assert [(row["euro"], row["other_euro"], row["difference"]) for row in rows[1:3]] == [
        ("4.000,00", "0,00", "\N{MINUS SIGN}4.000,00"),
        ("0,00", "4.000,00", "+4.000,00"),
    ]


def test_funding_and_own_money_add_up(world, stock, price):
    stock(due=THIS_YEAR, quantity=3, fund="DP1")
    price("333.33")
    sums = compared(world, {"fund_shares": {"DP1": "90"}})["rows"][0]
    assert (sums["other_euro"], sums["funded"], sums["own"]) == ("999,99", "900,00", "99,99")


def test_growing_schools_need_more(world, stock, price):
    stock(due=THIS_YEAR + 1, quantity=100)
    stock(due=THIS_YEAR + 1, quantity=100, school=world.school_b)
    price("1.00")
    row = compared(world, {"pupils": "1", "pupils_of": {"990024": "10"}})["rows"][1]
    assert (row["pieces"], row["other_pieces"]) == ("200", "211")


def test_the_assumptions_are_told_in_sentences(world, stock):
    stock(due=THIS_YEAR)
    changes = checked(
        {"price_index": "2.5", "lives": {"DEV_TABLET_POOL": 5, "NET_AP": None}, "shares": {"NET_AP": 50}}
    )
    assert compared(world, changes)["assumptions"] == [
        "Die Preise ändern sich um 2,5 % je Jahr.",
        "Tablet im Klassensatz: 5 Jahre Nutzungsdauer.",
        "WLAN Access Point: wird nicht ersetzt.",
        "WLAN Access Point: 50 % des Ersatzes werden gefördert.",
    ]
    assert compared(world, {})["assumptions"] == ["Nichts weicht vom Plan ab."]


def test_a_scenario_tells_what_its_sums_consist_of(world, stock, price):
    batch = stock(due=THIS_YEAR + 1, quantity=10)
    price("400.00")
    for kind, amount in (("licence", "1.50"), ("undivided", "2.00")):
        FollowUpCost.unscoped.create(
            authority=world.authority, type=batch.type, kind=kind, amount=Decimal(amount)
        )
    answer = compared(world, {"lives": {"DEV_TABLET_POOL": None}})
    assert [(row["head"], row["euro"], row["other_euro"], row["difference"]) for row in answer["parts"]] == [
        ("Ersatz", "12.000,00", "0,00", "\N{MINUS SIGN}12.000,00"),
        ("Folgekosten: Lizenzen", "150,00", "150,00", "0,00"),
        ("Folgekosten: nicht aufgeteilt", "200,00", "200,00", "0,00"),
    ]
    assert (answer["sums"]["euro"], answer["sums"]["other_euro"]) == ("12.350,00", "350,00")


# --- writing ---


def test_a_scenario_is_made_once_and_names_are_unique(world, scenario):
    mark, values = uuid4(), {"name": " A  B ", "base_year": 2027, "note": "", "changes": {}}
    made = [
        services.create_scenario(
            world.authority, values=values, submission_id=mark, actor=world.user("staff")
        )
        for _turn in range(2)
    ]
    assert (made[0], made[0].name) == (made[1], "A B")
    with pytest.raises(DomainError, match="Namen"):
        scenario("A B")
    with pytest.raises(DomainError, match="nicht rechnen"):
        scenario("C", {"lives": {"NET_AP": 99}})


def test_two_editors_are_told(world, scenario):
    one = scenario()
    values = {"name": "Neu", "base_year": 2027, "note": "", "changes": {}}
    changed = services.change_scenario(one, values=values, version=0, actor=world.user("head"))
    assert (changed.name, changed.changes, changed.version) == ("Neu", {}, 1)
    with pytest.raises(Conflict):
        services.change_scenario(one, values=values | {"name": "Alt"}, version=0, actor=world.user("staff"))
    assert [entry.verb for entry in trail_of(one)] == [
        "forecast.scenario_changed",
        "forecast.scenario_created",
    ]


def test_a_standard_is_chosen_on_the_page(world, scenario):
    changes, one = reaching(world), scenario(changes={})
    client = world.client_for("staff")
    address = reverse("forecast:scenario_update", args=[one.pk])
    fields = {"name": one.name, "base_year": THIS_YEAR, "price_index": "0", "pupils": "0"}
    seen = client.get(address).context["form"]["seen"].value()
    answer = client.post(address, fields | {"seen": seen, "standard": "1", "standard_years": "2"})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.changes == changes
    tried = client.get(one.get_absolute_url(), {"price_index": "0", "pupils": "0", "standard": "9"})
    assert list(tried.context["form"].errors) == ["standard"]


def test_a_copy_has_a_name_of_its_own(world, scenario):
    one = scenario()
    copies = [services.copy_scenario(one, actor=world.user("staff")) for _turn in range(2)]
    assert [copy.name for copy in copies] == ["Länger nutzen (Kopie 1)", "Länger nutzen (Kopie 2)"]
    assert copies[0].changes == LONGER


def test_deleting_leaves_a_trail(world, scenario):
    services.delete_scenario(scenario(), actor=world.user("staff"))
    assert not Scenario.unscoped.exists()
    assert AuditEntry.objects.get(verb="forecast.scenario_deleted").changes["name"] == ["Länger nutzen", None]


@pytest.mark.parametrize("act", ["share", "unshare", "delete"])
def test_a_scenario_that_is_deleted_while_somebody_clicks_leads_to_the_list(
    world, scenario, act, monkeypatch
):
    one, load = scenario(), OneScenario.load

    def load_too_early(view):
        load(view)
        services.delete_scenario(Scenario.unscoped.get(pk=one.pk), actor=world.user("staff"))

    monkeypatch.setattr(OneScenario, "load", load_too_early)
    answer = world.client_for("staff").post(reverse(f"forecast:scenario_{act}", args=[one.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("forecast:scenario_list", args=["99001"]), 302)]
    assert "inzwischen gelöscht" in answer.content.decode()
    assert AuditEntry.objects.filter(verb="forecast.scenario_deleted").count() == 1


def test_what_is_shared_is_what_was_saved_last(world, scenario):
    one, staff = scenario(), world.user("staff")
    newer = {"name": "Neuer Name", "base_year": THIS_YEAR, "note": "", "changes": {}}
    services.change_scenario(Scenario.unscoped.get(pk=one.pk), values=newer, version=0, actor=staff)
    assert services.share_scenario(one, actor=staff).shown["name"] == "Neuer Name"


def test_no_number_of_another_scenario_is_too_long(world, scenario):
    page = reverse("forecast:scenario_detail", args=[scenario().pk])
    assert world.client_for("staff").get(page, {"mit": "9" * 5000}).status_code == 200
