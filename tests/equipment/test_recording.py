"""Whether a Träger has serial numbers recorded: the form, both imports, and what is there already."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.audit import trail_of
from equipment.models import BulkImport, InventoryImport, StockBatch
from equipment.services import bulk_jobs
from schools.models import SchoolAuthority
from tests.equipment.conftest import url

PAGE = url("recording_update", "99001")
LIST = "Schulnummer;Gerätetyp;Anzahl;Seriennummern\n990012;DEV_TABLET_POOL;2;SN-1, SN-2\n"


@pytest.fixture
def unwanted(world):
    SchoolAuthority.unscoped.filter(pk=world.authority.pk).update(records_serials=False)


def upload(client, address):
    file = SimpleUploadedFile("liste.csv", LIST.encode())
    assert client.post(address, {"file": file}).status_code == 302


def test_a_school_is_asked_for_serial_numbers_where_its_authority_wants_them(world):
    client = world.client_for("lead_a")
    assert "serials" in client.get(url("stock_create", "990012")).context["form"].fields
    office = world.client_for("staff")
    seen = office.get(PAGE).context["form"]["seen"].value()
    assert office.post(PAGE, {"seen": seen}).status_code == 302
    assert "serials" not in client.get(url("stock_create", "990012")).context["form"].fields
    assert [entry.verb for entry in trail_of(world.authority)] == ["equipment.recording_changed"]
    late = office.post(PAGE, {"seen": seen, "records_serials": "on"})
    assert (late.status_code, "Jemand anderes" in late.content.decode()) == (422, True)


def test_a_line_is_added_without_them(world, unwanted):
    client, page = world.client_for("lead_a"), url("stock_create", "990012")
    form = client.get(page).context["form"]
    values = {name: form[name].value() or "" for name in form.fields if name != "serials"}
    values |= {
        "type": form.fields["type"].queryset.first().pk,
        "quantity": 3,
        "state": "in_use",
        "condition": "good",
    }
    assert client.post(page, values).status_code == 302
    assert StockBatch.unscoped.get().serials == ""


def test_lists_leave_the_column_out_and_say_so(world, unwanted):
    upload(world.client_for("lead_a"), url("inventory_import_create", "990012"))
    held = InventoryImport.unscoped.get()
    assert held.ignored["unknown"] == ["Seriennummern"]
    assert "SN-1" not in str(held.rows)
    upload(world.client_for("it"), url("bulk_create", "99001"))
    bulk_jobs.perform(BulkImport.unscoped.get().pk)
    bulk = BulkImport.unscoped.get()
    assert bulk.ignored["unknown"] == ["Seriennummern"]
    assert list(bulk.lines.values_list("serials", flat=True)) == [""]


def test_what_is_recorded_stays_and_can_be_taken_away(world, stock, unwanted):
    batch = stock(serials="SN-9")
    form = world.client_for("lead_a").get(url("stock_update", "990012", batch.pk)).context["form"]
    assert form["serials"].value() == "SN-9"
