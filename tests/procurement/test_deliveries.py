"""Deliveries: counted at the school, in the stock once and with their invoice, never more than ordered."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from core.errors import Conflict, DomainError
from equipment.models import StockBatch
from equipment.services.stock import retire_stock
from needs.models import NeedItem
from procurement.models import Delivery, Invoice
from procurement.services import deliveries
from procurement.services.deliveries import Bill
from tests.days import in_days
from tests.procurement.conftest import (
    BILLED,
    CAME,
    announced,
    bill,
    budgeted,
    confirmed,
    line_of,
    ordered,
    receipt,
)
from tests.world import World


def stock() -> list[tuple[int, str, str, str]]:
    rows = StockBatch.unscoped.order_by("state", "room", "invoice_number")
    return [(row.quantity, row.room, row.state, row.invoice_number) for row in rows]


def test_two_deliveries_become_stock_and_complete_the_need(world: World) -> None:
    item = budgeted(world, quantity=15)
    line = line_of(ordered(world, item))
    confirmed(world, announced(world, line, 10, bill()))
    item.refresh_from_db()
    assert item.state == "ordered"
    batch = StockBatch.unscoped.get()
    assert (batch.quantity, batch.purchase_year, batch.price, batch.invoice_date) == (
        10, CAME.year, Decimal("499.68"), BILLED,
    )  # fmt: skip
    assert (batch.funding_source and batch.funding_source.code, batch.room) == ("DP1", "Raum 12")
    assert item.batch == batch
    confirmed(world, announced(world, line, 5, bill("R-78")), receipt(5, room="Raum 13"))
    item.refresh_from_db()
    line.refresh_from_db()
    assert (item.state, line.state) == ("delivered", "complete")
    assert stock() == [(10, "Raum 12", "in_use", "R-77"), (5, "Raum 13", "in_use", "R-78")]


def test_the_same_line_of_the_stock_grows(world: World) -> None:
    line = line_of(ordered(world, budgeted(world, quantity=15)))
    confirmed(world, announced(world, line, 10, bill()))
    confirmed(world, announced(world, line, 5, bill()), receipt(5, room="RAUM 12"))
    assert stock() == [(15, "Raum 12", "in_use", "R-77")]


def test_more_than_ordered_is_refused(world: World) -> None:
    line = line_of(ordered(world, budgeted(world, quantity=15)))
    first = announced(world, line, 10)
    with pytest.raises(DomainError, match="Nur 5 von 15"):
        announced(world, line, 6)
    with pytest.raises(DomainError, match="Bestellt sind nur 15"):
        confirmed(world, first, receipt(16))
    announced(world, line, 5)
    with pytest.raises(DomainError, match="Nur 10 von 15"):
        confirmed(world, first, receipt(11))
    assert stock() == []


def test_broken_pieces_stay_and_wrong_ones_go_back(world: World) -> None:
    item = budgeted(world, quantity=10)
    line = line_of(ordered(world, item))
    delivery = announced(world, line, 10, bill())
    with pytest.raises(DomainError, match="Notiz"):
        confirmed(world, delivery, receipt(6, 1, 3, note=" "))
    told = confirmed(world, delivery, receipt(6, 1, 3))
    assert (told.kept, told.amount) == (7, Decimal("3497.76"))
    assert stock() == [(1, "Raum 12", "broken", "R-77"), (6, "Raum 12", "in_use", "R-77")]
    item.refresh_from_db()
    assert item.state == "ordered"  # three are still to come


def test_a_delivery_that_is_all_wrong_makes_no_stock(world: World) -> None:
    item = budgeted(world, quantity=4)
    delivery = confirmed(world, announced(world, line_of(ordered(world, item)), 4), receipt(0, 0, 4))
    assert (delivery.kept, delivery.amount, stock()) == (0, None, [])
    with pytest.raises(DomainError, match="wie viele"):
        deliveries.receive(
            delivery.line, receipt=receipt(0), submission_id=uuid4(), actor=world.user("lead_a")
        )


def test_fewer_than_announced_needs_a_word(world: World) -> None:
    delivery = announced(world, line_of(ordered(world, budgeted(world, quantity=4))), 4)
    with pytest.raises(DomainError, match="Notiz"):
        confirmed(world, delivery, receipt(3))
    assert confirmed(world, delivery, receipt(3, note="eines fehlt")).kept == 3


def test_a_delivery_is_confirmed_once(world: World) -> None:
    delivery = announced(world, line_of(ordered(world, budgeted(world, quantity=4))), 4)
    confirmed(world, delivery)
    for version in (delivery.version, delivery.version + 1):
        with pytest.raises(Conflict):
            deliveries.confirm(delivery, receipt=receipt(4), version=version, actor=world.user("it"))
    assert stock() == [(4, "Raum 12", "in_use", "")]


def test_the_school_tells_of_what_nobody_announced(world: World) -> None:
    line, mark = line_of(ordered(world, budgeted(world, quantity=4))), uuid4()
    told = {"receipt": receipt(2), "submission_id": mark, "actor": world.user("lead_a")}
    first = deliveries.receive(line, **told)
    assert deliveries.receive(line, **told) == first
    assert stock() == [(2, "Raum 12", "in_use", "")]


def test_an_announcement_is_withdrawn_until_it_is_confirmed(world: World) -> None:
    line = line_of(ordered(world, budgeted(world, quantity=4)))
    staff, delivery = world.user("staff"), announced(world, line, 4)
    deliveries.withdraw(delivery, version=0, actor=staff)
    assert Delivery.unscoped.count() == 0
    delivery = confirmed(world, announced(world, line, 4))
    with pytest.raises(DomainError, match="bereits bestätigt"):
        deliveries.withdraw(delivery, version=delivery.version, actor=staff)


def invoiced(world: World, delivery: Delivery, told: Bill) -> Delivery:
    delivery.refresh_from_db()
    return deliveries.record_invoice(delivery, bill=told, version=delivery.version, actor=world.user("staff"))


def test_an_invoice_that_comes_later_reaches_the_stock(world: World) -> None:
    delivery = confirmed(world, announced(world, line_of(ordered(world, budgeted(world, quantity=4))), 4))
    assert delivery.amount is None
    assert invoiced(world, delivery, bill()).amount == Decimal("1998.72")
    assert stock() == [(4, "Raum 12", "in_use", "R-77")]
    again = invoiced(world, delivery, Bill("R-80", in_days(-30), Decimal(500)))
    assert (again.amount, stock()) == (Decimal(2000), [(4, "Raum 12", "in_use", "R-80")])
    assert [one.number for one in Invoice.unscoped.all()] == ["R-80"]  # the mistaken number is gone


def test_an_invoice_takes_its_pieces_out_of_a_shared_line(world: World) -> None:
    line = line_of(ordered(world, budgeted(world, quantity=10)))
    first, second = (confirmed(world, announced(world, line, count)) for count in (6, 4))
    assert stock() == [(10, "Raum 12", "in_use", "")]
    invoiced(world, first, bill())
    assert stock() == [(4, "Raum 12", "in_use", ""), (6, "Raum 12", "in_use", "R-77")]
    invoiced(world, second, bill())
    assert stock() == [(10, "Raum 12", "in_use", "R-77")]
    batch = StockBatch.unscoped.get()
    assert set(Delivery.unscoped.values_list("batch", flat=True)) == {batch.pk}
    assert NeedItem.unscoped.get().batch == batch


def test_an_invoice_leaves_retired_stock_alone(world: World) -> None:
    delivery = confirmed(world, announced(world, line_of(ordered(world, budgeted(world, quantity=4))), 4))
    assert delivery.batch
    retire_stock(delivery.batch, reason="gestohlen", version=delivery.batch.version, actor=None)
    invoiced(world, delivery, bill())
    assert stock() == [(4, "Raum 12", "retired", "")]


def test_one_invoice_has_one_date(world: World) -> None:
    line = line_of(ordered(world, budgeted(world, quantity=10)))
    first = announced(world, line, 5, bill())
    announced(world, line, 5, bill())
    with pytest.raises(DomainError, match="anderem Datum"):
        invoiced(world, first, Bill("R-77", in_days(-20), Decimal(1)))
    assert Invoice.unscoped.count() == 1
