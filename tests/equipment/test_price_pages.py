"""Price list and useful lives as pages: entering, conflicts, what is missing, the trail."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from core.audit import trail_of
from core.models import AuditEntry
from equipment.models import EquipmentType, PriceEntry, UsefulLife
from tests.equipment.conftest import url

VALUES = {
    "product": "Tablet 10 Zoll",
    "supplier": "IT-Handel Muster",
    "contract": "RV 1",
    "price": "1.412,50",
    "vat_rate": "19",
    "valid_from": "2026-01-01",
    "valid_until": "",
}


@pytest.fixture
def tablet(world):
    return EquipmentType.objects.get(code="DEV_TABLET_POOL")


@pytest.fixture
def entry(world, tablet):
    return PriceEntry.unscoped.create(
        authority=world.authority,
        type=tablet,
        product="=Tablet",
        price=Decimal("400.00"),
        valid_from=date(2026, 1, 1),
    )


def test_a_price_is_added_once_and_told(world, tablet):
    client = world.client_for("staff")
    first = client.get(url("price_create", "99001")).context["form"]
    sent = VALUES | {"type": tablet.pk, "submission_id": str(first["submission_id"].initial)}
    for _turn in range(2):
        assert client.post(url("price_create", "99001"), sent).status_code == 302
    (entry,) = PriceEntry.unscoped.all()
    assert (entry.price, entry.product, entry.valid_until) == (Decimal("1412.50"), "Tablet 10 Zoll", None)
    assert [one.verb for one in trail_of(entry)] == ["equipment.price_added"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"price": "0"}, "price"),
        ({"price": "viel"}, "price"),
        ({"valid_until": "2025-12-31"}, "valid_until"),
        ({"vat_rate": "120"}, "vat_rate"),
        ({"product": ""}, "product"),
    ],
)
def test_wrong_input_is_told_at_its_field(world, tablet, wrong, field):
    response = world.client_for("staff").post(
        url("price_create", "99001"), VALUES | {"type": tablet.pk} | wrong
    )
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not PriceEntry.unscoped.exists()


def test_the_same_product_from_the_same_day_is_refused(world, entry):
    sent = VALUES | {"type": entry.type_id, "product": "=Tablet", "supplier": ""}
    response = world.client_for("staff").post(url("price_create", "99001"), sent)
    assert response.status_code == 422
    assert PriceEntry.unscoped.count() == 1


def test_two_editors_are_told(world, entry):
    client = world.client_for("staff")
    seen = client.get(url("price_update", "99001", entry.pk)).context["form"]["seen"].value()
    sent = VALUES | {"type": entry.type_id, "seen": seen}
    assert client.post(url("price_update", "99001", entry.pk), sent | {"price": "410"}).status_code == 302
    response = client.post(url("price_update", "99001", entry.pk), sent | {"price": "420"})
    assert response.status_code == 422
    entry.refresh_from_db()
    assert (entry.price, entry.version) == (410, 1)


def test_a_price_can_end_and_be_deleted(world, entry):
    client = world.client_for("head")
    assert client.post(url("price_delete", "99001", entry.pk)).status_code == 302
    assert not PriceEntry.unscoped.exists()
    deleted = AuditEntry.objects.get(verb="equipment.price_deleted")
    assert deleted.changes["price"] == [None, "400.00"]


def test_the_list_names_types_without_a_price(world, entry, stock):
    stock("DEV_TABLET_POOL", 15)
    stock("NET_AP", 7)
    response = world.client_for("staff").get(url("price_list", "99001"))
    assert [(str(one), pieces) for one, pieces in response.context["missing"]] == [("WLAN Access Point", 7)]
    assert [row.state for row in response.context["rows"]] == ["current"]


def test_the_download_holds_no_formula(world, entry):
    answer = world.client_for("staff").get(url("price_export", "99001", "csv"))
    assert answer.content.decode("utf-8-sig").splitlines()[1].split(";")[2:6] == [
        "'=Tablet",
        "",
        "",
        "400,00",
    ]


# --- useful lives ----------------------------------------------------------------------------------------------


def lives(client, changes):
    """Open the page, change some fields, send it."""
    form = client.get(url("life_update", "99001")).context["form"]
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    return sent | {f"row{pk}": years for pk, years in changes.items()}


def test_pieces_in_use_have_a_group_separator(world, tablet, stock):
    stock("DEV_TABLET_POOL", 1476)
    page = world.client_for("staff").get(url("life_update", "99001")).content.decode()
    assert "1.476 Stück in Gebrauch." in page


def test_own_years_are_kept_and_the_catalogues_followed(world, tablet):
    client = world.client_for("staff")
    assert client.post(url("life_update", "99001"), lives(client, {tablet.pk: "6"})).status_code == 302
    row = UsefulLife.unscoped.get()
    assert (row.type, row.years, row.version) == (tablet, 6, 1)
    assert trail_of(row).get().changes == {"years": [4, 6]}
    client.post(url("life_update", "99001"), lives(client, {tablet.pk: ""}))
    assert UsefulLife.unscoped.get().years is None  # not planned
    client.post(url("life_update", "99001"), lives(client, {tablet.pk: "4"}))
    assert not UsefulLife.unscoped.exists()  # as the catalogue


def test_two_editors_of_different_types_do_not_meet(world, tablet):
    other, client = EquipmentType.objects.get(code="NET_AP"), world.client_for("staff")
    late = lives(client, {other.pk: "9"})
    client.post(url("life_update", "99001"), lives(client, {tablet.pk: "6"}))
    assert client.post(url("life_update", "99001"), late).status_code == 302
    assert set(UsefulLife.unscoped.values_list("years", flat=True)) == {6, 9}


def test_two_editors_of_one_type_are_told_once(world, tablet):
    client = world.client_for("staff")
    late = lives(client, {tablet.pk: "7"})
    client.post(url("life_update", "99001"), lives(client, {tablet.pk: "6"}))
    refused = client.post(url("life_update", "99001"), late)
    assert refused.status_code == 422
    assert "„6“" in str(refused.context["form"].errors[f"row{tablet.pk}"])
    again = late | {"seen": refused.context["form"].data["seen"]}
    assert client.post(url("life_update", "99001"), again).status_code == 302
    assert UsefulLife.unscoped.get().years == 7


@pytest.mark.parametrize("seen", ["", "nein", "[]", json.dumps({})])
def test_a_broken_form_changes_nothing(world, tablet, seen):
    client = world.client_for("staff")
    response = client.post(url("life_update", "99001"), lives(client, {tablet.pk: "6"}) | {"seen": seen})
    assert response.status_code == 422
    assert not UsefulLife.unscoped.exists()
