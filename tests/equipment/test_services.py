"""Stock lines, catalogue and target values: state before and after, trail, refusals."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from equipment.models import EquipmentType, FundingSource, StockBatch, TargetValues
from equipment.services import catalogue
from equipment.services.stock import create_stock, retire_stock, update_stock

VALUES = {
    "quantity": 15,
    "room": " Raum   1 ",
    "purchase_year": 2024,
    "condition": "good",
    "state": "in_use",
    "serials": "A\n\n B \nA",
}
TARGETS = {
    "pupils_per_device": Decimal("2.5"),
    "presentation_share": 80,
    "wlan_share": None,
    "teacher_device_share": 100,
}


def values(**changed):
    fixed = {
        "type": EquipmentType.objects.get(code="DEV_TABLET_POOL"),
        "funding_source": FundingSource.objects.get(code="EIG"),
    }
    return fixed | VALUES | changed


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_create_tidies_and_leaves_a_trail(world):
    batch = create_stock(world.school_a, values=values(), submission_id=uuid4(), actor=world.user("lead_a"))
    assert (batch.room, batch.serials, batch.version) == ("Raum 1", "A\nB", 0)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.changes["quantity"], entry.changes["type"]) == (
        "equipment.stock_created",
        [None, 15],
        [None, "Tablet im Klassensatz"],
    )


def test_the_same_submission_is_one_line(world):
    once = uuid4()
    first = create_stock(world.school_a, values=values(), submission_id=once, actor=None)
    second = create_stock(world.school_a, values=values(), submission_id=once, actor=None)
    assert first == second
    assert StockBatch.unscoped.count() == 1


def test_a_submission_of_another_school_is_not_handed_out(world):
    once = uuid4()
    create_stock(world.school_a, values=values(), submission_id=once, actor=None)
    with pytest.raises(DomainError):
        create_stock(world.school_b, values=values(), submission_id=once, actor=None)
    assert StockBatch.unscoped.count() == 1


def test_the_same_line_twice_is_refused(world):
    create_stock(world.school_a, values=values(), submission_id=uuid4(), actor=None)
    with pytest.raises(DomainError, match="gibt es schon"):
        create_stock(world.school_a, values=values(room="raum 1"), submission_id=uuid4(), actor=None)
    create_stock(world.school_a, values=values(state="broken"), submission_id=uuid4(), actor=None)
    assert StockBatch.unscoped.count() == 2


def test_update_counts_versions_and_tells_changes(world, stock):
    batch = stock(quantity=15)
    after = update_stock(batch, values=values(quantity=12), version=0, actor=world.user("it"))
    assert (after.quantity, after.version) == (12, 1)
    assert AuditEntry.objects.get().changes["quantity"] == [15, 12]


def test_second_editor_gets_a_conflict_and_nothing_is_lost(world, stock):
    batch = stock(quantity=15)
    update_stock(batch, values=values(quantity=12), version=0, actor=None)
    with pytest.raises(Conflict):
        update_stock(batch, values=values(quantity=9), version=0, actor=None)
    batch.refresh_from_db()
    assert (batch.quantity, batch.version) == (12, 1)


def test_update_into_another_line_is_refused(world, stock):
    stock(room="Raum 1", quantity=3)
    other = stock(room="Raum 2")
    with pytest.raises(DomainError, match="gibt es schon"):
        update_stock(
            other,
            values=values(purchase_year=None, funding_source=None),
            version=0,
            actor=None,
        )
    other.refresh_from_db()
    assert (other.room, other.version) == ("Raum 2", 0)


def test_retire_keeps_the_row_with_its_reason(world, stock):
    batch = retire_stock(stock(), reason="  Leasing  beendet ", version=0, actor=world.user("lead_a"))
    assert (batch.state, batch.retired_reason) == ("retired", "Leasing beendet")
    assert AuditEntry.objects.get().changes == {
        "state": ["in_use", "retired"],
        "retired_reason": ["", "Leasing beendet"],
    }


def test_retiring_twice_changes_nothing(stock):
    batch = retire_stock(stock(), reason="defekt", version=0, actor=None)
    again = retire_stock(batch, reason="anders", version=0, actor=None)
    assert again.retired_reason == "defekt"
    assert verbs() == ["equipment.stock_retired"]


def test_retire_needs_a_reason_and_the_seen_version(stock):
    batch = stock()
    with pytest.raises(DomainError):
        retire_stock(batch, reason="  ", version=0, actor=None)
    with pytest.raises(Conflict):
        retire_stock(batch, reason="defekt", version=4, actor=None)
    batch.refresh_from_db()
    assert batch.state == "in_use"


def test_a_retired_line_is_closed(world, stock):
    batch = retire_stock(stock(), reason="defekt", version=0, actor=None)
    with pytest.raises(DomainError, match="ausgemustert"):
        update_stock(batch, values=values(), version=1, actor=None)


def test_a_line_may_come_again_after_retiring(world):
    first = create_stock(world.school_a, values=values(), submission_id=uuid4(), actor=None)
    retire_stock(first, reason="defekt", version=0, actor=None)
    create_stock(world.school_a, values=values(), submission_id=uuid4(), actor=None)
    assert StockBatch.unscoped.count() == 2


# --- catalogue ---


def test_defaults_are_complete_and_loaded_once(world):
    assert (EquipmentType.objects.count(), FundingSource.objects.count()) == (24, 12)
    assert TargetValues.unscoped.filter(authority=None).count() == 18
    assert catalogue.load_defaults() == {"types": 0, "funding_sources": 0, "targets": 0}


def test_defaults_never_overwrite_the_administrator(world):
    EquipmentType.objects.filter(code="PRN").update(name="Drucker", useful_life=7, is_active=False)
    EquipmentType.objects.filter(code="MDM").delete()
    TargetValues.unscoped.filter(authority=None, school_type="02").update(wlan_share=50)
    assert catalogue.load_defaults() == {"types": 1, "funding_sources": 0, "targets": 0}
    kept = EquipmentType.objects.get(code="PRN")
    assert (kept.name, kept.useful_life, kept.is_active) == ("Drucker", 7, False)
    assert TargetValues.unscoped.get(authority=None, school_type="02").wlan_share == 50


@pytest.mark.parametrize(("code", "name"), [("prn", "Neu"), ("NEU", "Geräteverwaltung"), ("MDM2", "PRN")])
def test_a_word_of_the_catalogue_means_one_thing(world, code, name):
    with pytest.raises(DomainError, match="steht schon im Katalog"):
        catalogue.save_type(
            EquipmentType(code=code, name=name, group="other", unit="Stück"), actor=world.user("admin")
        )
    assert EquipmentType.objects.count() == 24


def test_type_changes_are_on_the_trail(world):
    type_ = EquipmentType.objects.get(code="PRN")
    type_.useful_life = 7
    catalogue.save_type(type_, actor=world.user("admin"))
    assert AuditEntry.objects.get().changes == {"useful_life": [5, 7]}


# --- target values ---


def test_own_standard_then_changed_then_back_to_default(world):
    args = {"school_type": "02", "actor": world.user("staff")}
    first = catalogue.save_targets(world.authority, targets=TARGETS, version=None, **args)
    changed = catalogue.save_targets(
        world.authority, targets=TARGETS | {"wlan_share": 90}, version=first.version, **args
    )
    assert (changed.pk, changed.version, changed.wlan_share) == (first.pk, 1, 90)
    catalogue.reset_targets(world.authority, **args)
    catalogue.reset_targets(world.authority, **args)
    assert not TargetValues.unscoped.filter(authority=world.authority).exists()
    assert verbs() == [
        "equipment.targets_saved",
        "equipment.targets_saved",
        "equipment.targets_reset",
    ]
    assert AuditEntry.objects.order_by("pk")[1].changes == {"wlan_share": [None, 90]}


@pytest.mark.parametrize("version", [None, 7])
def test_two_editors_of_a_standard(world, version):
    args = {"school_type": "02", "actor": world.user("staff")}
    catalogue.save_targets(world.authority, targets=TARGETS, version=None, **args)
    with pytest.raises(Conflict):
        catalogue.save_targets(world.authority, targets=TARGETS | {"wlan_share": 1}, version=version, **args)
    assert TargetValues.unscoped.get(authority=world.authority).wlan_share is None
