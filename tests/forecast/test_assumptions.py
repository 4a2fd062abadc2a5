"""Follow-up cost and Zweckbindung: a number a row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from core.models import AuditEntry
from equipment.models import EquipmentType
from forecast.models import FollowUpCost


@pytest.mark.parametrize(
    ("name", "value", "stored"), [("follow_up", "12,5", "12.50"), ("bindings", "5", "5")]
)
def test_numbers_are_set_and_taken_away(world, name, value, stored):
    client, address = world.client_for("staff"), reverse(f"forecast:{name}", args=["99001"])
    form = client.get(address).context["form"]
    row = form.rows[0]
    sent = {"seen": form["seen"].value(), form.name(row): value}
    assert client.post(address, sent).status_code == 302
    again = client.get(address).context["form"]
    assert str(again.rows[0].stored) == stored
    assert [one.stored for one in again.rows[1:]] == [None] * (len(again.rows) - 1)
    client.post(address, {"seen": again["seen"].value(), form.name(row): ""})
    assert client.get(address).context["form"].rows[0].stored is None
    assert AuditEntry.objects.filter(verb__startswith="forecast.").count() == 2


def test_each_type_has_a_field_for_each_kind_of_follow_up_cost(world):
    form = world.client_for("staff").get(reverse("forecast:follow_up", args=["99001"])).context["form"]
    assert len(form.rows) == 4 * EquipmentType.objects.active().count()
    assert [row.label for row in form.rows[:4]] == ["Support", "Lizenzen", "Versicherung", "Nicht aufgeteilt"]


def test_a_type_is_folded_until_something_is_wrong_with_it(world):
    client, address = world.client_for("staff"), reverse("forecast:follow_up", args=["99001"])
    form = client.get(address).context["form"]
    first, other = form.rows[0], form.rows[4]
    FollowUpCost.unscoped.create(
        authority=world.authority,
        type_id=int(str(first.key).split("-")[0]),
        kind="support",
        amount=Decimal("6.50"),
    )
    answer = client.get(address)
    page, form = answer.content.decode(), answer.context["form"]
    assert page.count('<details class="form-fold">') == EquipmentType.objects.active().count()
    assert '<span class="form-fold__hint">Support: 6,50</span>' in page
    sent = {"seen": form["seen"].value(), form.name(first): "6,50", form.name(other): "viel"}
    wrong = client.post(address, sent).content.decode()
    opened = wrong.split('<details class="form-fold" open>')[1:]
    assert [form.name(other) in part.partition("</details>")[0] for part in opened] == [True]


def test_nothing_entered_and_zero_are_not_the_same(world):
    client, address = world.client_for("staff"), reverse("forecast:follow_up", args=["99001"])
    form = client.get(address).context["form"]
    names = [form.name(row) for row in form.rows[:3]]
    sent = dict(zip(names, ["0", "", "24,5"], strict=True))
    assert client.post(address, {"seen": form["seen"].value(), names[0]: "-1"}).status_code == 422
    assert client.post(address, sent | {"seen": form["seen"].value()}).status_code == 302
    found = FollowUpCost.unscoped.filter(authority=world.authority).values_list("kind", "amount")
    assert dict(found) == {"support": Decimal("0.00"), "insurance": Decimal("24.50")}
