"""The history as sentences, and the filters of the list as an address."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.previews import discard
from equipment import matching
from equipment.models import EquipmentType, FundingSource, InventoryImport, RoomCount, StockBatch
from equipment.selectors import inventory_plan, sentences_of_line, trail_of_stock
from equipment.selectors.counting import results, results_print
from equipment.selectors.trail import sentence
from equipment.services import network
from equipment.services.counting import Count, save_count, start_stocktaking, take_over
from equipment.services.inventory import commit_inventory, upload_inventory
from equipment.services.split import split_stock
from equipment.services.stock import create_stock, retire_stock, update_stock
from equipment.services.undo import undo_inventory
from tests.counting import page_queries
from tests.equipment.bulk_files import commit, read, undo
from tests.equipment.conftest import url


def texts(entries):
    return [sentence(entry).text for entry in entries.order_by("pk")]


def told(line):
    return [one.text for one in reversed(sentences_of_line(line))]


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
    assert told(line) == [
        "Eingetragen mit 15 Stück in Raum 12.",
        "Anzahl von 15 auf 12 geändert.",
        "Stückpreis von leer auf 1.234,50\xa0€ geändert.",
        "Rechnungsdatum von leer auf 01.03.2026 geändert; Status von in Betrieb auf im Lager geändert.",
        "3 Stück abgeteilt nach Raum 13 (im Lager).",
        "Ausgemustert: defekt.",
    ]
    assert told(part) == ["3 Stück abgeteilt von der Zeile „Raum 12“."]


def test_a_line_without_a_fixed_place_is_told_in_german(world):
    user = world.user("lead_a")
    values = {"type": EquipmentType.objects.get(code="PRN"), "quantity": 5, "state": "in_use"}
    line = create_stock(world.school_a, values=values, submission_id=uuid4(), actor=user)
    split_stock(line, quantity=2, values={"state": "stored"}, version=line.version, actor=user)
    assert told(line)[-1] == "2 Stück abgeteilt, ohne festen Ort (im Lager)."
    commit(read(world, f"990012;{line.pk};PRN;9;;;;;;"), world)
    assert told(line)[-1] == "Durch die Liste bestand.csv geändert; vorher: 3 Stück ohne festen Ort."


def test_imports_and_their_undoing(world):
    user = world.user("lead_a")
    file = SimpleUploadedFile("bestand.xlsx.csv", b"Ger\xc3\xa4teart;Anzahl\nTablet im Klassensatz;30\n")
    upload = upload_inventory(file, school=world.school_a, actor=user)
    seen = matching.fingerprint(inventory_plan(school=world.school_a, rows=upload.rows))
    commit_inventory(upload, seen=seen, actor=user)
    undo_inventory(InventoryImport.unscoped.get(), actor=user)
    found = texts(trail_of_stock(world.school_a))
    assert found == [
        "Liste bestand.xlsx.csv für eine Vorschau hochgeladen.",
        "Aus der Liste bestand.xlsx.csv übernommen: 1 neue Zeile, 0 geändert.",
        "Übernahme der Liste bestand.xlsx.csv zurückgenommen.",
    ]


def test_the_page_of_a_school_names_people_and_lines(world, stock):
    line = stock("PRN", quantity=3)
    update_stock(line, values={"quantity": 2}, version=0, actor=world.user("lead_a"))
    other = stock("PRN", school=world.school_b, quantity=3)
    update_stock(other, values={"quantity": 77}, version=0, actor=world.user("lead_b"))
    (shown,) = world.client_for("staff").get(url("stock_trail", "990012")).context["sentences"]
    assert (shown.by, shown.text) == (world.user("lead_a").name, "Anzahl von 3 auf 2 geändert.")


def test_lists_that_were_only_looked_at_are_left_out(world):
    user = world.user("lead_a")

    def uploaded(name):
        return upload_inventory(
            SimpleUploadedFile(name, f"Geräteart;Anzahl;Raum\nPRN;3;{name}\n".encode()),
            school=world.school_a,
            actor=user,
        )

    taken, thrown, _waiting = (uploaded(name) for name in ("a.csv", "b.csv", "c.csv"))
    seen = matching.fingerprint(inventory_plan(school=world.school_a, rows=taken.rows))
    commit_inventory(taken, seen=seen, actor=user)
    discard(thrown, actor=user)
    assert texts(trail_of_stock(world.school_a)) == [
        "Liste a.csv für eine Vorschau hochgeladen.",
        "Aus der Liste a.csv übernommen: 1 neue Zeile, 0 geändert.",
    ]


@pytest.mark.parametrize(
    ("reader", "others"), [("lead_a", "staff"), ("it", "jemand, der die Ausstattung pflegt")]
)
def test_ones_own_acts_are_told_as_ones_own(world, stock, reader, others):
    """Also to a contractor, who reads no names."""
    line = stock("PRN", quantity=3)
    line = update_stock(line, values={"quantity": 2}, version=0, actor=world.user(reader))
    update_stock(line, values={"quantity": 1}, version=1, actor=world.user("staff"))
    theirs = world.user("staff").name if others == "staff" else others
    for page in (url("stock_trail", "990012"), url("line_trail", "990012", line.pk)):
        html = world.client_for(reader).get(page).content.decode()
        assert ", Sie: " in html.partition("Anzahl von 3 auf 2 geändert.")[0].rpartition("<p>")[2]
        assert f", {theirs}: " in html.partition("Anzahl von 2 auf 1 geändert.")[0].rpartition("<p>")[2]
        assert html.count(", Sie: ") == 1


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
    assert [line.room for block in context["blocks"] for line in block.lines] == rooms


def test_a_line_tells_which_lists_wrote_it(world, stock):
    """Of the school and of its Träger, and what it was before."""
    changed = stock("PRN", room="Raum 1", quantity=3)
    user = world.user("lead_a")
    text = f"Kennung;Gerätetyp-Code;Anzahl;Raum\n{changed.pk};PRN;4;Raum 1\n;NET_AP;2;Flur\n"
    upload = upload_inventory(SimpleUploadedFile("a.csv", text.encode()), school=world.school_a, actor=user)
    seen = matching.fingerprint(inventory_plan(school=world.school_a, rows=upload.rows))
    commit_inventory(upload, seen=seen, actor=user)
    new = StockBatch.unscoped.get(type__code="NET_AP")
    assert told(changed) == ["Durch die Liste a.csv geändert; vorher: 3 Stück in Raum 1."]
    assert told(new) == ["Durch die Liste a.csv eingetragen."]
    commit(read(world, f"990012;{new.pk};NET_AP;5;Flur;;;;;"), world)
    assert told(new)[-1] == "Durch die Liste bestand.csv geändert; vorher: 2 Stück in Flur."
    page = world.client_for("lead_a").get(url("line_trail", "990012", new.pk)).content.decode()
    assert "Durch die Liste bestand.csv geändert" in page


def test_each_school_of_a_long_list_says_so_and_that_it_was_taken_back(world):
    upload = commit(
        read(world, "990012;;PRN;1;A;;;;;", "990012;;PRN;1;B;;;;;", "990024;;PRN;1;A;;;;;"), world
    )
    undo(upload, world)
    assert texts(trail_of_stock(world.school_a)) == [
        "Aus der Liste bestand.csv übernommen: 2 neue Zeilen, 0 geändert.",
        "Übernahme der Liste bestand.csv zurückgenommen.",
    ]
    assert len(texts(trail_of_stock(world.school_b))) == 2


def test_what_is_gone_stays_in_the_history_of_the_school(world, stock):
    stock("PRN", room="A", quantity=1)
    part = stock("PRN", room="B", quantity=1)
    update_stock(part, values={"quantity": 2}, version=0, actor=None)
    part.delete()
    (shown,) = world.client_for("lead_a").get(url("stock_trail", "990012")).context["sentences"]
    assert shown.text == "Anzahl von 1 auf 2 geändert."


def test_the_network_of_a_school_stands_there_too(world):
    user = world.user("lead_a")
    room = network.add_room_network(world.school_a, values={"room": "Raum 3", "wlan": "full"}, actor=user)
    network.change_network(room, values={"wlan": "none", "lan": True}, actor=user)
    network.remove_network(room, actor=user)
    found = [sentence(entry) for entry in trail_of_stock(world.school_a).order_by("pk")]
    assert {one.subject for one in found} == {str(room)}
    assert [one.text for one in found] == [
        "Ins Netz eingetragen.",
        (
            "LAN-Anschluss im Raum von nein auf ja geändert; "
            "WLAN von WLAN für eine ganze Lerngruppe auf kein WLAN geändert."
        ),
        "Aus dem Netz entfernt.",
    ]


def test_a_stock_taking_tells_what_was_missing_and_what_was_found(world, stock):
    missing, there = stock("PRN", room="Raum 1", quantity=5), stock("NET_AP", room="Raum 1", quantity=2)
    user = world.user("lead_a")
    taking = start_stocktaking(world.school_a, actor=user)
    room = RoomCount.unscoped.get(stocktaking=taking)
    find = {"type": EquipmentType.objects.get(code="SRV").pk, "quantity": 1, "note": "ohne Netzteil"}
    save_count(room, count=Count({missing.pk: 0, there.pk: 2}, [find], ""), version=0, actor=user)
    found = results(user=user, stocktaking=taking)
    take_over(taking, rooms=[room.pk], seen=results_print(found), actor=user)
    assert told(missing)[-1] == "Nach der Bestandsaufnahme ausgemustert: 5 Stück nicht gefunden."
    assert told(StockBatch.unscoped.get(type__code="SRV"))[-1] == (
        "1 Stück bei der Bestandsaufnahme gefunden (Raum 1): ohne Netzteil."
    )
    there.refresh_from_db()
    assert there.version == 1  # what was counted builds on the import that brought it
