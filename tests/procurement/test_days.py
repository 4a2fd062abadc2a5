"""What has happened has no day ahead, and none before what it follows; the page says so at the field."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from equipment.models import FundingSource, StockBatch
from procurement.models import Delivery, FundCall, Grant, Order
from procurement.services.funding import load_programmes
from tests.days import in_days
from tests.planning.test_budgets import FISCAL, add, recognised, request, version
from tests.procurement.conftest import DAY, announced, budgeted, line_of, ordered, price
from tests.procurement.test_funding import granted
from tests.world import World

TOMORROW = in_days(1)
AHEAD = "Dieser Tag liegt in der Zukunft."
EARLY = DAY - timedelta(days=1)


def url(name: str, *args: Any) -> str:
    return reverse(f"procurement:{name}", args=args)


@pytest.fixture
def staff(world: World) -> Client:
    return world.client_for("staff")


def refused(client: Client, page: str, told: dict[str, Any], field: str) -> str:
    """What stands at the field; the form keeps what was typed in all of them."""
    answer = client.post(page, told)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert {name: form[name].value() for name in told} == told
    return str(form.errors[field][0])


def test_nothing_is_ordered_tomorrow(world: World, staff: Client) -> None:
    item, entry = budgeted(world), price(world)
    told = {
        "items": [f"{item.pk}.{item.version}"],
        f"price_{item.type_id}": str(entry.pk),
        "number": "17",
        "ordered_on": f"{TOMORROW}",
        "fund": f"{FundingSource.objects.get(code='DP2').pk}",
    }
    assert refused(staff, url("order_create", "99001"), told, "ordered_on").startswith(AHEAD)
    assert Order.unscoped.count() == 0
    assert staff.post(url("order_create", "99001"), told | {"ordered_on": f"{DAY}"}).status_code == 302


@pytest.mark.parametrize(
    ("day", "told"),
    [(TOMORROW, AHEAD), (EARLY, f"Die Lieferung kann nicht vor der Bestellung vom {DAY:%d.%m.%Y} liegen.")],
)
def test_a_delivery_lies_between_its_order_and_today(
    world: World, staff: Client, day: date, told: str
) -> None:
    line = line_of(ordered(world, budgeted(world, quantity=15)))
    page, typed = url("delivery_create", line.pk), {"quantity": "5", "delivered_on": f"{day}"}
    assert refused(staff, page, typed, "delivered_on").startswith(told)
    assert Delivery.unscoped.count() == 0
    school = world.client_for("member_a")
    counted = {"good": "5", "delivered_on": f"{day}", "room": "Raum 3"}
    page = url("line_receive", "990012", line.pk)
    assert refused(school, page, counted, "delivered_on").startswith(told)
    page = url("delivery_confirm", "990012", announced(world, line, 5).pk)
    assert refused(school, page, counted, "delivered_on").startswith(told)
    assert StockBatch.unscoped.count() == 0
    assert school.post(page, counted | {"delivered_on": f"{DAY}"}).status_code == 302


def test_an_invoice_may_come_before_the_delivery_but_not_before_the_order(
    world: World, staff: Client
) -> None:
    delivery = announced(world, line_of(ordered(world, budgeted(world, quantity=15))), 5)
    page = url("delivery_invoice", delivery.pk)
    told = {
        "invoice_number": "R-1",
        "price": "499,68",
        "seen": staff.get(page).context["form"]["seen"].value(),
    }
    said = refused(staff, page, told | {"invoice_date": f"{TOMORROW}"}, "invoice_date")
    assert said.startswith(AHEAD)
    said = refused(staff, page, told | {"invoice_date": f"{EARLY}"}, "invoice_date")
    assert said == f"Die Rechnung kann nicht vor der Bestellung vom {DAY:%d.%m.%Y} liegen."
    assert delivery.delivered_on > DAY
    assert staff.post(page, told | {"invoice_date": f"{DAY}"}).status_code == 302


def test_an_older_order_of_a_day_ahead_holds_no_delivery_up(world: World, staff: Client) -> None:
    line = line_of(ordered(world, budgeted(world, quantity=15)))
    Order.unscoped.update(ordered_on=in_days(3000))
    told = {"quantity": "5", "delivered_on": f"{timezone.localdate()}"}
    assert staff.post(url("delivery_create", line.pk), told).status_code == 302


def test_no_money_is_called_tomorrow(world: World, staff: Client) -> None:
    load_programmes()
    page = url("call_create", granted(world, amount=Decimal(1000)).pk)
    told = {"called_on": f"{TOMORROW}", "amount": "10,00", "note": "Zweiter Abruf"}
    assert refused(staff, page, told, "called_on").startswith(AHEAD)
    assert FundCall.unscoped.count() == 0
    assert staff.post(page, told | {"called_on": f"{timezone.localdate()}"}).status_code == 302


def test_the_proof_is_due_after_the_measure(world: World, staff: Client) -> None:
    load_programmes()
    grant = granted(world, execute_by=date(2027, 6, 30), prove_by=date(2027, 12, 31))
    page = url("grant_update", grant.pk)
    form = staff.get(page).context["form"]
    told = {name: f"{form[name].value() or ''}" for name in form.fields} | {"prove_by": "2027-06-29"}
    said = refused(staff, page, told, "prove_by")
    assert (
        said == "Der Verwendungsnachweis kann nicht vor dem Ende der Durchführung am 30.06.2027 fällig sein."
    )
    assert Grant.unscoped.get().prove_by == date(2027, 12, 31)
    assert refused(staff, url("grant_create", "99001"), told | {"file_number": "x"}, "prove_by") == said
    assert staff.post(page, told | {"prove_by": "2027-06-30"}).status_code == 302


def test_the_council_decides_after_it_was_asked_and_not_tomorrow(world: World, staff: Client) -> None:
    add(world, *recognised(world))
    page = reverse("planning:budget_request", args=["99001", FISCAL])
    told = {"requested_on": f"{TOMORROW}", "seen": staff.get(page).context["form"]["seen"].value()}
    assert refused(staff, page, told, "requested_on").startswith(AHEAD)
    asked = request(world).requested_on
    page = reverse("planning:budget_decide", args=["99001", FISCAL])
    told = {"outcome": "decided", "paper": "V/1", "seen": staff.get(page).context["form"]["seen"].value()}
    assert refused(staff, page, told | {"decided_on": f"{TOMORROW}"}, "decided_on").startswith(AHEAD)
    said = refused(staff, page, told | {"decided_on": "2026-02-28"}, "decided_on")
    assert (f"{asked}", said) == (
        "2026-03-01",
        "Der Beschluss kann nicht vor der Anmeldung vom 01.03.2026 liegen.",
    )
    assert version(world)
    assert staff.post(page, told | {"decided_on": "2026-03-01"}).status_code == 302
