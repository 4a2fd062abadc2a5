"""What of a need is left after an order: told, ordered later, and never more than was approved."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.errors import Conflict, DomainError
from needs.models import NeedItem, NeedStep
from planning.outside import spending_on
from procurement.models import Order, OrderLine
from procurement.models.orders import sums_of
from procurement.reckoning import rest_of
from procurement.selectors import rest_rows
from procurement.services import orders
from tests.counting import page_queries
from tests.procurement.conftest import announced, budgeted, confirmed, line_of, ordered, price
from tests.procurement.test_approved import ORDER, cut, told
from tests.procurement.test_views import twin_of
from tests.world import World

LIST = reverse("procurement:order_list", args=["99001"])


def again(item: NeedItem) -> NeedItem:
    """As it is stored by now."""
    return NeedItem.unscoped.select_related("need_list__school__authority", "type").get(pk=item.pk)


def left(world: World) -> list[tuple[int, Decimal | None]]:
    found = rest_rows(user=world.user("staff"), authority=world.authority)
    return [(row.rest.pieces, row.rest.money) for row in found]


def test_the_rest_of_a_cut_need_is_ordered_later(world: World) -> None:
    """15 wanted, 5,000.00 approved, which reaches for 10 at 499.68: 6 first, then at most 4."""
    item, entry, desk = cut(world), price(world), world.client_for("staff")
    assert left(world) == []
    ordered(world, item, pieces=6)
    assert left(world) == [(9, Decimal("2001.91"))]  # 5,000.00 - 2,998.09
    assert "Was von bestelltem Bedarf noch bestellt werden kann" in desk.get(LIST).content.decode()
    page = desk.get(ORDER)
    assert "der Rest: 9 von 15 Stück" in page.content.decode()
    field = f"pieces_{item.pk}"
    assert page.context["form"][field].value() == 4
    item = again(item)
    answer = desk.post(ORDER, told(item, entry, **{field: "5", "number": "8"}))
    assert answer.status_code == 422
    assert "5 Stück kosten 2.498,41\xa0€ brutto" in answer.content.decode()
    assert desk.post(ORDER, told(item, entry, **{field: "4", "number": "8"})).status_code == 302
    assert [line.quantity for line in OrderLine.unscoped.order_by("pk")] == [6, 4]
    item = again(item)
    assert (item.state, item.order_number) == ("ordered", "8")
    step = NeedStep.unscoped.filter(item=item).last()
    assert step
    assert step.reason.endswith("Der Rest: 4 von 15 Stück.")
    spent = spending_on([item.pk], user=world.user("staff"))[item.pk]
    assert spent.ordered == sum(line.gross for line in OrderLine.unscoped.all())
    assert left(world) == []


def test_more_than_is_left_is_refused(world: World) -> None:
    item = cut(world, "7497.00")
    price(world)
    ordered(world, item, pieces=10)
    with pytest.raises(DomainError, match="5 von 15 Stück sind noch nicht bestellt"):
        ordered(world, again(item), number="2027-002", pieces=6)
    assert Order.unscoped.count() == 1
    ordered(world, again(item), number="2027-002", pieces=5)
    with pytest.raises(DomainError, match="0 von 15 Stück sind noch nicht bestellt"):
        ordered(world, again(item), number="2027-003", pieces=1)


def test_two_at_once_do_not_take_the_same_rest(world: World) -> None:
    item = budgeted(world, quantity=10)
    price(world)
    ordered(world, item, pieces=4)
    stale = again(item)
    ordered(world, stale, number="2027-002", pieces=3)
    with pytest.raises(Conflict):
        ordered(world, stale, number="2027-003", pieces=3)


def test_a_need_is_delivered_when_all_its_orders_are(world: World) -> None:
    item = budgeted(world, quantity=5)
    price(world)
    first = line_of(ordered(world, item, pieces=3))
    confirmed(world, announced(world, first, 3))
    assert again(item).state == "delivered"
    second = line_of(ordered(world, again(item), number="2027-002", pieces=2))
    assert again(item).state == "ordered"
    confirmed(world, announced(world, second, 2))
    assert again(item).state == "delivered"
    assert left(world) == []


def test_a_cancelled_order_gives_its_pieces_back(world: World) -> None:
    item, staff = budgeted(world, quantity=5), world.user("staff")
    price(world)
    first = ordered(world, item, pieces=3)
    second = ordered(world, again(item), number="2027-002", pieces=2)
    orders.cancel_order(first, reason="zu teuer", actor=staff)
    item = again(item)
    assert (item.state, item.order_number, left(world)) == ("ordered", "2027-002", [(3, None)])
    orders.cancel_order(second, reason="auch", actor=staff)
    item = again(item)
    assert (item.state, item.order_number, left(world)) == ("budgeted", "", [])
    assert line_of(ordered(world, item, number="2027-003")).quantity == 5


def test_a_line_that_ended_early_gives_back_what_did_not_come(world: World) -> None:
    item = budgeted(world, quantity=5)
    price(world)
    line = line_of(ordered(world, item))
    confirmed(world, announced(world, line, 2))
    line.refresh_from_db()
    orders.end_line(line, reason="ausverkauft", version=line.version, actor=world.user("staff"))
    assert (again(item).state, left(world)) == ("delivered", [(3, None)])
    ordered(world, again(item), number="2027-002", pieces=3)
    assert (again(item).state, left(world)) == ("ordered", [])


@pytest.mark.parametrize("rows", [1, 3])
def test_rests_cost_no_more_with_more_rows(world: World, rows: int) -> None:
    first = budgeted(world, quantity=5)
    price(world)
    items = [first, *(twin_of(first) for _number in range(rows - 1))]
    ordered(world, *items, pieces=2)
    desk = world.client_for("staff")
    assert len(left(world)) == rows
    assert [page_queries(desk, page) for page in (LIST, ORDER)] == [11, 12]


class Line:
    """As the database gives it."""

    def __init__(self, quantity: int, kept: int, state: str) -> None:
        self.quantity, self.kept, self.state = quantity, kept, state
        self.price, self.vat_rate = Decimal("419.90"), Decimal(19)
        self.gross = sums_of(self.price, quantity, self.vat_rate)["gross"]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    wanted=st.integers(1, 60),
    lines=st.lists(
        st.tuples(
            st.integers(1, 20),
            st.integers(0, 20),
            st.sampled_from(["open", "complete", "closed", "cancelled"]),
        ),
        max_size=6,
    ),
    approved=st.none() | st.decimals("0", "20000", places=2),
    cost=st.decimals("0.01", "3000", places=2),
)
def test_the_rest_is_what_counting_by_hand_gives(wanted, lines, approved, cost):
    rows = [Line(quantity, min(kept, quantity), state) for quantity, kept, state in lines]
    rest = rest_of(wanted, rows, approved)
    bound, money, orders = 0, Decimal(0), sum(row.state != "cancelled" for row in rows)
    for row in rows:
        if row.state in ("open", "complete"):
            bound, money = bound + row.quantity, money + row.gross
        elif row.state == "closed":
            bound += row.kept
            money += sums_of(row.price, row.kept, row.vat_rate)["gross"]
    assert rest.pieces == max(wanted - bound, 0)
    free = None if approved is None else max(approved - money, Decimal(0))
    assert rest.money == free
    slow = 0
    left = None if approved is None else approved - money + Decimal("0.01") * orders  # a cent for each order
    while slow < rest.pieces and (left is None or sums_of(cost, slow + 1, Decimal(19))["gross"] <= left):
        slow += 1
    assert rest.reach(cost, Decimal(19)) == slow


@example(price=Decimal("0.06"), parts=[1] * 5)
@given(
    price=st.decimals("0.01", "3000", places=2), parts=st.lists(st.integers(1, 20), min_size=1, max_size=6)
)
def test_ordering_in_parts_never_goes_above_what_was_approved_for_the_whole(price, parts):
    approved = sums_of(price, sum(parts), Decimal(19))["gross"]
    before: list[Line] = []
    for quantity in parts:
        rest = rest_of(sum(parts), before, approved)
        assert rest.above(sums_of(price, quantity, Decimal(19))["gross"]) == 0
        assert rest.reach(price, Decimal(19)) == rest.pieces
        before.append(Line(quantity, quantity, "open"))
        before[-1].gross = sums_of(price, quantity, Decimal(19))["gross"]
    # a cent for each order is let pass, and each sum is up to half a cent too low or too high
    small = Decimal("0.01") * len(parts) + Decimal("0.005") * (len(parts) + 1)
    assert rest_of(sum(parts), before, approved).above(price) > 0 or price <= small
