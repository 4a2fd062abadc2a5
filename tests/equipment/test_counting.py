"""Stock-taking: one round at a time, room by room, and the stock changes when the differences are taken over."""

from __future__ import annotations

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from core.audit import trail_of
from core.errors import Conflict, DomainError
from core.fingerprint import fingerprint
from equipment.models import EquipmentType, RoomCount, StockBatch, Stocktaking
from equipment.selectors.counting import results, results_print, sheets
from equipment.selectors.trail import sentence
from equipment.services import counting
from equipment.services.catalogue import load_defaults
from equipment.services.counting import (
    Count,
    add_room,
    close_stocktaking,
    save_count,
    start_stocktaking,
    take_over,
)
from tests.counting import page_queries
from tests.equipment.conftest import make_stock, url
from tests.world import build_world

NOBODY_SAW = Count({}, [], "")


@pytest.fixture
def taking(world, stock):
    stock("DEV_TABLET_POOL", quantity=15, room="R1")
    stock("PRES_DISPLAY", quantity=1, room="r1")
    stock("PRN", quantity=2, room="R2")
    stock("PRN", quantity=9, room="R3", state="retired")
    return start_stocktaking(world.school_a, actor=world.user("lead_a"))


def room(name):
    return RoomCount.unscoped.get(room__iexact=name)


def line(code):
    return StockBatch.unscoped.get(type__code=code, state="in_use")


def count(world, name, numbers, *, finds=(), actor="member_a"):
    sheet = room(name)
    told = Count({line(code).pk: number for code, number in numbers.items()}, list(finds), "")
    return save_count(sheet, count=told, version=sheet.version, actor=world.user(actor))


def take(world, taking, *names):
    user = world.user("lead_a")
    seen = results_print(results(user=user, stocktaking=taking))
    return take_over(taking, rooms=[room(name).pk for name in names], seen=seen, actor=user)


def test_every_room_with_stock_gets_one_sheet(world, taking):
    assert sorted(one.room.upper() for one in RoomCount.unscoped.all()) == ["R1", "R2"]


def test_only_one_round_is_open(world, taking):
    again = start_stocktaking(world.school_a, actor=world.user("staff"))
    assert again == taking
    close_stocktaking(taking, actor=world.user("staff"))
    assert start_stocktaking(world.school_a, actor=world.user("staff")) != taking


def test_a_school_without_stock_counts_its_first(world):
    user = world.user("lead_a")
    client = world.client_for("lead_a")
    client.post(url("stocktaking_start", "990012"))
    page = client.get(url("stocktaking", "990012")).content.decode()
    assert "Der Bestand kennt noch keinen Raum" in page
    taking = Stocktaking.unscoped.get()
    room = add_room(taking, building="", room="Raum 1", actor=user)
    find = {"type": EquipmentType.objects.get(code="PRN").pk, "quantity": 2, "note": ""}
    save_count(room, count=Count({}, [find], ""), version=0, actor=user)
    found = results(user=user, stocktaking=taking)
    take_over(taking, rooms=[room.pk], seen=results_print(found), actor=user)
    assert list(StockBatch.unscoped.values_list("room", "quantity")) == [("Raum 1", 2)]


def test_counting_changes_nothing_yet(world, taking):
    count(world, "R1", {"DEV_TABLET_POOL": 12})
    assert line("DEV_TABLET_POOL").quantity == 15
    assert line("DEV_TABLET_POOL").counted_on is None


def test_differences_are_taken_over_with_their_day(world, taking):
    type_ = EquipmentType.objects.get(code="NET_AP")
    count(
        world,
        "R1",
        {"DEV_TABLET_POOL": 12, "PRES_DISPLAY": 1},
        finds=[{"type": type_.pk, "quantity": 2, "note": "an der Decke"}],
    )
    assert take(world, taking, "R1") == 1
    today = timezone.localdate()
    found = StockBatch.unscoped.exclude(state="retired").order_by("type__code")
    assert list(found.values_list("type__code", "quantity", "room", "counted_on")) == [
        ("DEV_TABLET_POOL", 12, "R1", today),
        ("NET_AP", 2, "r1", today),
        ("PRES_DISPLAY", 1, "r1", today),
        ("PRN", 2, "R2", None),
    ]
    told = sentence(trail_of(line("DEV_TABLET_POOL")).get())
    assert told.text == f"Anzahl von 15 auf 12 geändert; gezählt am {today:%d.%m.%Y}."


