"""The persona world with budgeted needs and a price list, and short ways to orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from equipment.models import EquipmentType, FundingSource, PriceEntry
from equipment.services.catalogue import load_defaults
from needs.models import NeedItem
from needs.services import lists, rounds
from procurement.models import Delivery, Order, OrderLine
from procurement.services import deliveries, orders
from procurement.services.deliveries import Bill, Receipt
from procurement.services.orders import Wanted
from schools.models import School
from tests.days import in_days
from tests.needs.conftest import YEAR, values
from tests.world import World, build_world

DAY = in_days(-90)  # of the orders
CAME, BILLED = in_days(-63), in_days(-62)


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    load_defaults()
    return world


def budgeted(world: World, school: School | None = None, *, lead: str = "lead_a", **extra: Any) -> NeedItem:
    """A need of a sent list that stands in the budget."""
    school = school or world.school_a
    item = lists.create_item(
        school, year=YEAR, values=values(**extra), submission_id=uuid4(), actor=world.user(lead)
    )
    return lead_to_budget(world, [item], lead)[0]


def lead_to_budget(world: World, items: list[NeedItem], lead: str = "lead_a") -> list[NeedItem]:
    """Send the list that these stand in and decide on each of them."""
    school, staff = items[0].need_list.school, world.user("staff")
    lists.send_list(school, year=YEAR, actor=world.user(lead))
    rounds.start_round(school.authority, year=YEAR, actor=staff)
    for item in items:
        for state in ("recognised", "budgeted"):
            item.refresh_from_db()
            rounds.decide(item, state=state, reason="Passt.", version=item.version, actor=staff)
    return list(NeedItem.unscoped.filter(pk__in=[item.pk for item in items]).order_by("pk"))


def price(world: World, code: str = "DEV_TABLET_POOL", **extra: Any) -> PriceEntry:
    told = {
        "authority": world.authority,
        "type": EquipmentType.objects.get(code=code),
        "product": "Tablet 10",
        "supplier": "Rechner & Co",
        "contract": "RV 12",
        "price": Decimal("419.90"),
        "valid_from": in_days(-400),
    }
    return PriceEntry.unscoped.create(**told | extra)


def ordered(
    world: World,
    *items: NeedItem,
    number: str = "2027-001",
    entry: PriceEntry | None = None,
    fund: str = "DP1",
    pieces: int | None = None,
    above: str = "",
) -> Order:
    entry = entry or PriceEntry.unscoped.filter(authority=world.authority).first() or price(world)
    return orders.place_order(
        world.authority,
        number=number,
        ordered_on=DAY,
        supplier=entry.supplier,
        fund=FundingSource.objects.get(code=fund),
        note="",
        wanted=[Wanted(item, item.version, entry, pieces) for item in items],
        submission_id=uuid4(),
        above_reason=above,
        actor=world.user("head" if above else "staff"),
    )


def line_of(order: Order) -> OrderLine:
    return OrderLine.unscoped.select_related("order", "item").get(order=order)


def bill(number: str = "R-77", amount: str = "499.68") -> Bill:
    return Bill(number, BILLED, Decimal(amount))


def announced(world: World, line: OrderLine, quantity: int, told: Bill | None = None) -> Delivery:
    return deliveries.announce(
        line,
        quantity=quantity,
        delivered_on=CAME,
        bill=told,
        submission_id=uuid4(),
        actor=world.user("staff"),
    )


def receipt(good: int, broken: int = 0, wrong: int = 0, **extra: Any) -> Receipt:
    told = {"delivered_on": CAME, "building": "", "room": "Raum 12", "note": ""}
    if broken or wrong:
        told["note"] = "Karton war offen"
    return Receipt(good=good, broken=broken, wrong=wrong, **told | extra)


def confirmed(
    world: World, delivery: Delivery, told: Receipt | None = None, actor: str = "lead_a"
) -> Delivery:
    told = told or receipt(delivery.announced or 0)
    return deliveries.confirm(delivery, receipt=told, version=delivery.version, actor=world.user(actor))
