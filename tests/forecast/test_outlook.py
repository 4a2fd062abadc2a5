"""Next year's replacement on the start page and in the report of the Träger: euro for its offices alone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from equipment.models import UsefulLife
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
    stock(due=NEXT, quantity=99, school=world.school_c)
    price("400.00")
    euro = (
        f"Ersatz {NEXT}: 19 Stück, 6.000,00\xa0€ netto",
        "Davon haben 4 Stück keinen Preis. Dazu sind 3 Stück überfällig.",
    )
    assert told(world, "staff") == told(world, "head") == [euro]
    assert told(world, "lead_a") == [(f"{NEXT} erreichen 15 Stück das Ende ihrer Nutzungsdauer", "")]
    assert told(world, "lead_b") == [
        (f"{NEXT} erreichen 4 Stück das Ende ihrer Nutzungsdauer", "Dazu sind 3 Stück überfällig.")
    ]
    for actor in ("it", "nobody", "adviser", "supervision", "moderator", "admin"):
        assert told(world, actor) == []


def test_the_start_page_says_what_the_page_behind_it_says(world, stock, price):
    """With a useful life of the Träger's own, which a school does not read as such."""
    batch = stock(due=NEXT, quantity=15)
    UsefulLife.unscoped.create(authority=world.authority, type=batch.type, years=None)
    assert told(world, "staff") == told(world, "lead_a") == []
    UsefulLife.unscoped.update(years=(batch.type.useful_life or 0) - 1)
    assert told(world, "staff") == []  # due this year by now
    content = (
        world.client_for("lead_a").get(reverse("forecast:school_wave", args=["990012"])).content.decode()
    )
    assert f"Am meisten wird {THIS_YEAR} fällig: 15 Stück." in content


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