def test_what_was_not_found_is_retired(world, taking):
    printer = line("PRN")
    count(world, "R2", {"PRN": 0})
    take(world, taking, "R2")
    printer.refresh_from_db()
    assert (printer.state, printer.quantity, printer.retired_reason) == (
        "retired",
        2,
        "bei der Bestandsaufnahme nicht gefunden",
    )


def test_only_chosen_rooms_are_taken_over(world, taking):
    count(world, "R1", {"DEV_TABLET_POOL": 14})
    count(world, "R2", {"PRN": 3})
    take(world, taking, "R2")
    assert (line("DEV_TABLET_POOL").quantity, line("PRN").quantity) == (15, 3)
    assert room("R1").taken_at is None


def test_a_taken_room_is_not_counted_again(world, taking):
    count(world, "R2", {"PRN": 3})
    take(world, taking, "R2")
    with pytest.raises(DomainError):
        count(world, "R2", {"PRN": 4})


def test_two_people_count_the_same_room(world, taking):
    sheet = room("R1")
    count(world, "R1", {"DEV_TABLET_POOL": 14})
    with pytest.raises(Conflict):
        save_count(sheet, count=NOBODY_SAW, version=sheet.version, actor=world.user("lead_a"))
    assert [one["counted"] for one in room("R1").lines.values()] == [14]


def test_a_line_changed_after_counting_is_not_overwritten(world, taking):
    count(world, "R2", {"PRN": 3})
    StockBatch.unscoped.filter(pk=line("PRN").pk).update(quantity=7, version=1)
    with pytest.raises(Conflict):
        take(world, taking, "R2")
    assert line("PRN").quantity == 7


def test_other_differences_than_shown_are_not_taken_over(world, taking):
    user = world.user("lead_a")
    count(world, "R2", {"PRN": 3})
    seen = results_print(results(user=user, stocktaking=taking))
    count(world, "R2", {"PRN": 4})
    with pytest.raises(Conflict):
        take_over(taking, rooms=[room("R2").pk], seen=seen, actor=user)
    assert line("PRN").quantity == 2


def test_serial_numbers_are_not_cut_off(world, taking):
    StockBatch.unscoped.filter(pk=line("PRN").pk).update(serials="A\nB")
    count(world, "R2", {"PRN": 1})
    with pytest.raises(DomainError):
        take(world, taking, "R2")
    assert line("PRN").quantity == 2


def test_a_room_that_the_stock_does_not_know(world, taking):
    user = world.user("lead_a")
    made = add_room(taking, building="", room=" Keller  2", actor=user)
    assert made.room == "Keller 2"
    assert add_room(taking, building="", room="keller 2", actor=user) == made
    with pytest.raises(DomainError):
        add_room(taking, building=" ", room=" ", actor=user)


# --- pages ---


def body(sheet, **numbers):
    told = {f"line_{line(code).pk}": number for code, number in numbers.items()}
    return told | {"seen": fingerprint(sheet, ["version"])}


def at(sheet):
    return url("room_count", "990012", sheet.pk)


