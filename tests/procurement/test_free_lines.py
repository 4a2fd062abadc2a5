"""A free line of the Mittelanmeldung: requested, approved, ordered and spent run through, though no school asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from equipment.models import FundingSource, PriceEntry
from planning.models import BudgetLine
from procurement.models import Order, OrderLine
from procurement.services import orders
from tests.counting import page_queries
from tests.planning.conftest import TRAEGER
from tests.planning.test_budgets import FISCAL, decide, free, picture, request
from tests.procurement.conftest import DAY, announced, bill, confirmed, line_of, price
from tests.world import World

BUDGET = reverse("planning:budget_detail", args=[TRAEGER, FISCAL])


def approved(world: World, **extra: Any) -> BudgetLine:
    """1,190.00 euro gross, which reaches for two tablets at 499.68."""
    line = free(world, **extra)
    request(world)
    decide(world)
    line.refresh_from_db()
    return line


def page_of(line: BudgetLine) -> str:
    return reverse("procurement:freeline_order", args=[line.pk])


def told(world: World, entry: PriceEntry, **extra: Any) -> dict[str, Any]:
    return {
        "entry": str(entry.pk),
        "school": world.school_a.pk,
        "pieces": "2",
        "number": "2027-009",
        "ordered_on": f"{DAY}",
        "fund": FundingSource.objects.get(code="EIG").pk,
    } | extra


def test_a_free_line_runs_from_the_council_to_the_invoice(world: World) -> None:
    line, entry, desk = approved(world), price(world), world.client_for("staff")
    assert page_of(line) in desk.get(BUDGET).content.decode()
    assert "Von 1.190,00\xa0€ brutto bewilligt sind 1.190,00\xa0€ noch nicht bestellt" in (
        desk.get(page_of(line)).content.decode()
    )
    answer = desk.post(page_of(line), told(world, entry))
    order = Order.unscoped.get()
    assert answer["Location"] == reverse("procurement:order_detail", args=[order.pk])
    assert "Freie Zeile im Haushalt: Wartung der Server" in desk.get(answer["Location"]).content.decode()
    ordered = line_of(order)
    assert (ordered.item, ordered.budget_line, ordered.school) == (None, line, world.school_a)
    assert AuditEntry.objects.filter(verb="procurement.order_placed").count() == 1
    delivery = confirmed(world, announced(world, ordered, 2, bill()))
    assert delivery.batch
    assert delivery.batch.quantity == 2
    (row,) = picture(world).rows
    assert (row.spending.ordered, row.spending.spent) == (Decimal("999.36"), Decimal("999.36"))
    assert (picture(world).sums.ordered, picture(world).sums.spent) == (Decimal("999.36"), Decimal("999.36"))
    waiting = world.client_for("lead_a").get(reverse("procurement:school_orders", args=["990012"]))
    assert "2 × Tablet 10" in waiting.content.decode()
    ordered.refresh_from_db()
    assert ordered.state == "complete"


ORDERS = reverse("procurement:order_list", args=[TRAEGER])
TASK = "Bestellen, was im Haushalt steht"


def test_an_approved_free_line_waits_to_be_ordered_without_any_price(world: World) -> None:
    desk = world.client_for("staff")
    line = free(world, text="Glasfaser für die Grundschule")
    assert desk.get(ORDERS).context["free"] == []
    request(world)
    assert desk.get(ORDERS).context["free"] == []  # asked for, not approved
    assert TASK not in desk.get("/").content.decode()
    decide(world)
    page = desk.get(ORDERS).content.decode()
    assert "1 freie Zeile im Haushalt ist noch zu bestellen" in page
    assert page_of(line) in page
    assert "Nichts zu bestellen" not in page
    start = desk.get("/").content.decode()
    assert TASK in start
    assert "1 freie Zeile" in start


def test_a_free_line_stays_with_its_rest_and_asks_nobody_for_it(world: World) -> None:
    line, entry, desk = approved(world), price(world), world.client_for("staff")
    desk.post(page_of(line), told(world, entry))
    (row,) = desk.get(ORDERS).context["free"]
    assert (row.line, row.rest.money) == (line, Decimal("190.64"))
    assert TASK not in desk.get("/").content.decode()
    orders.cancel_order(Order.unscoped.get(), reason="zu teuer", actor=world.user("staff"))
    assert TASK in desk.get("/").content.decode()


def test_a_free_line_that_was_refused_or_is_long_past_waits_for_nothing(world: World) -> None:
    line, desk = approved(world), world.client_for("staff")
    line.budget.year = timezone.localdate().year - 3
    line.budget.save()
    assert desk.get(ORDERS).context["free"] == []
    line.budget.year = FISCAL
    line.budget.save()
    BudgetLine.unscoped.update(approved=0)
    assert desk.get(ORDERS).context["free"] == []
    assert TASK not in desk.get("/").content.decode()


def test_more_than_was_approved_is_refused(world: World) -> None:
    line, entry, desk = approved(world), price(world), world.client_for("staff")
    answer = desk.post(page_of(line), told(world, entry, pieces="3"))
    assert (answer.status_code, Order.unscoped.count()) == (422, 0)
    assert (
        "3 Stück kosten 1.499,04\xa0€ brutto. Bewilligt sind 1.190,00\xa0€, davon schon bestellt 0,00\xa0€"
        in (answer.content.decode())
    )
    assert desk.post(page_of(line), told(world, entry)).status_code == 302
    again = desk.post(page_of(line), told(world, entry, pieces="1", number="2027-010"))
    assert "1 Stück kostet 499,68\xa0€ brutto" in again.content.decode()
    assert "davon schon bestellt 999,36\xa0€. Das sind 309,04\xa0€ zu viel." in again.content.decode()
    orders.cancel_order(Order.unscoped.get(), reason="zu teuer", actor=world.user("staff"))
    assert desk.post(page_of(line), told(world, entry, pieces="1", number="2027-010")).status_code == 302


def test_the_head_of_department_orders_more_of_a_free_line(world: World) -> None:
    line, entry, desk = approved(world), price(world), world.client_for("head")
    answer = desk.post(page_of(line), told(world, entry, pieces="3", above_reason="Dritter Server nötig"))
    assert (answer.status_code, line_of(Order.unscoped.get()).above_reason) == (302, "Dritter Server nötig")
    assert "Dritter Server nötig" in desk.get(answer["Location"]).content.decode()
    assert "Dritter Server nötig" in desk.get(BUDGET).content.decode()


def test_nothing_is_ordered_before_the_council_has_decided(world: World) -> None:
    line, entry = free(world), price(world)
    desk = world.client_for("staff")
    assert "noch nicht entschieden" in desk.get(page_of(line)).content.decode()
    answer = desk.post(page_of(line), told(world, entry))
    assert (answer.status_code, Order.unscoped.count()) == (422, 0)
    assert "Nur was der Rat bewilligt hat" in answer.content.decode()
    assert page_of(line) not in desk.get(BUDGET).content.decode()


def test_a_school_of_another_authority_is_not_offered(world: World) -> None:
    line, entry = approved(world), price(world)
    answer = world.client_for("staff").post(page_of(line), told(world, entry, school=world.school_c.pk))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["school"])


def test_a_line_comes_of_a_need_or_of_a_free_line(world: World) -> None:
    line, entry = approved(world), price(world)
    world.client_for("staff").post(page_of(line), told(world, entry))
    with pytest.raises(IntegrityError):
        OrderLine.unscoped.update(budget_line=None)


@pytest.mark.parametrize("rows", [1, 3])
def test_free_lines_cost_no_more_with_more_rows(world: World, rows: int) -> None:
    lines = [free(world, text=f"Zeile {number}") for number in range(rows)]
    request(world)
    decide(world)
    entry, desk = price(world), world.client_for("staff")
    for number, line in enumerate(lines):
        desk.post(page_of(line), told(world, entry, number=str(number)))
    assert Order.unscoped.count() == rows
    assert page_queries(desk, BUDGET) == 9
    assert len(desk.get(ORDERS).context["free"]) == rows
    assert page_queries(desk, ORDERS) == 10
