"""Amounts beyond what a column holds: told as such, whoever typed quantity and price."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from planning.models import BudgetLine
from procurement.models import Order
from procurement.services import orders
from tests.planning.conftest import TRAEGER, recognised
from tests.planning.test_budgets import FISCAL
from tests.procurement.conftest import budgeted, line_of, ordered, price
from tests.procurement.test_approved import told
from tests.world import World

pytestmark = pytest.mark.django_db
HUGE = Decimal("99999999.99")  # what a price may be
TOO_LARGE = "Dieser Betrag ist zu groß, um zu stimmen"


def test_a_need_of_billions_does_not_break_the_budget(world: World) -> None:
    (item,) = recognised(world, {"quantity": 100_000, "price": HUGE})
    page: Any = world.client_for("staff").post(
        reverse("planning:budget_pick", args=[TRAEGER, FISCAL]), {"items": [str(item.pk)]}
    )
    assert (page.status_code, TOO_LARGE in page.text) == (422, True)
    assert not BudgetLine.unscoped.exists()


def test_an_order_of_billions_is_refused(world: World) -> None:
    item, entry = budgeted(world, quantity=100_000), price(world, price=HUGE)
    page: Any = world.client_for("staff").post(
        reverse("procurement:order_create", args=[TRAEGER]), told(item, entry)
    )
    assert (page.status_code, TOO_LARGE in page.text) == (422, True)
    assert not Order.unscoped.exists()


def test_nor_does_an_order_grow_to_billions(world: World) -> None:
    price(world, price=HUGE)
    line = line_of(ordered(world, budgeted(world, quantity=1)))
    form = {"quantity": "100000", "reason": "Mehr"}
    client, url = world.client_for("head"), reverse("procurement:line_quantity", args=[line.pk])
    form["seen"] = client.get(url).context["form"]["seen"].value()
    page: Any = client.post(url, form)
    assert (page.status_code, TOO_LARGE in page.text) == (422, True)
    assert orders.as_read(line, line.version).quantity == 1
