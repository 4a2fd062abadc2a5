"""The one-time mark of a form, sent again at another place, makes nothing there and is no trouble of the portal."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from core.errors import SentElsewhere
from equipment.models import FundingSource, NetworkLine
from equipment.services import network, prices, stock
from equipment.services.catalogue import load_defaults
from forecast.models import Scenario
from forecast.services import create_scenario
from procurement.models import Delivery, FundCall, Grant, Order, OrderLine, Programme
from procurement.services import orders
from tests.days import in_days
from tests.equipment.conftest import make_stock
from tests.procurement.conftest import DAY, budgeted, ordered, price
from tests.world import World, build_world

ELSEWHERE = "schon an anderer Stelle abgeschickt"


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    load_defaults()
    return world


def grants(world: World) -> list[Grant]:
    programmes = [Programme.objects.create(code=code, name=code) for code in ("P1", "P2")]
    told = {"authority": world.authority, "amount": Decimal(1000), "own_share": Decimal(10)}
    return [Grant.unscoped.create(programme=one, **told) for one in programmes]


def lines(world: World) -> list[OrderLine]:
    needs = [budgeted(world), budgeted(world, world.school_b, lead="lead_b")]
    order = ordered(world, *needs)
    return list(OrderLine.unscoped.filter(order=order).order_by("pk"))


def sent_twice(world: World, actor: str, pages: list[str], data: dict[str, str]) -> None:
    """The same form to two places: the first takes it, the second says that it was sent already."""
    client, mark = world.client_for(actor), {"submission_id": str(uuid4())}
    assert client.post(pages[0], data | mark).status_code == 302
    answer = client.post(pages[1], data | mark)
    assert (answer.status_code, ELSEWHERE in answer.content.decode()) == (422, True)


def test_a_call_of_funds(world: World) -> None:
    pages = [reverse("procurement:call_create", args=[one.pk]) for one in grants(world)]
    sent_twice(world, "staff", pages, {"called_on": f"{in_days(-1)}", "amount": "10"})
    assert FundCall.unscoped.count() == 1


def test_an_announced_delivery(world: World) -> None:
    pages = [reverse("procurement:delivery_create", args=[one.pk]) for one in lines(world)]
    sent_twice(world, "staff", pages, {"quantity": "1", "delivered_on": f"{in_days(-1)}"})
    assert Delivery.unscoped.count() == 1


def test_a_delivery_that_nobody_announced(world: World) -> None:
    pages = [
        reverse("procurement:line_receive", args=[one.school.school_number, one.pk]) for one in lines(world)
    ]
    sent_twice(world, "it", pages, {"good": "1", "delivered_on": f"{in_days(-1)}"})
    assert Delivery.unscoped.count() == 1


def order_of_c(world: World, mark: UUID) -> None:
    fund = FundingSource.objects.get(code="DP2")
    Order.unscoped.create(
        authority=world.authority_c, number="1", ordered_on=DAY, supplier="x", fund=fund, submission_id=mark
    )


def order_anew(world: World, **told: Any) -> None:
    kept: dict[str, Any] = {"number": "2", "supplier": "x", "fund": FundingSource.objects.first()}
    orders.place_order(world.authority, ordered_on=DAY, note="", wanted=[], **kept, **told)


Make = Callable[[World, UUID], object]
MADE: dict[str, tuple[Make, Callable[..., object]]] = {
    "order": (order_of_c, order_anew),
    "scenario": (
        lambda world, mark: Scenario.unscoped.create(
            authority=world.authority_c, name="x", base_year=2027, changes={}, submission_id=mark
        ),
        lambda world, **told: create_scenario(world.authority, values={}, **told),
    ),
    "price": (
        lambda world, mark: price(world, authority=world.authority_c, submission_id=mark),
        lambda world, **told: prices.add_price(world.authority, values={}, **told),
    ),
    "stock": (
        lambda world, mark: make_stock(world.school_c, submission_id=mark),
        lambda world, **told: stock.create_stock(world.school_a, values={}, **told),
    ),
    "connection": (
        lambda world, mark: NetworkLine.unscoped.create(
            school=world.school_c, technology="fibre", submission_id=mark
        ),
        lambda world, **told: network.add_line(world.school_a, values={}, **told),
    ),
}


@pytest.mark.parametrize("kind", MADE)
def test_a_mark_of_a_stranger_answers_with_nothing_of_theirs(world: World, kind: str) -> None:
    make, again = MADE[kind]
    mark = uuid4()
    make(world, mark)
    with pytest.raises(SentElsewhere):
        again(world, submission_id=mark, actor=world.user("staff"))
