"""A free line of the Mittelanmeldung that no price list serves: a service or a single offer, ordered by words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.urls import reverse

from equipment.models import EquipmentType, FundingSource, PriceEntry, StockBatch
from procurement.models import Delivery, Order, OrderLine
from procurement.selectors import proof_of_use
from procurement.services import funding
from procurement.under_way import under_way
from tests.planning.test_budgets import picture
from tests.procurement.conftest import CAME, announced, bill, budgeted, confirmed, line_of, ordered, price
from tests.procurement.test_free_lines import approved, page_of, told
from tests.procurement.test_funding import charged, granted
from tests.world import World


def written(world: World, **extra: Any) -> dict[str, Any]:
    """A service, as a clerk writes it down: 800.00 euro net are 952.00 gross."""
    own = {
        "entry": "",
        "product": "Wartung der Server 2027",
        "supplier": "Systemhaus Süd",
        "price": "800,00",
        "vat_rate": "19",
        "type": "",
        "pieces": "1",
    }
    head = {name: value for name, value in told(world, PriceEntry(pk=0)).items() if name not in own}
    return head | own | extra


@pytest.mark.parametrize("has_price_list", [True, False])
def test_a_service_is_ordered_by_words_and_becomes_no_stock(world: World, has_price_list: bool) -> None:
    line, desk = approved(world), world.client_for("staff")
    if has_price_list:
        price(world)
    answer = desk.post(page_of(line), written(world))
    order = Order.unscoped.get()
    assert answer["Location"] == reverse("procurement:order_detail", args=[order.pk])
    ordered = line_of(order)
    assert (order.supplier, ordered.product, ordered.type) == (
        "Systemhaus Süd",
        "Wartung der Server 2027",
        None,
    )
    assert (ordered.net, ordered.gross, ordered.budget_line) == (Decimal("800.00"), Decimal("952.00"), line)
    delivery = announced(world, ordered, 1, bill())
    lead = world.client_for("lead_a")
    page = reverse("procurement:delivery_confirm", args=["990012", delivery.pk])
    assert "kommt deshalb nicht in den Bestand" in lead.get(page).content.decode()
    assert lead.post(page, {"delivered_on": f"{CAME}", "good": "1", "wrong": ""}).status_code == 302
    delivery.refresh_from_db()
    ordered.refresh_from_db()
    assert (delivery.batch, delivery.broken_batch, ordered.state) == (None, None, "complete")
    assert not StockBatch.unscoped.filter(school=world.school_a, invoice_number=bill().number).exists()
    (row,) = picture(world).rows
    assert (row.spending.ordered, row.spending.spent) == (Decimal("952.00"), delivery.amount)
    waiting = lead.get(reverse("procurement:school_orders", args=["990012"])).content.decode()
    assert "kommt nicht in den Bestand" in waiting


def test_what_is_written_with_a_type_goes_into_the_stock(world: World) -> None:
    line, type_ = approved(world), EquipmentType.objects.get(code="SRV")
    world.client_for("staff").post(page_of(line), written(world, type=type_.pk))
    delivery = confirmed(world, announced(world, line_of(Order.unscoped.get()), 1, bill()))
    assert delivery.batch
    assert (delivery.batch.type, delivery.batch.quantity) == (type_, 1)


def test_a_service_is_charged_to_a_grant_under_its_own_words(world: World) -> None:
    line, paid = approved(world), FundingSource.objects.get(code="DP1").pk
    world.client_for("staff").post(page_of(line), written(world, fund=paid))
    confirmed(world, announced(world, line_of(Order.unscoped.get()), 1, bill()))
    funding.load_programmes()
    one = granted(world)
    charged(world, one, Delivery.unscoped.get())
    (proved,) = proof_of_use(user=world.user("staff"), grant=one).lines
    assert proved.what == "Wartung der Server 2027"


@pytest.mark.parametrize(
    ("extra", "faulty"),
    [
        ({"product": "", "supplier": "", "price": ""}, ["entry"]),
        ({"supplier": "", "price": "", "vat_rate": ""}, ["supplier", "price", "vat_rate"]),
        ({"price": "0"}, ["price"]),
    ],
)
def test_words_must_say_what_is_bought_where_and_for_how_much(
    world: World, extra: dict[str, str], faulty: list[str]
) -> None:
    line, _entry = approved(world), price(world)
    answer = world.client_for("staff").post(page_of(line), written(world, **extra))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, faulty)


def test_the_price_list_and_words_are_not_mixed(world: World) -> None:
    line, entry = approved(world), price(world)
    answer = world.client_for("staff").post(page_of(line), told(world, entry, product="Etwas anderes"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["product"])


def test_more_than_was_approved_is_refused_by_words_too(world: World) -> None:
    line = approved(world)
    answer = world.client_for("staff").post(page_of(line), written(world, pieces="2"))
    assert (answer.status_code, Order.unscoped.count()) == (422, 0)


def test_a_line_of_a_need_has_a_type(world: World) -> None:
    order = ordered(world, budgeted(world))
    with pytest.raises(IntegrityError):
        OrderLine.unscoped.filter(order=order).update(type=None)


def test_a_service_under_way_covers_no_lack_of_equipment(world: World) -> None:
    line, desk = approved(world), world.client_for("staff")
    desk.post(page_of(line), written(world))
    assert under_way(world.user("staff"), [world.school_a.pk]) == []
