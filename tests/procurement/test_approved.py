"""What the council approved reaches the order: told, proposed, and more only by the head of department's reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.errors import DomainError
from core.models import AuditEntry
from equipment.models import FundingSource, PriceEntry
from needs.models import NeedItem, NeedStep
from planning.services.budgets import approve_line
from procurement.models import Order, OrderLine
from procurement.services import orders
from tests.planning.conftest import TRAEGER, recognised
from tests.planning.test_budgets import FISCAL, add, decide, free, picture, request
from tests.procurement.conftest import DAY, announced, budgeted, confirmed, line_of, ordered, price
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
        "ordered_on": f"{DAY}",
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


def test_more_than_was_approved_is_refused_and_nothing_typed_is_lost(world: World) -> None:
    item, entry, desk = cut(world), price(world), world.client_for("staff")
    typed = {f"pieces_{item.pk}": "12", "note": "Kommt im Mai", "above_reason": "Ich darf das nicht"}
    answer = desk.post(ORDER, told(item, entry, **typed))
    page = answer.content.decode()
    assert (answer.status_code, Order.unscoped.count()) == (422, 0)
    assert (
        "12 Stück kosten 5.996,17\xa0€ brutto. Bewilligt sind 5.000,00\xa0€, davon schon bestellt 0,00\xa0€. "
        "Das sind 996,17\xa0€ zu viel. Bestellen Sie weniger Stück." in page
    )
    form = answer.context["form"]
    assert [form[name].value() for name in (f"pieces_{item.pk}", "note", "number")] == [
        "12",
        "Kommt im Mai",
        "7",
    ]
    assert form["items"].value() == [f"{item.pk}.{item.version}"]
    assert "above_reason" not in form.fields
    assert NeedItem.unscoped.get(pk=item.pk).state == "budgeted"


def test_the_head_of_department_goes_above_with_a_reason(world: World) -> None:
    item, entry, desk = cut(world), price(world), world.client_for("head")
    typed = {f"pieces_{item.pk}": "12"}
    refused = desk.post(ORDER, told(item, entry, **typed))
    assert (refused.status_code, Order.unscoped.count()) == (422, 0)
    why = "Zwei Klassen kamen hinzu"
    assert desk.post(ORDER, told(item, entry, **typed, above_reason=f" {why} ")).status_code == 302
    line = line_of(Order.unscoped.get())
    assert (line.quantity, line.above_reason, line.above_by) == (12, why, world.user("head"))
    page = world.client_for("staff").get(reverse("procurement:order_detail", args=[line.order_id]))
    said = page.content.decode()
    assert "Mehr bestellt als bewilligt" in said
    assert (
        "12 × Tablet im Klassensatz, Grundschule Am Anger: um 996,17\xa0€ brutto über das Bewilligte hinaus bestellt. "
        f"Begründung: {why}" in said
    )
    assert [step.by for step in page.context["trail"]] == ["Bea Leitung"] * 2
    budget = world.client_for("staff").get(BUDGET).content.decode()
    assert "über dem Bewilligten" in budget
    assert why in budget
    (row,) = [one for one in picture(world).rows if one.line.item_id]
    assert (row.line.gross, row.line.approved) == (Decimal("7497.00"), Decimal("5000.00"))
    assert (row.spending.ordered, row.reasons_above) == (Decimal("5996.17"), (why,))


def test_a_reason_within_what_was_approved_leaves_no_mark(world: World) -> None:
    item, _entry = cut(world), price(world)
    order = ordered(world, item, pieces=10, above="Für alle Fälle")
    assert (line_of(order).above_reason, line_of(order).above_by) == ("", None)
    assert not AuditEntry.objects.filter(verb="procurement.ordered_above").exists()


def test_the_mark_goes_when_the_order_is_called_off(world: World) -> None:
    item, _entry = cut(world), price(world)
    order = ordered(world, item, above="Zwei Klassen kamen hinzu")
    orders.cancel_order(order, reason="zu teuer", actor=world.user("staff"))
    (row,) = [one for one in picture(world).rows if one.line.item_id]
    assert (row.is_ordered_above, row.reasons_above) == (False, ())


def test_every_need_that_is_asked_for_too_much_is_named(world: World) -> None:
    first, second = recognised(world, {"quantity": 2}, {"quantity": 3})
    add(world, first, second)
    request(world)
    decide(world)
    dear = price(world, price=Decimal("500.00"))
    items = NeedItem.unscoped.filter(pk__in=[first.pk, second.pk])
    with pytest.raises(DomainError, match=r"2 Stück kosten 1\.190,00.*3 Stück kosten 1\.785,00"):
        ordered(world, *items, entry=dear)
    assert Order.unscoped.count() == 0


def test_where_prices_rose_since_fewer_pieces_can_be_ordered(world: World) -> None:
    """Nobody cut the need, but 7,497.00 euro reach for 12 only at 500.00 net."""
    item, _entry = cut(world, "7497.00"), price(world, price=Decimal("500.00"))
    page = world.client_for("staff").get(ORDER)
    assert page.context["form"][f"pieces_{item.pk}"].value() == 12
    assert "Das reicht nicht bei jedem Preis für alle 15 Stück." in page.content.decode()


def test_a_larger_quantity_keeps_to_what_was_approved_too(world: World) -> None:
    item, _entry = cut(world), price(world)
    line = line_of(ordered(world, item, pieces=10))
    page = reverse("procurement:line_quantity", args=[line.pk])

    def asked(actor: str, quantity: int) -> int:
        client = world.client_for(actor)
        seen = client.get(page).context["form"]["seen"].value()
        told = {"quantity": quantity, "reason": "Zwei mehr kamen", "seen": seen}
        return int(client.post(page, told).status_code)

    assert (asked("staff", 12), OrderLine.unscoped.get().quantity) == (422, 10)
    assert (asked("head", 12), OrderLine.unscoped.get().quantity) == (302, 12)
    assert OrderLine.unscoped.get().above_reason == "Zwei mehr kamen"
    assert (asked("staff", 11), OrderLine.unscoped.get().quantity) == (302, 11)  # fewer is never refused


def test_more_pieces_than_the_need_has_are_refused(world: World) -> None:
    item, _entry = cut(world), price(world)
    with pytest.raises(DomainError, match="höchstens 15 Stück"):
        ordered(world, item, pieces=16)
    assert Order.unscoped.count() == 0


@pytest.mark.parametrize("quantity", [8, 7])
def test_a_line_that_ended_early_is_not_taken_up_again_above_what_was_approved(
    world: World, quantity: int
) -> None:
    """6 of 8 came and the line ended; 4 more were ordered elsewhere: no money is left to open it again."""
    item, staff = cut(world), world.user("staff")
    price(world)
    line = line_of(ordered(world, item, pieces=8))
    confirmed(world, announced(world, line, 6))
    line.refresh_from_db()
    orders.end_line(line, reason="ausverkauft", version=line.version, actor=staff)
    item = NeedItem.unscoped.get(pk=item.pk)
    ordered(world, item, number="2027-002", pieces=4)
    line.refresh_from_db()
    told: dict[str, Any] = {"reason": "Kommt doch", "version": line.version, "actor": staff}
    with pytest.raises(DomainError, match="zu viel"):
        orders.change_quantity(line, quantity=quantity, **told)
    line.refresh_from_db()
    assert (line.state, line.quantity) == ("closed", 8)
    head = told | {"actor": world.user("head"), "may_exceed": True}
    assert orders.change_quantity(line, quantity=quantity, **head).above_reason == "Kommt doch"


def test_the_list_shows_beside_the_plan_what_was_approved(world: World) -> None:
    item, undecided = cut(world), budgeted(world, world.school_b, lead="lead_b")
    answer = world.client_for("staff").get(reverse("procurement:order_list", args=["99001"]))
    assert {(row.item, row.approved) for row in answer.context["waiting"]} == {
        (item, Decimal(5000)),
        (undecided, None),
    }
    page = answer.content.decode()
    assert "Bewilligt, brutto" in page
    assert "5.000,00\xa0€" in page
