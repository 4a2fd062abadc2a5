"""The pages of the wave: what they show to whom, how they are cut, and that they cost the same for many rows."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from equipment.models import EquipmentType
from forecast.models import BindingPeriod, FollowUpCost
from forecast.scenarios import ground_of
from needs.models import PlanningRound
from needs.services import rounds
from reports.builders.forecast import forecast_part, pictures_of
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
    cost(world, batch.type, support="12.50")
    BindingPeriod.unscoped.create(authority=world.authority, source=batch.funding_source, years=8)
    response = page(world)
    (row,) = response.context["table"].follow_up
    assert [str(cell) for cell in row.cells[:2]] == ["125.00", "125.00"]
    assert str(response.context["table"].sums.cells[1]) == "4125.00"
    (bound,) = response.context["bindings"]
    assert (bound["year"], bound["pieces"], bound["early"]) == (batch.purchase_year + 8, 10, 10)
    answer = world.client_for("staff").get(reverse("forecast:wave_export", args=["99001", "csv"]))
    last = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))[-1]
    ends = batch.purchase_year + 8
    assert (
        last[0]
        == f"Zweckbindung endet {ends}: {batch.funding_source} (davon früher am Ende der Nutzungsdauer: 10)"
    )
    assert last[1:] == [
        "Stück",
        *["10" if year == ends else "0" for year in range(THIS_YEAR, THIS_YEAR + 10)],
        "10",
    ]


def cost(world, type_, **amounts):
    FollowUpCost.unscoped.bulk_create(
        FollowUpCost(authority=world.authority, type=type_, kind=kind, amount=Decimal(amount))
        for kind, amount in amounts.items()
    )


def test_support_licences_and_insurance_stand_apart_and_add_up(world, stock, price):
    batch = stock(due=THIS_YEAR + 1, quantity=10)
    other = stock("NET_AP", due=THIS_YEAR + 1, quantity=3)
    price("400.00")
    cost(world, batch.type, support="12.50", insurance="0.00")
    cost(world, other.type, undivided="7.01", support="1.10")
    table = page(world).context["table"]
    told = {row.label: [str(cell) for cell in row.cells[:2]] for row in table.follow_up}
    assert told == {
        "Folgekosten: Support": ["128.30", "128.30"],
        "Folgekosten: Versicherung": ["0.00", "0.00"],
        "Folgekosten: nicht aufgeteilt": ["21.03", "21.03"],
    }
    for at, cell in enumerate(table.sums.cells):
        assert cell == sum(row.cells[at] for row in [*table.rows, *table.follow_up])
    content = page(world).content.decode()
    assert (
        "Support für 2 von 2, Lizenzen für 0 von 2, Versicherung für 1 von 2, nicht aufgeteilt für 1"
        in content
    )
    answer = world.client_for("staff").get(reverse("forecast:wave_export", args=["99001", "xlsx"]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    lines = {row[0]: row[2:4] for row in sheet.iter_rows(values_only=True)}
    assert lines["Folgekosten: Support"] == (128.3, 128.3)
    assert lines["Folgekosten: Versicherung"] == (0, 0)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_download_says_what_the_page_says(world, stock, price, kind):
    stock(due=THIS_YEAR + 1, quantity=15)
    price("400.50")
    answer = world.client_for("staff").get(reverse("forecast:wave_export", args=["99001", kind]))
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[-1][:4] == ["Zusammen", "Euro netto", "0,00", "6007,50"]
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


def test_the_limit_of_the_planning_round_parts_expense_from_investment(world, stock, price):
    """On the page, in the download, in a scenario and in the report, as in needs and budget."""
    stock(due=THIS_YEAR, quantity=2)
    price("900.00")
    assert shown(page(world, zeige="investiv"))["Zusammen"][0] == "1800.00"
    assert "Bis 800\xa0€ je Stück" in page(world).content.decode()
    assert "Keine Planungsrunde hat eine eigene Wertgrenze" in page(world).content.decode()
    year = PlanningRound.current_year(world.authority.pk)
    rounds.save_round(
        world.authority,
        year=year,
        price_limit=Decimal("1000.00"),
        is_strict=False,
        due_on=date(year, 12, 31),
        actor=world.user("staff"),
    )
    assert shown(page(world, zeige="konsumtiv"))["Zusammen"][0] == "1800.00"
    assert "Bis 1.000\xa0€ je Stück" in page(world).content.decode()
    told = f"Die Wertgrenze der Planungsrunde {year} gilt für alle Jahre."
    assert told in page(world).content.decode()
    address = reverse("forecast:wave_export", args=["99001", "csv"])
    for measure, unit in (("konsumtiv", "bis"), ("investiv", "über")):
        answer = world.client_for("staff").get(address, {"zeige": measure})
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[-1][1] == f"Euro netto, {unit} 1.000\xa0€ je Stück"
    ground = ground_of(user=world.user("staff"), authority=world.authority, first_year=THIS_YEAR)
    assert ground.plan({}).limit == 1000
    part = forecast_part(pictures_of(world.user("staff"), world.authority, [world.school_a]).by_class)
    totals = [row["total"] for row in part["kinds"]]
    assert (totals, part["limit"]) == (["5.400,00", "0,00"], "1.000")
    printed = render_to_string("reports/pdf/_forecast.html", {"part": part})
    assert "Bis 1.000\xa0€ je Stück" in printed
    assert told in printed


def test_a_limit_of_an_earlier_round_is_named_with_its_year(world, stock, price):
    """A round that nobody has saved has no value of its own: the page does not name it as the source."""
    stock(due=THIS_YEAR, quantity=2)
    price("900.00")
    earlier = PlanningRound.current_year(world.authority.pk) - 1
    for year, limit in ((earlier, "950.00"), (earlier + 2, "700.00")):
        PlanningRound.unscoped.create(
            authority=world.authority, year=year, price_limit=Decimal(limit), is_open=False
        )
    content = page(world).content.decode()
    assert "Bis 950\xa0€ je Stück" in content
    assert f"Die Wertgrenze der Planungsrunde {earlier} gilt für alle Jahre." in content


@pytest.mark.parametrize("rows", [1, 3])
def test_the_wave_costs_the_same_for_many_rows(world, stock, price, rows, django_assert_num_queries):
    for code in ("DEV_TABLET_POOL", "NET_AP", "PRES_DISPLAY")[:rows]:
        for school in (world.school_a, world.school_b):
            stock(code, due=THIS_YEAR, school=school)
        price("400.00", code)
        cost(world, EquipmentType.objects.get(code=code), support="1.00", licence="2.00")
    client = world.client_for("staff")
    with django_assert_num_queries(QUERIES):
        client.get(reverse("forecast:authority_wave", args=["99001"]))


QUERIES = 15  # session, user, memberships, Träger, schools, eight assumptions, stock, funds of the filter
