"""What is missing: figures, their parts, who sees prices, and sums that are those of what is shown."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from equipment.models import EquipmentType, PriceEntry, UsefulLife
from standards import services
from standards.selectors import gap_of, gap_of_school, standing
from tests.equipment.conftest import make_figures, make_stock
from tests.standards.conftest import rule
from tests.standards.test_services import exception


@pytest.fixture
def gap(world):
    def read(actor="staff", school=None):
        table = gap_of_school(user=world.user(actor), school=school or world.school_a)
        return {
            line.type.code: (line.target, line.stock, line.usable, line.missing, line.cost)
            for line in table.lines
        }

    return read


def price(world, amount="2500.00", code="PRES_DISPLAY"):
    PriceEntry.unscoped.create(
        authority=world.authority,
        type=EquipmentType.objects.get(code=code),
        product="Display",
        price=Decimal(amount),
        valid_from=date(2020, 1, 1),
    )


def test_nothing_adopted_nothing_missing(gap, draft, world):
    services.save_rule(draft, values=rule(), actor=world.user("staff"))
    assert gap() == {}


def test_target_stock_usable_missing_and_cost(world, adopted, gap):
    adopted(rule())
    make_figures(world.school_a, teaching_rooms=10)
    make_stock(world.school_a, "PRES_DISPLAY", 4, purchase_year=2024)
    make_stock(world.school_a, "PRES_DISPLAY", 1, purchase_year=2024, condition="poor")
    make_stock(world.school_a, "PRES_DISPLAY", 2, purchase_year=2024, state="broken")
    make_stock(world.school_a, "PRES_DISPLAY", 3, purchase_year=2010)  # beyond its useful life of 8 years
    make_stock(world.school_a, "PRES_DISPLAY", 9, purchase_year=2024, state="retired")
    price(world)
    assert gap() == {"PRES_DISPLAY": (10, 10, 4, 6, Decimal("15000.00"))}
    assert gap("lead_a") == gap("it") == {"PRES_DISPLAY": (10, 10, 4, 6, None)}


def test_the_useful_life_of_the_authority_and_the_age_of_the_rule_count(world, adopted, gap):
    make_figures(world.school_a, teaching_rooms=10)
    make_stock(world.school_a, "PRES_DISPLAY", 3, purchase_year=2016)
    display = EquipmentType.objects.get(code="PRES_DISPLAY")
    UsefulLife.unscoped.create(authority=world.authority, type=display, years=20)
    version = adopted(rule())
    assert gap()["PRES_DISPLAY"][2] == 3
    version.rules.update(max_age=2)
    assert gap()["PRES_DISPLAY"][2] == 0


def test_without_figures_the_target_is_unknown(world, adopted, gap):
    adopted(rule())
    assert gap() == {"PRES_DISPLAY": (None, 0, 0, None, None)}


def test_year_groups_of_the_figures_are_counted(world, adopted, gap):
    adopted(rule("DEV_TABLET_1TO1", per="pupil", year_from=3, year_to=4))
    figures = make_figures(world.school_a)
    figures.year_groups = {"2": {"classes": 2, "pupils": 50}, "3": {"classes": 2, "pupils": 48}}
    figures.save()
    assert gap()["DEV_TABLET_1TO1"][0] == 48


def test_rooms_of_a_type_are_counted_beside_the_teaching_rooms(world, adopted, gap):
    adopted(rule(room_type="specialist"), rule("NET_AP", room_type="library"), rule("PRES_PROJECTOR"))
    figures = make_figures(world.school_a, teaching_rooms=10)
    figures.room_counts = {"specialist": 4}
    figures.save()
    assert {code: line[0] for code, line in gap().items()} == {
        "PRES_DISPLAY": 4,
        "NET_AP": None,  # nobody said how many there are
        "PRES_PROJECTOR": 10,
    }


def test_an_exception_is_the_target(world, draft, adopted, gap):
    make_figures(world.school_a, teaching_rooms=10)
    services.save_exception(draft, values=exception(world, quantity=3), actor=world.user("staff"))
    adopted(rule())
    assert gap()["PRES_DISPLAY"][0] == 3
    assert gap(school=world.school_b)["PRES_DISPLAY"][0] is None


def test_what_is_not_missing_costs_nothing_whether_it_has_a_price_or_not(world, adopted, gap):
    make_figures(world.school_a, teaching_rooms=2, presentation_rooms=0, wlan_rooms=0)
    for code in ("PRES_DISPLAY", "NET_AP"):
        make_stock(world.school_a, code, 2)
    adopted(rule(), rule("NET_AP"))
    price(world)
    assert [line[3:] for line in gap().values()] == [(0, Decimal("0.00")), (0, Decimal("0.00"))]
    address = reverse("standards:gap_export", args=[world.authority.number, "csv"])
    costs = {}
    for actor in ("staff", "it"):
        rows = world.client_for(actor).get(address).content.decode("utf-8-sig").splitlines()
        told = csv.DictReader(rows, delimiter=";")
        own = [row for row in told if row["Schulnummer"] == "990012"]
        costs[actor] = [row.get("Kosten des noch zu Meldenden netto") for row in own]
    assert costs == {"staff": ["0,00", "0,00"], "it": [None, None]}  # whoever has no prices reads no cost


def test_sums_are_those_of_what_is_shown(world, adopted):
    adopted(rule(), rule("DEV_TEACHER", per="teacher"), rule("NET_AP"))
    for school, rooms in ((world.school_a, 10), (world.school_b, 7)):
        make_figures(school, teaching_rooms=rooms, wlan_rooms=1, presentation_rooms=1)
        make_stock(school, "PRES_DISPLAY", 2)
    price(world, "1234.56")
    price(world, "99.99", "NET_AP")
    table = gap_of(user=world.user("staff"), authority=world.authority, version=world_version(world))
    total = table.total
    for groups in (table.by_school(), table.by_type()):
        for name in ("target", "stock", "usable", "missing", "cost", "unpriced"):
            assert sum(getattr(one, name) for _key, one in groups) == getattr(total, name)
    assert total.cost == sum(line.cost for line in table.lines if line.cost is not None)
    assert (total.missing, total.unpriced) == (8 + 5 + 24 + 17, 24)


def world_version(world):
    return standing(user=world.user("staff"), authority=world.authority).in_force


def test_the_number_of_questions_does_not_grow(world, adopted):
    adopted(rule(), rule("NET_AP"))

    def count():
        with CaptureQueriesContext(connection) as caught:
            gap_of(user=world.user("staff"), authority=world.authority, version=world_version(world))
        return len(caught)

    count()
    few = count()
    for school in (world.school_a, world.school_b):
        make_figures(school)
        make_stock(school, "PRES_DISPLAY", 2)
        make_stock(school, "NET_AP", 2)
    assert count() == few
