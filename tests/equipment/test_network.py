"""The network of a school: connections, rooms, what differs from the figures, and its table as a file."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core.fingerprint import fingerprint
from core.models import AuditEntry
from equipment.models import NetworkLine, RoomNetwork
from equipment.selectors.network import network_of
from tests.counting import page_queries
from tests.equipment.conftest import make_figures, url


def entry(**changed):
    fixed = {
        "site": "Hauptgebäude",
        "technology": "fibre",
        "provider": "Stadtwerke",
        "contracted_down": "1000",
        "contracted_up": "500",
        "measured_down": "",
        "measured_up": "",
        "measured_on": "",
        "note": "",
        "submission_id": str(uuid4()),
    }
    return fixed | changed


def test_a_double_click_makes_one_line(world):
    client, data = world.client_for("lead_a"), entry()
    for _click in range(2):
        assert client.post(url("network_line_create", "990012"), data).status_code == 302
    line = NetworkLine.unscoped.get()
    assert (line.school, line.contracted_down, line.measured_on) == (world.school_a, 1000, None)


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ("technology", "", "technology"),
        ("technology", "dampf", "technology"),
        ("contracted_down", "0", "contracted_down"),
        ("contracted_down", "1000001", "contracted_down"),
        ("measured_down", "90", "measured_on"),
        ("measured_on", (timezone.now() + timedelta(days=3)).strftime("%d.%m.%Y"), "measured_on"),
        ("note", "x" * 201, "note"),
    ],
)
def test_wrong_input_is_named(world, field, value, wrong):
    response = world.client_for("lead_a").post(url("network_line_create", "990012"), entry(**{field: value}))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [wrong])
    assert not NetworkLine.unscoped.exists()


def test_change_and_remove(world):
    line = NetworkLine.unscoped.create(school=world.school_a, technology="dsl")
    client = world.client_for("it")
    address = url("network_line_update", "990012", line.pk)
    measured = {"measured_down": "48", "measured_up": "9", "measured_on": "01.10.2026"}
    told = entry(technology="dsl", **measured) | {"seen": fingerprint(line)}
    assert client.post(address, told).status_code == 302
    assert client.post(address, told).status_code == 422  # somebody has saved since
    line.refresh_from_db()
    assert (line.measured_down, line.version) == (48, 1)
    assert client.post(url("network_line_remove", "990012", line.pk)).status_code == 302
    assert not NetworkLine.unscoped.exists()
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["equipment.network_changed", "equipment.network_removed"]


def test_a_room_stands_in_the_table_once(world):
    client, data = world.client_for("lead_a"), {"room": "R1", "wlan": "full", "building": "", "lan": "on"}
    address = url("room_network_create", "990012")
    assert client.post(address, data).status_code == 302
    assert client.post(address, data | {"room": "r1 "}).status_code == 422
    assert list(RoomNetwork.unscoped.values_list("room", "wlan", "lan")) == [("R1", "full", True)]


@pytest.mark.parametrize(("told", "differs"), [(1, False), (4, True), (None, False)])
def test_a_hint_where_the_figures_say_something_else(world, told, differs):
    make_figures(world.school_a, wlan_rooms=told)
    for room, wlan in (("R1", "full"), ("R2", "partly"), ("R3", "none")):
        RoomNetwork.unscoped.create(school=world.school_a, room=room, wlan=wlan)
    picture = network_of(user=world.user("lead_a"), school=world.school_a)
    assert (picture.full_rooms, picture.differs) == (1, differs)
    html = world.client_for("lead_a").get(url("network", "990012")).content.decode()
    assert ("Die Schuldaten sagen etwas anderes" in html) is differs


def test_network_devices_come_from_the_stock(world, stock):
    stock("NET_AP", quantity=7)
    stock("NET_AP", quantity=3, state="retired")
    stock("PRN")
    picture = network_of(user=world.user("lead_a"), school=world.school_a)
    assert [one.quantity for one in picture.stock] == [7]


def test_the_table_as_a_file(world):
    NetworkLine.unscoped.create(
        school=world.school_a, technology="fibre", provider="=1+1", contracted_down=1000
    )
    RoomNetwork.unscoped.create(school=world.school_a, room="R1", wlan="partly")
    text = world.client_for("lead_a").get(url("network_export", "990012", "csv")).content.decode("utf-8-sig")
    rows = [line.split(";") for line in text.splitlines()]
    assert [row[0] for row in rows[1:]] == ["Anschluss", "Raum"]
    assert rows[1][3] != "=1+1"


def test_query_count_does_not_grow(world, stock):
    client, address = world.client_for("lead_a"), url("network", "990012")

    def add(number):
        NetworkLine.unscoped.create(school=world.school_a, technology="dsl", site=f"Haus {number}")
        RoomNetwork.unscoped.create(school=world.school_a, room=f"R{number}", wlan="full")
        stock("NET_AP", room=f"R{number}")

    add(0)
    with_one = page_queries(client, address)
    add(1)
    add(2)
    assert page_queries(client, address) == with_one


def test_an_empty_choice_says_what_to_do(world):
    page = world.client_for("lead_a").get(url("network_line_create", "990012")).content.decode()
    assert "Bitte wählen" in page
    assert "-----" not in page
