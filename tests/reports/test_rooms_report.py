"""Room sheets: one page a room, the code holds the address of its page, the table can be filled in by hand."""

from __future__ import annotations

import pytest
import qrcode
from django.conf import settings
from django.urls import reverse

from core.qr import qr_code
from equipment.models import RoomCount
from equipment.services.catalogue import load_defaults
from equipment.services.counting import close_stocktaking, start_stocktaking
from reports.builders.rooms import RoomsReport
from reports.models import ReportJob
from reports.services import perform, request_report
from tests.equipment.conftest import make_stock
from tests.pdf_checks import assert_accessible
from tests.reports.test_builders import pdf_text
from tests.reports.test_concept_report import content_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def taking(world):
    load_defaults()
    make_stock(world.school_a, quantity=15, room="Raum 12", purchase_year=2024)
    make_stock(world.school_a, "PRN", quantity=2, room="Büro")
    return start_stocktaking(world.school_a, actor=world.user("lead_a"))


def made(world, actor="lead_a"):
    job = request_report(world.school_a, actor=world.user(actor), kind="rooms")
    perform(job.pk)
    return ReportJob.unscoped.get(pk=job.pk)


def test_each_room_has_its_lines_and_address(world, taking):
    content = content_of(made(world))
    assert_accessible(content)
    text = "".join(pdf_text(content).split())
    for part in ("Raum12", "Büro", "TabletimKlassensatz", "2024", "Gefundenundnichtaufgeführt"):
        assert part in text
    for room in RoomCount.unscoped.all():
        assert str(room.pk) in text


def test_the_code_says_the_address_and_nothing_else(world, taking):
    job = request_report(world.school_a, actor=world.user("it"), kind="rooms")
    rooms = RoomsReport().collect(job, lambda _percent: None)["rooms"]
    paths = {
        settings.BASE_URL + reverse("equipment:room_count", args=["990012", room.pk])
        for room in RoomCount.unscoped.all()
    }
    assert {room["address"] for room in rooms} == paths
    for room in rooms:
        plain = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
        plain.add_data(room["address"])
        dark = sum(row.count(True) for row in plain.get_matrix())
        assert (room["code"]["path"].count("M"), room["code"]["size"]) == (dark, len(plain.get_matrix()))


def test_the_code_has_its_quiet_zone():
    assert qr_code("x")["path"].startswith("M4 4h1v1h-1z")


def test_without_a_stocktaking_there_is_nothing_to_print(world, taking):
    close_stocktaking(taking, actor=world.user("lead_a"))
    job = made(world)
    assert (job.state, "Es läuft keine Bestandsaufnahme" in job.error) == ("failed", True)


@pytest.mark.parametrize(
    ("actor", "status"), [("lead_a", 302), ("it", 302), ("adviser", 403), ("lead_b", 404)]
)
def test_who_may_order_them(world, taking, actor, status):
    response = world.client_for(actor).post(reverse("reports:rooms_request", args=["990012"]))
    assert response.status_code == status


@pytest.mark.parametrize(("reader", "is_named"), [("lead_a", True), ("staff", True), ("it", False)])
def test_a_contractor_does_not_read_who_has_asked_for_it(world, taking, reader, is_named):
    job = made(world, "member_a")
    client = world.client_for(reader)
    for page in (reverse("reports:report_list"), reverse("reports:report_detail", args=[job.pk])):
        shown = client.get(page)
        assert (shown.status_code, world.user("member_a").name in shown.text) == (200, is_named)


def test_whoever_has_asked_reads_it(world, taking):
    job = made(world, "it")
    assert world.user("it").name in world.client_for("it").get(reverse("reports:report_list")).text
    page = reverse("reports:report_detail", args=[job.pk])
    assert f"· {world.user('it').name}" in world.client_for("it").get(page).text
