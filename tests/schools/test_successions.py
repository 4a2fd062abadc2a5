"""Mergers and splits: the people of the successor read what the predecessor has left, and change none of it."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import DomainError
from core.models import AuditEntry
from equipment.models import EquipmentType, StockBatch
from equipment.services.catalogue import load_defaults
from matrix.models import Catalogue, Snapshot
from schools.importers.register import read_register
from schools.models import School, SchoolAuthority, SchoolSuccession, SchoolYearFigures
from schools.services.register import upsert_register
from schools.services.successions import record_succession, remove_succession, write_former
from tests.schools import registers
from tests.world import World, make_school

SINCE = date(2026, 8, 1)


def merge(world: World, old: School, new: School) -> SchoolSuccession:
    return record_succession(old, new, since=SINCE, actor=world.user("admin"))


def former(school: School) -> list[int]:
    return School.unscoped.values_list("former_ids", flat=True).get(pk=school.pk)


@pytest.fixture
def closed(world: World) -> School:
    """A closed school of the same Träger with equipment and figures."""
    school = make_school("990103", "Alte Mühle", world.municipality, world.authority, operation_key="5")
    load_defaults()
    StockBatch.unscoped.create(
        school=school, type=EquipmentType.objects.all()[0], quantity=7, room="Mühlenzimmer"
    )
    SchoolYearFigures.unscoped.create(
        school=school, school_year=2025, reference_date=date(2025, 10, 15), pupils=140, classes=8, teachers=12
    )
    return school


def test_people_of_the_successor_read_equipment_and_figures(world: World, closed: School) -> None:
    client = world.client_for("member_a")
    pages = [
        reverse(name, args=[closed.school_number])
        for name in ("schools:school_detail", "equipment:stock_list", "schools:figures_list")
    ]
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    merge(world, closed, world.school_a)
    answers = [client.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "Mühlenzimmer" in answers[1].content.decode()
    own = client.get(reverse("schools:school_detail", args=["990012"])).content.decode()
    assert pages[0] in own


def test_the_new_traeger_reads_what_a_school_of_another_one_has_left(world: World, closed: School) -> None:
    School.unscoped.filter(pk=closed.pk).update(authority=world.authority_c)
    pages = [
        reverse(name, args=[closed.school_number])
        for name in ("schools:school_detail", "equipment:stock_list", "schools:figures_list")
    ]

    def codes() -> set[int]:
        return {world.client_for("staff").get(page).status_code for page in pages}

    assert codes() == {404}
    row = merge(world, closed, world.school_a)
    assert codes() == {200}
    change = reverse("equipment:stock_create", args=[closed.school_number])
    assert world.client_for("staff").post(change, {"quantity": 3}).status_code == 403
    School.unscoped.filter(pk=world.school_a.pk).update(authority=world.authority_c)
    write_former()  # as the import of the register does
    assert codes() == {404}
    School.unscoped.filter(pk=world.school_a.pk).update(authority=world.authority)
    write_former()
    remove_succession(row, actor=world.user("admin"))
    assert codes() == {404}


def test_the_register_hands_what_was_left_to_the_new_traeger(world: World, closed: School) -> None:
    merge(world, closed, world.school_a)
    assert not SchoolAuthority.unscoped.exclude(former_ids=[]).exists()  # both under the same one
    number, other = world.school_a.school_number, world.authority_c
    text = registers.register(registers.school(number, Traegernummer=other.number))
    upsert_register(read_register(text), accept_missing=True)
    other.refresh_from_db()
    assert other.former_ids == [closed.pk]


def test_they_read_releases_and_no_drafts(world: World) -> None:
    catalogue = Catalogue.objects.create(version="leer")
    taken = {"catalogue": catalogue, "taken_by": world.users["lead_c"], "school_year": 2026}
    snapshot = Snapshot.unscoped.create(school=world.school_c, number=1, data={}, **taken)
    assert snapshot not in Snapshot.visible_to(world.user("lead_a"))
    merge(world, world.school_c, world.school_a)
    lead = world.user("lead_a")
    assert snapshot in Snapshot.visible_to(lead)
    assert lead.has_perm("schools.view_contents", world.school_c)
    assert not lead.has_perm("matrix.view_assessment", world.school_c)
    assert not lead.has_perm("schools.view_concept", world.school_c)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("equipment:stock_create", {"quantity": 3}),
        ("schools:figures_create", {"pupils": 3}),
        ("matrix:school_assessment", None),
        ("schools:member_list", None),
        ("schools:section_update", {"text": "Neu"}),
    ],
)
def test_they_change_nothing_there(world: World, closed: School, name: str, data: dict | None) -> None:
    merge(world, closed, world.school_a)
    args = [closed.school_number] + ([1] if name == "schools:section_update" else [])
    client, path = world.client_for("lead_a"), reverse(name, args=args)
    answer = client.get(path) if data is None else client.post(path, data)
    assert answer.status_code == 403


def test_others_read_no_more_than_before(world: World, closed: School) -> None:
    merge(world, closed, world.school_a)
    page = reverse("schools:school_detail", args=[closed.school_number])
    codes = {
        actor: world.client_for(actor).get(page).status_code for actor in ("lead_b", "lead_c", "staff_c")
    }
    assert set(codes.values()) == {404}


def test_data_of_a_merger_and_of_a_chain_are_read_at_the_end(world: World, closed: School) -> None:
    merge(world, world.school_b, world.school_c)
    merge(world, closed, world.school_b)  # recorded later, happened before
    merge(world, world.school_a, world.school_c)
    assert former(world.school_c) == sorted([world.school_a.pk, world.school_b.pk, closed.pk])
    assert former(world.school_b) == [closed.pk]


def test_a_split_is_read_by_both(world: World, closed: School) -> None:
    merge(world, closed, world.school_a)
    merge(world, closed, world.school_b)
    assert former(world.school_a) == former(world.school_b) == [closed.pk]


def test_a_circle_is_refused(world: World, closed: School) -> None:
    merge(world, closed, world.school_a)
    merge(world, world.school_a, world.school_b)
    for old, new in ((world.school_b, closed), (world.school_a, closed), (closed, closed)):
        with pytest.raises(DomainError):
            merge(world, old, new)
    assert SchoolSuccession.unscoped.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_close_no_circle(world: World) -> None:
    """Neither finds a row yet that the other one could hold."""
    schools, said = (world.school_a, world.school_b), []
    start = threading.Barrier(2)

    def record(old: School, new: School) -> None:
        start.wait()
        try:
            merge(world, old, new)
        except DomainError as error:
            said.append(str(error))
        finally:
            connection.close()

    both = [threading.Thread(target=record, args=pair) for pair in (schools, schools[::-1])]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (SchoolSuccession.unscoped.count(), len(said)) == (1, 1)


def test_an_entry_taken_back_ends_the_reading(world: World, closed: School) -> None:
    row = merge(world, closed, world.school_a)
    assert merge(world, closed, world.school_a) == row
    remove_succession(row, actor=world.user("admin"))
    assert former(world.school_a) == []
    page = reverse("equipment:stock_list", args=[closed.school_number])
    assert world.client_for("member_a").get(page).status_code == 404
    assert StockBatch.unscoped.filter(school=closed).count() == 1


# --- the page --------------------------------------------------------------------------------------------------


def test_staff_record_a_successor_on_the_page(world: World, closed: School) -> None:
    client = world.client_for("staff")
    detail = client.get(closed.get_absolute_url()).content.decode()
    path = reverse("schools:succession_create", args=[closed.school_number])
    assert path in detail
    page = client.post(path, {"successor": "990012", "since": "2026-08-01"}, follow=True).content.decode()
    assert "Seit 01.08.2026 weitergeführt von Grundschule Am Anger" in page
    row = SchoolSuccession.unscoped.get()
    assert row.since == SINCE
    [entry] = AuditEntry.objects.filter(verb="schools.succession_recorded")
    assert entry.actor == world.users["staff"]
    remove = reverse("schools:succession_remove", args=[row.pk])
    assert remove in client.get(path).content.decode()
    client.post(remove)
    assert not SchoolSuccession.unscoped.exists()


@pytest.mark.parametrize(
    ("number", "said"),
    [("990036", "990036"), ("abc", "abc"), ("990103", "nicht ihre eigene Nachfolge")],
)
def test_a_wrong_number_says_why(world: World, closed: School, number: str, said: str) -> None:
    path = reverse("schools:succession_create", args=[closed.school_number])
    answer = world.client_for("staff").post(path, {"successor": number, "since": "2026-08-01"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not SchoolSuccession.unscoped.exists()


def test_pages_cost_the_same_for_one_and_three(world: World, closed: School) -> None:
    def cost(path: str) -> int:
        client = world.client_for("staff")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    merge(world, closed, world.school_a)
    paths = [
        reverse("schools:school_detail", args=["990012"]),
        reverse("schools:succession_create", args=[closed.school_number]),
    ]
    one = [cost(path) for path in paths]
    for number in ("990115", "990127"):
        extra = make_school(number, f"Schule {number}", world.municipality, world.authority)
        merge(world, extra, world.school_a)
        merge(world, closed, extra)
    assert [cost(path) for path in paths] == one
