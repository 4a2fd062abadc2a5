"""An import is taken back as a whole, until something builds on it."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import DomainError
from core.models import AuditEntry
from equipment.models import StockBatch
from equipment.services.stock import update_stock
from equipment.services.undo import undo_inventory
from tests.equipment.conftest import url
from tests.equipment.test_inventory import commit, everything, upload
from tests.needs.conftest import sent


def undo(one, world):
    return undo_inventory(one, actor=world.user("lead_a"))


def as_told() -> list[dict[str, Any]]:
    """The stock without the count of its versions."""
    return [{name: value for name, value in row.items() if name != "version"} for row in everything()]


def test_new_lines_go_and_changed_lines_are_what_they_were(world, stock):
    stock(room="Raum 1", quantity=9, purchase_year=2024, fund="DP2", serials="S1", condition="poor")
    stock("PRN", room="Büro")
    before = as_told()
    done = commit(upload(world), world)
    assert done.outcome == {"created": 2, "updated": 1, "unchanged": 0}
    taken_back = undo(done, world)
    assert as_told() == before
    assert taken_back.undone_at
    assert AuditEntry.objects.filter(verb="equipment.inventory_import_undone").count() == 1


def test_lines_that_swapped_their_rooms_swap_back(world, stock):
    one, two = stock(room="A", quantity=3), stock(room="B", quantity=5)
    before = as_told()
    swapped = f"Kennung;Typ;Menge;Raum\n{one.pk};{one.type.code};3;B\n{two.pk};{one.type.code};5;A\n"
    done = commit(upload(world, swapped.encode()), world)
    assert done.outcome["updated"] == 2
    undo(done, world)
    assert as_told() == before


def test_a_second_click_finds_it_done(world, stock):
    done = commit(upload(world), world)
    first = undo(done, world).undone_at
    stock("PRN", room="danach")
    assert undo(done, world).undone_at == first
    assert StockBatch.unscoped.get().room == "danach"


def test_the_file_can_be_taken_over_again(world):
    undo(commit(upload(world), world), world)
    assert commit(upload(world), world).outcome == {"created": 3, "updated": 0, "unchanged": 0}


def changed(world, done) -> None:
    batch = StockBatch.unscoped.order_by("pk").first()
    values = {"type": batch.type, "quantity": 99, "room": "anders"}
    update_stock(batch, values=values, version=batch.version, actor=world.user("lead_a"))


def needed(world, done) -> None:
    item = sent(world)
    item.batch = StockBatch.unscoped.order_by("pk").last()
    item.save(update_fields=["batch"])


def waiting(world, done) -> None:
    done.committed_at = None
    done.save()


@pytest.mark.parametrize(
    ("build", "says"),
    [(changed, "1 Zeile dieses Imports"), (needed, "geliefert"), (waiting, "nicht Teil des Bestands")],
)
def test_what_is_built_upon_stays(world, build, says):
    done = commit(upload(world), world)
    build(world, done)
    before = everything()
    with pytest.raises(DomainError, match=says):
        undo(done, world)
    assert everything() == before


def test_a_line_that_took_the_old_place_stops_it(world, stock):
    kept = stock(room="Raum 1", quantity=9, purchase_year=2024, fund="DP2")
    content = f"Kennung;Typ;Menge;Raum;Anschaffungsjahr\n{kept.pk};{kept.type.code};9;Raum 2;2024\n"
    done = commit(upload(world, content.encode()), world)
    assert done.outcome["updated"] == 1
    stock(room="Raum 1", quantity=4, purchase_year=2024, fund="DP2")
    before = everything()
    with pytest.raises(DomainError, match="zurückgenommen"):
        undo(done, world)
    assert everything() == before


def test_from_the_page(world):
    client, done = world.client_for("lead_a"), commit(upload(world), world)
    address = url("inventory_import_detail", "990012", done.pk)
    assert url("inventory_import_undo", "990012", done.pk) in client.get(address).content.decode()
    assert address in client.get(url("inventory_import_create", "990012")).content.decode()
    answer = client.post(url("inventory_import_undo", "990012", done.pk), follow=True)
    assert "wie er vorher war" in answer.content.decode()
    assert not StockBatch.unscoped.exists()
    assert "nicht mehr Teil des Bestands" in client.get(address).content.decode()
    lists = client.get(url("inventory_import_create", "990012")).content.decode().partition('id="imports"')[2]
    assert address in lists
    assert "zurückgenommen" in lists


def test_the_page_says_why_not(world):
    done = commit(upload(world), world)
    changed(world, done)
    client = world.client_for("lead_a")
    page = client.get(url("inventory_import_detail", "990012", done.pk)).content.decode()
    assert "1 Zeile dieses Imports wurde danach geändert" in page
    assert "zuruecknehmen" not in page
