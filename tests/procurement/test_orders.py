"""Orders: prices of the day, one order for each need, what calling off and other quantities do."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from equipment.models import FundingSource
from needs.models import NeedItem, NeedStep
from needs.services.orders import put_into_operation
from needs.services.rounds import decide
from needs.services.stock import take_into_stock
from planning.outside import Spending, spending_on
from procurement.models import Order, OrderLine
from procurement.models.orders import sums_of
from procurement.services import orders
from procurement.services.orders import Wanted
from tests.procurement.conftest import (
    DAY,
    announced,
    bill,
    budgeted,
    confirmed,
    line_of,
    ordered,
    price,
    receipt,
)
from tests.world import World


def state_of(item: NeedItem) -> str:
    return str(NeedItem.unscoped.values_list("state", flat=True).get(pk=item.pk))


def test_an_order_keeps_price_and_product_of_its_day(world: World) -> None:
    item, entry = budgeted(world, quantity=15), price(world)
    order = ordered(world, item)
    entry.price, entry.product = Decimal(1), "Anderes"
    entry.save()
    line = line_of(order)
    assert (line.product, line.contract, line.quantity, line.price) == (
        "Tablet 10",
        "RV 12",
        15,
        Decimal("419.90"),
    )
    assert (line.net, line.vat, line.gross) == (Decimal("6298.50"), Decimal("1196.72"), Decimal("7495.22"))
    item.refresh_from_db()
    assert (item.state, item.order_number) == ("ordered", "2027-001")
    step = NeedStep.unscoped.filter(item=item).last()
    assert step
    assert (step.reason, step.office) == (
        f"Bestellt am {DAY:%d.%m.%Y}, Bestellung 2027-001.",
        "authority_staff",
    )
    assert AuditEntry.objects.filter(verb="procurement.order_placed").count() == 1


def test_several_schools_stand_in_one_order(world: World) -> None:
    first = budgeted(world, quantity=3)
    second = budgeted(world, world.school_b, lead="lead_b", quantity=4)
    price(world)
    lines = OrderLine.unscoped.filter(order=ordered(world, first, second)).order_by("quantity")
    assert [(line.school, line.quantity) for line in lines] == [(world.school_a, 3), (world.school_b, 4)]


def test_the_same_submission_orders_once(world: World) -> None:
    item, entry, mark = budgeted(world), price(world), uuid4()
    said = {
        "number": "7",
        "ordered_on": DAY,
        "supplier": entry.supplier,
        "fund": FundingSource.objects.get(code="EIG"),
        "note": "",
        "submission_id": mark,
        "actor": world.user("staff"),
    }
    wanted = [Wanted(item, item.version, entry)]
    first = orders.place_order(world.authority, wanted=wanted, **said)
    assert orders.place_order(world.authority, wanted=wanted, **said) == first
    assert Order.unscoped.count() == 1


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"valid_from": DAY + timedelta(days=1)}, f"ist am {DAY:%d.%m.%Y} nicht gültig"),
        ({"valid_until": DAY - timedelta(days=1)}, f"ist am {DAY:%d.%m.%Y} nicht gültig"),
    ],
)
def test_a_price_counts_on_its_days_alone(world: World, extra: dict[str, date], words: str) -> None:
    item = budgeted(world)
    price(world, **extra)
    with pytest.raises(DomainError, match=words):
        ordered(world, item)
    assert (Order.unscoped.count(), state_of(item)) == (0, "budgeted")


def test_a_price_of_another_type_or_supplier_orders_nothing(world: World) -> None:
    item = budgeted(world)
    with pytest.raises(DomainError, match="passen nicht zusammen"):
        ordered(world, item, entry=price(world, "PRES_DISPLAY"))
    assert (Order.unscoped.count(), state_of(item)) == (0, "budgeted")


def test_a_number_is_given_once(world: World) -> None:
    first, second = budgeted(world), budgeted(world, world.school_b, lead="lead_b")
    price(world)
    ordered(world, first)
    with pytest.raises(DomainError, match="Es gibt schon eine Bestellung 2027-001"):
        ordered(world, second)
    assert state_of(second) == "budgeted"


def test_a_need_that_was_changed_meanwhile_is_not_ordered(world: World) -> None:
    item, entry = budgeted(world), price(world)
    NeedItem.unscoped.filter(pk=item.pk).update(version=item.version + 1)
    with pytest.raises(Conflict):
        ordered(world, item, entry=entry)
    assert Order.unscoped.count() == 0


def test_what_stands_in_an_order_follows_it_alone(world: World) -> None:
    item = budgeted(world)
    ordered(world, item)
    item.refresh_from_db()
    assert item.next_states == ()
    with pytest.raises(DomainError, match="folgt ihren Lieferungen"):
        decide(item, state="delivered", reason="da", version=item.version, actor=world.user("staff"))
    with pytest.raises(DomainError, match="bestätigen Sie dort die Lieferung"):
        take_into_stock(item, values={}, submission_id=uuid4(), actor=world.user("lead_a"))


def test_calling_off_gives_the_needs_back_to_the_budget(world: World) -> None:
    item = budgeted(world)
    order = ordered(world, item)
    orders.cancel_order(order, reason="Lieferant kann nicht", actor=world.user("staff"))
    item.refresh_from_db()
    assert (item.state, item.order_number, item.decision) == (
        "budgeted",
        "",
        "Bestellung 2027-001 wurde storniert: Lieferant kann nicht",
    )
    assert line_of(order).state == "cancelled"
    again = ordered(world, item, number="2027-002")
    assert (line_of(again).state, state_of(item)) == ("open", "ordered")


def test_a_line_with_deliveries_is_not_called_off(world: World) -> None:
    order = ordered(world, budgeted(world, quantity=5))
    announced(world, line_of(order), 2)
    with pytest.raises(DomainError, match="einzelne Positionen"):
        orders.cancel_order(order, reason="zu spät", actor=world.user("staff"))


def test_a_rest_that_never_comes_ends_the_line(world: World) -> None:
    item = budgeted(world, quantity=5)
    line = line_of(ordered(world, item))
    delivery = announced(world, line, 3)
    staff = world.user("staff")
    with pytest.raises(DomainError, match="wartet darauf"):
        orders.end_line(line, reason="ausverkauft", version=line.version, actor=staff)
    confirmed(world, delivery)
    line.refresh_from_db()
    orders.end_line(line, reason="ausverkauft", version=line.version, actor=staff)
    line.refresh_from_db()
    item.refresh_from_db()
    assert (line.state, item.state) == ("closed", "delivered")
    assert item.decision == "3 von 5 geliefert, der Rest kommt nicht: ausverkauft"


def test_the_budget_reads_what_was_ordered_and_spent(world: World) -> None:
    item = budgeted(world, quantity=5)
    staff = world.user("staff")
    assert spending_on([item.pk], user=staff) == {}
    line = line_of(ordered(world, item))
    assert spending_on([item.pk], user=staff) == {item.pk: Spending(Decimal("2498.41"), Decimal(0))}
    confirmed(world, announced(world, line, 3, bill()))
    assert spending_on([item.pk], user=staff) == {item.pk: Spending(Decimal("2498.41"), Decimal("1499.04"))}
    line.refresh_from_db()
    orders.end_line(line, reason="ausverkauft", version=line.version, actor=staff)
    assert spending_on([item.pk], user=staff) == {item.pk: Spending(Decimal("1499.04"), Decimal("1499.04"))}
    assert spending_on([item.pk], user=world.user("staff_c")) == {}


def test_a_line_that_nothing_came_for_is_called_off_when_it_ends(world: World) -> None:
    item = budgeted(world)
    line = line_of(ordered(world, item))
    orders.end_line(line, reason="gibt es nicht mehr", version=0, actor=world.user("staff"))
    line.refresh_from_db()
    assert (line.state, state_of(item)) == ("cancelled", "budgeted")


def test_an_ended_line_takes_no_need_out_of_its_new_order(world: World) -> None:
    item = budgeted(world)
    first, staff = ordered(world, item), world.user("staff")
    orders.cancel_order(first, reason="zu teuer", actor=staff)
    item.refresh_from_db()
    again = ordered(world, item, number="2027-002")
    ended = line_of(first)
    page = reverse("procurement:line_end", args=[ended.pk])
    answer = world.client_for("staff").post(page, {"reason": "noch einmal"})
    assert (answer.status_code, "nichts mehr offen" in answer.content.decode()) == (422, True)
    item.refresh_from_db()
    assert (item.state, item.order_number, line_of(again).state) == ("ordered", "2027-002", "open")


def test_a_surplus_that_is_kept_raises_the_quantity(world: World) -> None:
    item = budgeted(world, quantity=2)
    line = line_of(ordered(world, item))
    confirmed(world, announced(world, line, 2))
    assert state_of(item) == "delivered"
    line.refresh_from_db()
    staff = world.user("staff")
    orders.change_quantity(line, quantity=3, reason="eines mehr kam", version=line.version, actor=staff)
    line.refresh_from_db()
    assert (line.state, line.gross, state_of(item)) == ("open", Decimal("1499.04"), "ordered")
    confirmed(world, announced(world, line, 1), receipt(1))
    assert state_of(item) == "delivered"
    line.refresh_from_db()
    with pytest.raises(DomainError, match="Mindestens 3"):
        orders.change_quantity(line, quantity=2, reason="-", version=line.version, actor=staff)


def test_fewer_pieces_can_complete_a_line(world: World) -> None:
    item = budgeted(world, quantity=5)
    line = line_of(ordered(world, item))
    confirmed(world, announced(world, line, 3))
    line.refresh_from_db()
    orders.change_quantity(line, quantity=3, reason="reicht", version=line.version, actor=world.user("staff"))
    line.refresh_from_db()
    assert (line.state, state_of(item)) == ("complete", "delivered")


def test_the_school_says_what_is_in_operation(world: World) -> None:
    item = budgeted(world, quantity=1)
    line = line_of(ordered(world, item))
    lead = world.user("lead_a")
    item.refresh_from_db()
    with pytest.raises(DomainError, match="In Betrieb geht nur"):
        put_into_operation(item, version=item.version, actor=lead)
    confirmed(world, announced(world, line, 1))
    item.refresh_from_db()
    with pytest.raises(Conflict):
        put_into_operation(item, version=item.version - 1, actor=lead)
    put_into_operation(item, version=item.version, actor=lead)
    put_into_operation(item, version=item.version, actor=lead)
    assert state_of(item) == "in_operation"
    steps = NeedStep.unscoped.filter(item=item, to_state="in_operation")
    assert [step.office for step in steps] == ["school_lead"]


def test_the_button_for_it_leads_back_to_the_need(world: World) -> None:
    item = budgeted(world, quantity=1)
    confirmed(world, announced(world, line_of(ordered(world, item)), 1))
    item.refresh_from_db()
    lead, places = world.client_for("lead_a"), ["990012", item.pk]
    button = reverse("needs:item_operate", args=places)
    for _click in range(2):
        answer = lead.post(button, {"version": item.version}, follow=True)
        assert answer.redirect_chain == [(reverse("needs:item_detail", args=places), 302)]
        assert "Vermerkt: in Betrieb." in answer.content.decode()
    assert state_of(item) == "in_operation"


@given(
    price=st.decimals("0.01", "99999", places=2),
    quantity=st.integers(1, 5000),
    rate=st.sampled_from([Decimal(0), Decimal(7), Decimal(19), Decimal("16.5")]),
)
def test_net_and_tax_are_the_gross(price: Decimal, quantity: int, rate: Decimal) -> None:
    money = sums_of(price, quantity, rate)
    assert money["net"] + money["vat"] == money["gross"]
    assert money["net"] == price * quantity
    assert abs(money["vat"] - money["net"] * rate / 100) <= Decimal("0.005")
