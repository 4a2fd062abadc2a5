"""Pages of the target values of a Träger and of the catalogue of types and funding sources."""

from __future__ import annotations

import pytest

from core.fingerprint import fingerprint
from equipment.models import EquipmentType, FundingSource, TargetValues
from tests.equipment.conftest import url


def test_standard_starts_from_the_default(world):
    client = world.client_for("staff")
    form = client.get(url("target_update", "99001", "02")).context["form"]
    assert str(form.initial["pupils_per_device"]) == "3.7"
    data = {
        "pupils_per_device": "2,5",
        "presentation_share": "80",
        "wlan_share": "",
        "teacher_device_share": "100",
    }
    assert client.post(url("target_update", "99001", "02"), data).status_code == 302
    own = TargetValues.unscoped.get(authority=world.authority)
    assert (str(own.pupils_per_device), own.presentation_share, own.wlan_share) == ("2.5", 80, None)
    (row,) = [row for row in client.get(url("target_list", "99001")).context["needed"] if row.is_own]
    assert (row.school_type, row.schools) == ("02", 1)
    stale = client.post(url("target_update", "99001", "02"), data)
    assert stale.status_code == 422
    assert client.post(url("target_reset", "99001", "02")).status_code == 302
    assert not TargetValues.unscoped.filter(authority=world.authority).exists()


@pytest.mark.parametrize(
    ("field", "value"), [("presentation_share", "101"), ("pupils_per_device", "0"), ("wlan_share", "-1")]
)
def test_standard_refuses_nonsense(world, field, value):
    data = {
        "pupils_per_device": "1",
        "presentation_share": "1",
        "wlan_share": "1",
        "teacher_device_share": "1",
    }
    response = world.client_for("staff").post(url("target_update", "99001", "02"), data | {field: value})
    assert response.status_code == 422
    assert not TargetValues.unscoped.filter(authority=world.authority).exists()


def test_unknown_school_type_is_not_found(world):
    assert world.client_for("staff").get(url("target_update", "99001", "99")).status_code == 404


def test_admin_edits_the_catalogue(world):
    client = world.client_for("admin")
    data = {
        "name": "Roboter",
        "code": "ROBOT",
        "group": "other",
        "unit": "Stück",
        "order": "5",
        "is_active": "on",
    }
    assert client.post(url("type_create"), data).status_code == 302
    assert client.post(url("type_create"), data).status_code == 422
    source = FundingSource.objects.get(code="EIG")
    changed = {"name": "Haushalt", "code": "EIG", "seen": fingerprint(source)}
    assert client.post(url("fundingsource_update", source.pk), changed).status_code == 302
    source.refresh_from_db()
    assert (source.name, source.is_active) == ("Haushalt", False)


@pytest.mark.parametrize(("name", "model"), [("type", EquipmentType), ("fundingsource", FundingSource)])
def test_two_administrators_at_once_lose_nothing(world, name, model):
    client, entry = world.client_for("admin"), model.objects.first()
    address = url(f"{name}_update", entry.pk)
    form = client.get(address).context["form"]
    data = {key: value for key, value in form.initial.items() if value is not None}
    assert client.post(address, data | {"name": "Zuerst"}).status_code == 302
    response = client.post(address, data | {"name": "Danach"})
    assert response.status_code == 422
    assert "in der Zwischenzeit geändert" in response.content.decode()
    entry.refresh_from_db()
    assert entry.name == "Zuerst"
    again = data | {"name": "Danach", "seen": response.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    entry.refresh_from_db()
    assert entry.name == "Danach"
