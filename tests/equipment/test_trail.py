"""The history as sentences, and the filters of the list as an address."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from equipment import matching
from equipment.models import EquipmentType, FundingSource, InventoryImport
from equipment.selectors import inventory_plan, trail_of_line, trail_of_stock
from equipment.selectors.trail import sentence
from equipment.services.inventory import commit_inventory, upload_inventory
from equipment.services.split import split_stock
from equipment.services.stock import create_stock, retire_stock, update_stock
from equipment.services.undo import undo_inventory
from tests.counting import page_queries
from tests.equipment.conftest import url


def texts(entries):
    return [sentence(entry).text for entry in entries.order_by("pk")]


def test_the_life_of_a_line(world):
    type_, user = EquipmentType.objects.get(code="PRN"), world.user("lead_a")
    values = {"type": type_, "quantity": 15, "room": "Raum 12", "condition": "good", "state": "in_use"}
    line = create_stock(world.school_a, values=values, submission_id=uuid4(), actor=user)
    line = update_stock(line, values={"quantity": 12}, version=0, actor=user)
    line = update_stock(line, values={"price": Decimal("1234.50")}, version=1, actor=user)
    line = update_stock(
        line, values={"invoice_date": date(2026, 3, 1), "state": "stored"}, version=2, actor=user
    )
    part = split_stock(line, quantity=3, values={"room": "Raum 13"}, version=3, actor=user)
    line.refresh_from_db()
    retire_stock(line, reason="defekt", version=line.version, actor=user)
    assert texts(trail_of_line(line)) == [
        "Eingetragen mit 15 Stück in Raum 12.",
        "Anzahl von 15 auf 12 geändert.",
        "Stückpreis von leer auf 1.234,50 € geändert.",
        "Rechnungsdatum von leer auf 01.03.2026 geändert; Status von in Betrieb auf im Lager geändert.",
        "3 Stück abgeteilt nach Raum 13 (im Lager).",
        "Ausgemustert: defekt.",
    ]
    assert texts(trail_of_line(part)) == ["3 Stück abgeteilt von der Zeile in Raum 12."]


def test_imports_and_their_undoing(world):
    user = world.user("lead_a")
    file = SimpleUploadedFile("bestand.xlsx.csv", b"Ger\xc3\xa4teart;Anzahl\nTablet im Klassensatz;30\n")
    upload = upload_inventory(file, school=world.school_a, actor=user)
    seen = matching.fingerprint(inventory_plan(school=world.school_a, rows=upload.rows))
    commit_inventory(upload, seen=seen, actor=user)
    undo_inventory(InventoryImport.unscoped.get(), actor=user)
    found = texts(trail_of_stock(user=user, school=world.school_a))
    assert found[-2:] == [
        "Aus der Liste bestand.xlsx.csv übernommen: 1 neue Zeilen, 0 geändert.",
        "Übernahme der Liste bestand.xlsx.csv zurückgenommen.",
    ]


def test_the_page_of_a_school_names_people_and_lines(world, stock):
    line = stock("PRN", quantity=3)
    update_stock(line, values={"quantity": 2}, version=0, actor=world.user("lead_a"))
    other = stock("PRN", school=world.school_b, quantity=3)
    update_stock(other, values={"quantity": 77}, version=0, actor=world.user("lead_b"))
    (shown,) = world.client_for("staff").get(url("stock_trail", "990012")).context["sentences"]
    assert (shown.by, shown.text) == (world.user("lead_a").name, "Anzahl von 3 auf 2 geändert.")


def test_long_histories_have_pages(world, stock):
    line = stock("PRN", quantity=100)
    for number in range(51):
        line = update_stock(line, values={"quantity": number + 1}, version=number, actor=None)
    context = world.client_for("lead_a").get(url("line_trail", "990012", line.pk) + "?page=2").context
    assert [one.text for one in context["sentences"]] == ["Anzahl von 100 auf 1 geändert."]


def test_trail_queries_do_not_grow(world, stock):
    client, address = world.client_for("lead_a"), url("stock_trail", "990012")
    update_stock(stock("PRN", room="R0"), values={"quantity": 1}, version=0, actor=world.user("lead_a"))
    with_one = page_queries(client, address)
    for number, actor in enumerate(["staff", "it", "member_a"]):
        line = stock("PRN", room=f"R{number + 1}")
        update_stock(line, values={"quantity": 2}, version=0, actor=world.user(actor))
    assert page_queries(client, address) == with_one


@pytest.mark.parametrize(
    ("query", "rooms"),
    [
        ("", ["A 1", "B 2", "C 3"]),
        ("?room=b+2", ["B 2"]),
        ("?room=haus", ["C 3"]),
        ("?year=2024", ["A 1"]),
        ("?year=20244", ["A 1", "B 2", "C 3"]),
        ("?fund=DP1", ["B 2"]),
        ("?q=SN-77", ["C 3"]),
        ("?q=R-2026", ["A 1"]),
        ("?q=%25", []),
        ("?sort=quantity", ["C 3", "A 1", "B 2"]),
        ("?sort=room&q=\x00", ["A 1", "B 2", "C 3"]),
    ],
)
def test_filters(world, stock, query, rooms):
    assert FundingSource.objects.filter(code="DP1").exists()
    stock(room="A 1", purchase_year=2024, invoice_number="R-2026-1", quantity=5)
    stock(room="B 2", fund="DP1", quantity=1, purchase_year=2025)
    stock(room="C 3", building="Haus 2", serials="SN-77", quantity=9)
    context = world.client_for("lead_a").get(url("stock_list", "990012") + query).context
    assert [line.room for block in context["blocks"] for line in block.batches] == rooms
