"""Scenarios: what may stand in one, what it changes, who reads it, and that trying out writes nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from core.audit import trail_of
from core.errors import Conflict, DomainError
from core.models import AuditEntry
from equipment.models import EquipmentType
from forecast import services
from forecast.changes import changed_plan, checked
from forecast.models import FollowUpCost, Scenario
from forecast.reckoning import Kind, Plan, without_schools
from forecast.scenarios import comparison, ground_of
from forecast.selectors import shown_scenarios
from forecast.views.scenarios import OneScenario
from roundtables.models import RoundTableSeries
from tests.forecast.conftest import THIS_YEAR, reaching

LONGER = {"lives": {"DEV_TABLET_POOL": 5}}


@pytest.fixture
def scenario(world):
    def make(name="Länger nutzen", changes: Any = LONGER):
        values = {"name": name, "base_year": THIS_YEAR, "note": "", "changes": changes}
        return services.create_scenario(
            world.authority, values=values, submission_id=uuid4(), actor=world.user("staff")
        )

    return make


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
        ("4.000,00", "0,00", "-4.000,00"),
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


# --- showing it at a table ---


def test_what_is_shared_stays_as_it_was_reckoned(world, scenario, stock, price):
    stock(due=THIS_YEAR, quantity=10)
    price("400.00")
    one = scenario()
    address = reverse("forecast:scenario_shown", args=[one.pk])
    assert world.client_for("lead_b").get(address).status_code == 404
    services.share_scenario(one, actor=world.user("staff"))
    stock("NET_AP", due=THIS_YEAR, quantity=5)
    for actor in ("lead_b", "moderator", "staff"):
        answer = world.client_for(actor).get(address).context["answer"]
        assert answer["rows"][0]["other_euro"] == "0,00"  # due a year later: used for five years
        assert answer["rows"][1]["other_pieces"] == "10"
    assert world.client_for("it").get(address).status_code == 404
    services.unshare_scenario(one, actor=world.user("staff"))
    assert world.client_for("lead_b").get(address).status_code == 404


def test_the_page_of_the_table_leads_to_what_is_shown(world, scenario):
    series = RoundTableSeries.unscoped.create(municipality=world.municipality, name="Runder Tisch")
    one, hidden = scenario(), scenario("Noch im Büro")
    services.share_scenario(one, actor=world.user("staff"))
    address = reverse("roundtables:series_detail", args=[series.pk])
    for actor in ("lead_a", "moderator", "supervision", "staff"):
        shown = world.client_for(actor).get(address)
        assert shown.context["scenarios"] == [one]
        assert hidden.name not in shown.content.decode()
    assert shown_scenarios(user=world.user("it"), municipality=world.municipality) == []


# --- pages ---


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


# --- follow-up cost and Zweckbindung ---


@pytest.mark.parametrize(
    ("name", "value", "stored"), [("follow_up", "12,5", "12.50"), ("bindings", "5", "5")]
)
def test_numbers_are_set_and_taken_away(world, name, value, stored):
    client, address = world.client_for("staff"), reverse(f"forecast:{name}", args=["99001"])
    form = client.get(address).context["form"]
    row = form.rows[0]
    sent = {"seen": form["seen"].value(), form.name(row): value}
    assert client.post(address, sent).status_code == 302
    again = client.get(address).context["form"]
    assert str(again.rows[0].stored) == stored
    assert [one.stored for one in again.rows[1:]] == [None] * (len(again.rows) - 1)
    client.post(address, {"seen": again["seen"].value(), form.name(row): ""})
    assert client.get(address).context["form"].rows[0].stored is None
    assert AuditEntry.objects.filter(verb__startswith="forecast.").count() == 2


def test_each_type_has_a_field_for_each_kind_of_follow_up_cost(world):
    form = world.client_for("staff").get(reverse("forecast:follow_up", args=["99001"])).context["form"]
    assert len(form.rows) == 4 * EquipmentType.objects.active().count()
    assert [row.label for row in form.rows[:4]] == ["Support", "Lizenzen", "Versicherung", "Nicht aufgeteilt"]


def test_a_type_is_folded_until_something_is_wrong_with_it(world):
    client, address = world.client_for("staff"), reverse("forecast:follow_up", args=["99001"])
    form = client.get(address).context["form"]
    first, other = form.rows[0], form.rows[4]
    FollowUpCost.unscoped.create(
        authority=world.authority,
        type_id=int(str(first.key).split("-")[0]),
        kind="support",
        amount=Decimal("6.50"),
    )
    answer = client.get(address)
    page, form = answer.content.decode(), answer.context["form"]
    assert page.count('<details class="form-fold">') == EquipmentType.objects.active().count()
    assert '<span class="form-fold__hint">Support: 6,50</span>' in page
    sent = {"seen": form["seen"].value(), form.name(first): "6,50", form.name(other): "viel"}
    wrong = client.post(address, sent).content.decode()
    opened = wrong.split('<details class="form-fold" open>')[1:]
    assert [form.name(other) in part.partition("</details>")[0] for part in opened] == [True]


def test_nothing_entered_and_zero_are_not_the_same(world):
    client, address = world.client_for("staff"), reverse("forecast:follow_up", args=["99001"])
    form = client.get(address).context["form"]
    names = [form.name(row) for row in form.rows[:3]]
    sent = dict(zip(names, ["0", "", "24,5"], strict=True))
    assert client.post(address, {"seen": form["seen"].value(), names[0]: "-1"}).status_code == 422
    assert client.post(address, sent | {"seen": form["seen"].value()}).status_code == 302
    found = FollowUpCost.unscoped.filter(authority=world.authority).values_list("kind", "amount")
    assert dict(found) == {"support": Decimal("0.00"), "insurance": Decimal("24.50")}


def test_a_scenario_tells_what_its_sums_consist_of(world, stock, price):
    batch = stock(due=THIS_YEAR + 1, quantity=10)
    price("400.00")
    for kind, amount in (("licence", "1.50"), ("undivided", "2.00")):
        FollowUpCost.unscoped.create(
            authority=world.authority, type=batch.type, kind=kind, amount=Decimal(amount)
        )
    answer = compared(world, {"lives": {"DEV_TABLET_POOL": None}})
    assert [(row["head"], row["euro"], row["other_euro"], row["difference"]) for row in answer["parts"]] == [
        ("Ersatz", "12.000,00", "0,00", "-12.000,00"),
        ("Folgekosten: Lizenzen", "150,00", "150,00", "0,00"),
        ("Folgekosten: nicht aufgeteilt", "200,00", "200,00", "0,00"),
    ]
    assert (answer["sums"]["euro"], answer["sums"]["other_euro"]) == ("12.350,00", "350,00")
