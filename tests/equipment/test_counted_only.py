"""Devices of which each belongs to one pupil: numbers of pieces, never serial numbers, on no way into the stock."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import DomainError
from equipment.models import EquipmentType, StockBatch
from equipment.services import catalogue, inventory
from equipment.services.stock import create_stock, update_stock
from tests.equipment.bulk_files import commit, read
from tests.equipment.conftest import url

ONE = "DEV_TABLET_1TO1"
TEXT = "Gerätetyp-Code;Anzahl;Seriennummern\n" + f"{ONE};2;AUD-1, AUD-2\nPRN;1;AUD-3\n"


def values(code, **more):
    return {"type": EquipmentType.objects.get(code=code), "quantity": 2, "serials": "S1, S2"} | more


def test_the_form_says_why(world):
    client = world.client_for("lead_a")
    sent = {"type": EquipmentType.objects.get(code=ONE).pk, "quantity": 2, "serials": "S1", "state": "in_use",
            "condition": "good", "submission_id": uuid4()}  # fmt: skip
    answer = client.post(url("stock_create", "990012"), sent)
    assert answer.status_code == 422
    assert "serials" in answer.context["form"].errors
    assert "werden nur gezählt" in answer.content.decode()
    assert not StockBatch.unscoped.exists()


def test_no_service_writes_them(world):
    lead = world.user("lead_a")
    with pytest.raises(DomainError, match="nur gezählt"):
        create_stock(world.school_a, values=values(ONE), submission_id=uuid4(), actor=lead)
    batch = create_stock(world.school_a, values=values("PRN"), submission_id=uuid4(), actor=lead)
    with pytest.raises(DomainError, match="nur gezählt"):
        update_stock(batch, values=values(ONE), version=batch.version, actor=lead)


def test_a_list_of_the_school_leaves_them_out_and_says_so(world):
    file = SimpleUploadedFile("a.csv", TEXT.encode())
    one = inventory.upload_inventory(file, school=world.school_a, actor=world.user("lead_a"))
    assert [row["values"]["serials"] for row in one.rows] == ["", "AUD-3"]
    assert one.ignored["without_serials"] == 1
    page = world.client_for("lead_a").get(url("inventory_import_detail", "990012", one.pk)).content.decode()
    assert "Die Seriennummern von 1 Zeile blieben weg" in page


def test_a_list_of_the_authority_leaves_them_out_and_says_so(world):
    lines = [f"990012;{line}" for line in TEXT.splitlines()[1:]]
    upload = read(world, *lines, header=f"Schulnummer;{TEXT.splitlines()[0]}")
    assert upload.ignored["without_serials"] == 1
    commit(upload, world)
    found = StockBatch.unscoped.values_list("type__code", "quantity", "serials")
    assert sorted(found) == [(ONE, 2, ""), ("PRN", 1, "AUD-3")]


def test_a_type_that_is_only_counted_from_now_on_loses_them(world, stock):
    kept, gone = stock("PRN", serials="S1"), stock("DEV_DESKTOP", serials="S2")
    type_ = EquipmentType.objects.get(code="DEV_DESKTOP")
    type_.is_counted_only = True
    catalogue.save_type(type_, actor=world.user("admin"))
    before = gone.version
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.serials, gone.serials, gone.version) == ("S1", "", before + 1)
