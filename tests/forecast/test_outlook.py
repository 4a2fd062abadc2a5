"""Replacement on the start page and in the report of the Träger: euro for its offices alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from core.money import digits
from equipment.models import UsefulLife
from forecast.models import FollowUpCost
from gutersloh_portal.selectors_forecast import outlooks_of
from reports.builders import authority
from reports.models import ReportJob
from reports.services import request_report
from tests.forecast.conftest import THIS_YEAR

NEXT = THIS_YEAR + 1


def told(world, actor):
    return [(one.text, one.hint) for one in outlooks_of(world.user(actor))]


def test_the_start_page_tells_each_reader_his_own(world, stock, price):
    stock(due=NEXT, quantity=15)
    stock("NET_AP", due=NEXT, quantity=4, school=world.school_b)
    stock(due=THIS_YEAR - 1, quantity=3, school=world.school_b)
    stock(due=THIS_YEAR, quantity=5, school=world.school_b)
    stock(due=NEXT, quantity=99, school=world.school_c)
    price("400.00")
    euro = [
        (f"Ersatz {THIS_YEAR}: 8 Stück, 3.200,00\xa0€ netto", "Davon sind 3 Stück überfällig."),
        (f"Ersatz {NEXT}: 19 Stück, 6.000,00\xa0€ netto", "Davon haben 4 Stück keinen Preis."),
    ]
    assert told(world, "staff") == told(world, "head") == euro
    assert told(world, "lead_a") == [(f"{NEXT} erreichen 15 Stück das Ende ihrer Nutzungsdauer", "")]
    assert told(world, "lead_b") == [
        (
            f"Bis Ende {THIS_YEAR} erreichen 8 Stück das Ende ihrer Nutzungsdauer",
            "Davon sind 3 Stück überfällig.",
        ),
        (f"{NEXT} erreichen 4 Stück das Ende ihrer Nutzungsdauer", ""),
    ]
    for actor in ("it", "nobody", "adviser", "supervision", "moderator", "admin"):
        assert told(world, actor) == []


def test_the_start_page_says_what_the_page_behind_it_says(world, stock, price):
    """With a useful life of the Träger's own, which a school does not read as such."""
    batch = stock(due=NEXT, quantity=15)
    UsefulLife.unscoped.create(authority=world.authority, type=batch.type, years=None)
    assert told(world, "staff") == told(world, "lead_a") == []
    UsefulLife.unscoped.update(years=(batch.type.useful_life or 0) - 1)
    assert told(world, "staff") == [(f"Ersatz {THIS_YEAR}: 15 Stück", "Davon haben 15 Stück keinen Preis.")]
    assert told(world, "lead_a") == [(f"{THIS_YEAR} erreichen 15 Stück das Ende ihrer Nutzungsdauer", "")]
    content = (
        world.client_for("lead_a").get(reverse("forecast:school_wave", args=["990012"])).content.decode()
    )
    assert f"Am meisten wird {THIS_YEAR} fällig: 15 Stück." in content


def test_the_amounts_stand_on_the_page_behind_them_beside_the_follow_up_cost(world, stock, price):
    """A life of one year, too: what is replaced this year falls due again in the next one."""
    batch = stock(due=THIS_YEAR, quantity=3)
    stock("NET_AP", due=NEXT, quantity=1)
    UsefulLife.unscoped.create(authority=world.authority, type=batch.type, years=1)
    price("400.00")
    FollowUpCost.unscoped.create(
        authority=world.authority, type=batch.type, kind="support", amount=Decimal("10.00")
    )
    page = world.client_for("staff").get(reverse("forecast:authority_wave", args=["99001"]))
    table = page.context["table"]
    first, second = table.replaced.cells[:2]
    assert (first, second) == (Decimal("1200.00"), Decimal("1200.00"))
    assert table.sums.cells[0] == first + Decimal("30.00")
    assert [line.label for line in table.lines][-2:] == ["Ersatz zusammen", "Folgekosten: Support"]
    assert [text for text, _hint in told(world, "staff")] == [
        f"Ersatz {THIS_YEAR}: 3 Stück, {digits(first)}\xa0€ netto",
        f"Ersatz {NEXT}: 4 Stück, {digits(second)}\xa0€ netto",
    ]
    assert "Ersatz zusammen" in page.content.decode()
    assert told(world, "lead_a") == [
        ("3 Stück sind über das Ende ihrer Nutzungsdauer hinaus", ""),
        (f"{NEXT} erreicht 1 Stück das Ende seiner Nutzungsdauer", ""),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_start_page_pays_as_many_queries_for_one_type_as_for_three(
    world, stock, price, rows, django_assert_num_queries
):
    for code in ("DEV_TABLET_POOL", "NET_AP", "PRES_DISPLAY")[:rows]:
        stock(code, due=NEXT)
        price("400.00", code)
    user = world.user("staff")
    with django_assert_num_queries(5):  # the memberships; schools, stock, lives and prices
        outlooks_of(user)


def collected(world, actor):
    job = request_report(world.authority, actor=world.user(actor))
    assert authority.AuthorityReport().permitted(job)
    return job, authority.AuthorityReport().collect(job, lambda _percent: None)["forecast"]


def test_the_report_tells_money_to_the_offices_alone(world, stock, price):
    stock(due=NEXT, quantity=15)
    stock("NET_AP", due=NEXT, quantity=4)
    price("400.00")
    job, part = collected(world, "staff")
    assert part["rows"][0]["cells"][:3] == ["–", "6.000,00", "–"]
    assert part["sums"][0]["total"] == "18.000,00"  # in 2027, 2031 and 2035: four years of use each
    assert part["unpriced"] == ["WLAN Access Point (8)"]
    actors = ("staff", "head", "it", "staff_c", "lead_a")
    readers = {actor for actor in actors if ReportJob.visible_to(world.user(actor)).filter(pk=job.pk)}
    assert readers == {"staff", "head"}


def test_an_office_that_ended_gets_no_money_any_more(world):
    job = request_report(world.authority, actor=world.user("staff"))
    job.requested_by = world.user("it")
    assert not authority.AuthorityReport().permitted(job)


def test_a_school_with_nothing_but_overdue_pieces_is_told(world, stock):
    stock(due=THIS_YEAR - 1, quantity=3)
    assert told(world, "lead_a") == [("3 Stück sind über das Ende ihrer Nutzungsdauer hinaus", "")]