def test_the_room_page_keeps_numbers_and_finds(world, taking):
    client, sheet = world.client_for("member_a"), room("R1")
    type_ = EquipmentType.objects.get(code="NET_AP")
    find = {"find_type": type_.pk, "find_quantity": "2", "find_note": "Decke"}
    assert client.post(at(sheet), body(sheet, DEV_TABLET_POOL="14") | find).status_code == 302
    sheet.refresh_from_db()
    assert [one["counted"] for one in sheet.lines.values()] == [14]
    assert sheet.finds == [{"type": type_.pk, "quantity": 2, "note": "Decke"}]
    assert client.post(at(sheet), body(sheet, DEV_TABLET_POOL="15") | {"forget": "0"}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.finds == []


def test_all_there(world, taking):
    sheet = room("R1")
    world.client_for("member_a").post(at(sheet), body(sheet, DEV_TABLET_POOL="14") | {"all_there": "1"})
    sheet.refresh_from_db()
    assert sorted(one["counted"] for one in sheet.lines.values()) == [1, 14]


@pytest.mark.parametrize(
    "wrong", [{"find_quantity": "2"}, {"find_type": "1", "find_quantity": "0"}, {"note": "x" * 401}]
)
def test_wrong_input_loses_nothing(world, taking, wrong):
    sheet = room("R1")
    response = world.client_for("member_a").post(at(sheet), body(sheet, DEV_TABLET_POOL="14") | wrong)
    assert response.status_code == 422
    assert response.context["form"][f"line_{line('DEV_TABLET_POOL').pk}"].value() == "14"
    sheet.refresh_from_db()
    assert sheet.version == 0


def test_the_slower_one_of_two_is_told(world, taking):
    sheet = room("R1")
    told = body(sheet, DEV_TABLET_POOL="14")
    assert world.client_for("member_a").post(at(sheet), told).status_code == 302
    late = world.client_for("lead_a").post(at(sheet), told | body(sheet, DEV_TABLET_POOL="13"))
    assert late.status_code == 422
    assert late.context["form"][f"line_{line('DEV_TABLET_POOL').pk}"].value() == "13"


def test_an_empty_save_leaves_the_room_open(world, taking):
    client, sheet = world.client_for("lead_a"), room("R1")
    answer = client.post(at(sheet), body(sheet) | {"note": "Tür war zu"}, follow=True)
    assert f"{sheet} ist gespeichert und noch offen" in answer.content.decode()
    sheet.refresh_from_db()
    assert (sheet.counted_at, sheet.counted_by, sheet.note) == (None, None, "Tür war zu")
    assert results(user=world.user("lead_a"), stocktaking=taking) == []
    assert "0 von 2 Räumen gezählt" in answer.content.decode()
    assert sheet in client.get(url("stocktaking_close", "990012")).context["not_counted"]


def test_a_count_that_is_emptied_opens_the_room_again(world, taking):
    sheet = count(world, "R1", {"DEV_TABLET_POOL": 14})
    world.client_for("member_a").post(at(sheet), body(sheet))
    sheet.refresh_from_db()
    assert (sheet.lines, sheet.counted_at) == ({}, None)


def test_a_find_alone_makes_a_room_counted(world, taking):
    find = {"type": EquipmentType.objects.get(code="NET_AP").pk, "quantity": 1, "note": ""}
    assert count(world, "R1", {}, finds=[find]).counted_at


def test_a_partly_counted_room_says_how_far_it_is(world, taking):
    client, sheet = world.client_for("member_a"), room("R1")
    listed = client.post(at(sheet), body(sheet, DEV_TABLET_POOL="14"), follow=True)
    text = listed.content.decode()
    assert "1 von 2 Zeilen sind gezählt." in text  # the answer to the save
    assert "1 von 2 Zeilen gezählt" in text  # the room in the list
    assert (listed.context["counted"], listed.context["partly"]) == (0, 1)
    assert "1 von 2 Zeilen gezählt" in client.get(at(sheet)).content.decode()
    sheet.refresh_from_db()
    client.post(at(sheet), body(sheet, DEV_TABLET_POOL="14", PRES_DISPLAY="1"))
    done = client.get(url("stocktaking", "990012"))
    assert (done.context["counted"], done.context["partly"]) == (1, 0)
    assert "Zeilen gezählt" not in done.content.decode()
    take(world, taking, "R1")
    assert client.get(url("stocktaking", "990012")).context["partly"] == 0


def test_an_old_and_a_wrong_code(world, taking):
    client, sheet = world.client_for("lead_a"), room("R1")
    wrong = client.get(url("room_count", "990012", uuid4()))
    assert (wrong.status_code, "gehört zu keinem Raum" in wrong.content.decode()) == (404, True)
    close_stocktaking(taking, actor=world.user("lead_a"))
    old = client.get(at(sheet))
    assert (old.status_code, "abgeschlossen" in old.content.decode()) == (410, True)


def test_the_way_through_the_pages(world, stock):
    stock("PRN", quantity=2, room="R2")
    client = world.client_for("lead_a")
    client.post(url("stocktaking_start", "990012"))
    sheet = room("R2")
    client.post(at(sheet), body(sheet, PRN="5"))
    page = client.get(url("stocktaking_differences", "990012"))
    assert [
        [one.counted - one.batch.quantity for one in found.differences] for found in page.context["results"]
    ] == [[3]]
    client.post(url("stocktaking_take_over", "990012"), {"seen": page.context["seen"], "all": "1"})
    assert line("PRN").quantity == 5
    close = url("stocktaking_close", "990012")
    assert client.get(close).context["not_taken"] == []
    client.post(close)
    client.post(close)
    assert client.get(close)["Location"] == url("stocktaking", "990012")
    assert Stocktaking.unscoped.filter(closed_at__isnull=False).count() == 1


def test_closing_says_first_what_would_be_lost(world, taking):
    client, close = world.client_for("lead_a"), url("stocktaking_close", "990012")
    page = client.get(url("stocktaking", "990012")).content.decode()
    assert f'<a class="kern-btn kern-btn--secondary" href="{close}"' in page
    assert f'action="{close}"' not in page
    count(world, "R1", {"DEV_TABLET_POOL": 14})
    shown = client.get(close)
    assert shown.context["not_taken"] == [room("R1")]
    assert "1 Raum ist gezählt und nicht übernommen" in shown.content.decode()
    assert room("R1") not in shown.context["not_counted"]
    assert Stocktaking.unscoped.filter(closed_at__isnull=False).count() == 0
    client.post(close)
    assert Stocktaking.unscoped.filter(closed_at__isnull=False).count() == 1


@pytest.mark.parametrize("name", ["stocktaking", "stocktaking_differences", "stocktaking_close"])
def test_query_count_does_not_grow(world, taking, stock, name):
    client = world.client_for("lead_a")
    count(world, "R1", {"DEV_TABLET_POOL": 14})
    with_one = page_queries(client, url(name, "990012"))
    for number in range(3):
        stock("PRN", quantity=2, room=f"N{number}", counted_on=date(2026, 1, 1))
        add_room(taking, building="", room=f"N{number}", actor=world.user("lead_a"))
    count(world, "R2", {}, finds=[{"type": line("DEV_TABLET_POOL").type_id, "quantity": 1, "note": ""}])
    assert page_queries(client, url(name, "990012")) == with_one


@pytest.mark.django_db(transaction=True)
def test_a_count_that_is_saved_while_its_room_is_taken_over_is_told_so(monkeypatch):
    """Nobody reads "saved" about numbers that never reach the stock."""
    world = build_world()
    load_defaults()
    batch = make_stock(world.school_a, "PRN", quantity=2, room="R2")
    taking = start_stocktaking(world.school_a, actor=world.user("lead_a"))
    count(world, "R2", {"PRN": 2})
    sheet, told, between = room("R2"), [], counting.results_print

    def late():
        try:
            save_count(
                sheet, count=Count({batch.pk: 1}, [], ""), version=sheet.version, actor=world.user("member_a")
            )
            told.append("saved")
        except DomainError:
            told.append("refused")
        finally:
            connection.close()

    other = threading.Thread(target=late)

    def looked_at(found):
        other.start()
        other.join(timeout=1)  # with the lock it waits until the room is taken over
        return between(found)

    seen = between(results(user=world.user("lead_a"), stocktaking=taking))
    monkeypatch.setattr(counting, "results_print", looked_at)
    take_over(taking, rooms=[sheet.pk], seen=seen, actor=world.user("lead_a"))
    other.join()
    assert (told, room("R2").lines[str(batch.pk)]["counted"]) == (["refused"], 2)


def test_a_room_taken_over_in_part_says_how_many_lines_nobody_counted(world, taking):
    find = {"type": EquipmentType.objects.get(code="NET_AP").pk, "quantity": 2, "note": ""}
    count(world, "R1", {"DEV_TABLET_POOL": 15}, finds=[find])
    count(world, "R2", {"PRN": 2})
    take(world, taking, "R1", "R2")
    found = {
        one.room.room.upper(): one.left_open for one in sheets(user=world.user("lead_a"), stocktaking=taking)
    }
    assert found == {"R1": 1, "R2": 0}  # the display; what was found there needs no second count
    page = world.client_for("lead_a").get(url("stocktaking", "990012")).content.decode()
    assert page.count("Zeile nicht gezählt") == 1


def test_things_without_a_place_are_spoken_of_in_sound_german(world, stock):
    stock("PRN", quantity=2, room="")
    taking = start_stocktaking(world.school_a, actor=world.user("lead_a"))
    find = {"type": EquipmentType.objects.get(code="NET_AP").pk, "quantity": 1, "note": ""}
    count(world, "", {"PRN": 1}, finds=[find])
    page = world.client_for("lead_a").get(url("stocktaking_differences", "990012")).content.decode()
    assert "Zählung ändern: ohne festen Ort" in page
    take(world, taking, "")
    found = sentence(trail_of(line("NET_AP")).filter(verb="equipment.stock_found").get())
    assert found.text == "1 Stück bei der Bestandsaufnahme gefunden (ohne festen Ort)."
