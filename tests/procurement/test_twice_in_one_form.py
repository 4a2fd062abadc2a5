"""A line that is ticked twice in one form, as only a forged one can say it, counts once."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from procurement.models import Allocation, OrderLine
from procurement.services import funding
from tests.planning.conftest import TRAEGER
from tests.procurement.conftest import budgeted, price
from tests.procurement.test_approved import told
from tests.procurement.test_funding import delivered, granted
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_need_is_ordered_once(world: World) -> None:
    item, entry = budgeted(world, quantity=3), price(world)
    form = told(item, entry)
    form["items"] *= 2
    page: Any = world.client_for("staff").post(reverse("procurement:order_create", args=[TRAEGER]), form)
    assert page.status_code == 302
    assert OrderLine.unscoped.count() == 1


def test_a_delivery_is_charged_once(world: World) -> None:
    funding.load_programmes()
    grant, delivery = granted(world), delivered(world, 3, "333.33")
    form = {
        "deliveries": [f"{delivery.pk}.{delivery.version}"] * 2,
        "category": grant.categories.get(code="3").pk,
        "reason": "",
    }
    page: Any = world.client_for("staff").post(reverse("procurement:grant_charge", args=[grant.pk]), form)
    assert page.status_code == 302
    assert Allocation.unscoped.count() == 1
