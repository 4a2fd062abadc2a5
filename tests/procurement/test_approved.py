"""What the council approved reaches the order: told, proposed, and marked where more is ordered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.errors import DomainError
from equipment.models import FundingSource, PriceEntry
from needs.models import NeedItem, NeedStep
from planning.models import BudgetLine
from planning.services.budgets import approve_line
from procurement.models import Order, OrderLine
from tests.planning.conftest import TRAEGER, recognised
from tests.planning.test_budgets import FISCAL, add, decide, free, request
from tests.procurement.conftest import line_of, ordered, price
from tests.world import World

ORDER = reverse("procurement:order_create", args=[TRAEGER])
BUDGET = reverse("planning:budget_detail", args=[TRAEGER, FISCAL])


def cut(world: World, approved: str = "5000.00") -> NeedItem:
    """15 tablets for 7,497.00 euro, of which the council gave `approved`."""
    (item,) = recognised(world)
    (line,) = add(world, item)
    free(world)
    request(world)
    why = "Zehn genügen" if Decimal(approved) < line.gross else ""
    approve_line(line, approved=Decimal(approved), reason=why, actor=world.user("staff"))
    decide(world)
    return NeedItem.unscoped.get(pk=item.pk)


def told(item: NeedItem, entry: PriceEntry, **extra: Any) -> dict[str, Any]:
    return {
        "items": [f"{item.pk}.{item.version}"],
        f"price_{item.type_id}": str(entry.pk),
        "number": "7",
        "ordered_on": "2027-03-05",
        "fund": FundingSource.objects.get(code="EIG").pk,
    } | extra


def test_the_order_form_tells_what_was_approved_and_proposes_what_it_reaches_for(world: World) -> None:
    item, entry, desk = cut(world), price(world), world.client_for("staff")
    page = desk.get(ORDER)
    assert "5.000,00\xa0€ brutto bewilligt" in page.content.decode()
    assert "Bewilligt sind 5.000,00\xa0€ von 7.497,00\xa0€ brutto" in page.content.decode()
    field = f"pieces_{item.pk}"
    assert page.context["form"][field].value() == 10
    for wrong in ("16", "0", "", "viel"):
        answer = desk.post(ORDER, told(item, entry, **{field: wrong}))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert desk.post(ORDER, told(item, entry, **{field: "10"})).status_code == 302
    line = line_of(Order.unscoped.get())
    assert (line.quantity, line.gross) == (10, Decimal("4996.81"))
    step = NeedStep.unscoped.filter(item=item).last()
    assert step
    assert step.reason.endswith("10 von 15 Stück, so weit das bewilligte Geld reicht.")
    assert "über dem Bewilligten" not in desk.get(BUDGET).content.decode()


def test_a_need_that_was_not_cut_is_ordered_whole(world: World) -> None:
    item, _entry = cut(world, "7497.00"), price(world)
    form = world.client_for("staff").get(ORDER).context["form"]
    assert f"pieces_{item.pk}" not in form.fields
    assert line_of(ordered(world, item)).quantity == 15


def test_an_order_above_what_was_approved_is_marked_in_the_budget(world: World) -> None:
    item, _entry, desk = cut(world), price(world), world.client_for("staff")
    assert "über dem Bewilligten" not in desk.get(BUDGET).content.decode()
    ordered(world, item)
    assert OrderLine.unscoped.get().gross > BudgetLine.unscoped.get(item=item).approved
    assert "über dem Bewilligten" in desk.get(BUDGET).content.decode()


def test_more_pieces_than_the_need_has_are_refused(world: World) -> None:
    item, _entry = cut(world), price(world)
    with pytest.raises(DomainError, match="höchstens 15 Stück"):
        ordered(world, item, pieces=16)
    assert Order.unscoped.count() == 0
