"""Marked days: they point to what was released, and to nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.errors import DomainError
from gutersloh_portal import tasks
from matrix import services
from matrix.models import SnapshotMark
from roundtables import services as tables
from tests.matrix.conftest import stage

TODAY = date(2026, 11, 25)


def at(year, month, day, hour=12):
    return datetime(year, month, day, hour, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def releases(matrix_world, answer):
    """School A released in June, on the last evening of July and on 1 August; the Träger in September."""
    lead, school = matrix_world.user("lead_a"), matrix_world.school_a
    found = []
    for number, moment in ((1, at(2026, 6, 1)), (2, at(2026, 7, 31, 23)), (3, at(2026, 8, 1, 0))):
        answer(school, "S1.1", stage(number))
        found.append(services.release(school, actor=lead, taken_at=moment))
    answer(matrix_world.authority, "T1.1", stage(1), "staff")
    services.release(matrix_world.authority, actor=matrix_world.user("staff"), taken_at=at(2026, 9, 1))
    return found


def marks():
    rows = SnapshotMark.unscoped.order_by("pk").values_list("snapshot__number", "kind", "name", "marked_on")
    return list(rows)


def test_the_end_of_the_school_year_marks_what_stood_on_31_july_once(releases):
    assert services.mark_school_year(TODAY) == 1
    assert services.mark_school_year(TODAY) == 0
    assert marks() == [(2, "school_year", "Ende des Schuljahres 2025/26", date(2026, 7, 31))]
    assert services.mark_school_year(date(2027, 8, 1)) == 2  # the next year: school and Träger


def test_the_nightly_task_is_safe_to_run_again(releases):
    tasks.mark_days()
    count = SnapshotMark.unscoped.count()
    tasks.mark_days()
    assert SnapshotMark.unscoped.count() == count


def test_a_closed_meeting_marks_what_its_schools_had_released(releases, matrix_world, answer):
    world, staff = matrix_world, matrix_world.user("staff")
    answer(world.school_c, "S1.1", stage(1), "lead_c")
    services.release(world.school_c, actor=world.user("lead_c"))  # sits at another table
    series = tables.create_series(world.municipality, name="Tisch", actor=staff)
    starts = timezone.now() + timedelta(days=1)
    meeting = tables.plan_meeting(series, starts_at=starts, ends_at=starts + timedelta(hours=2), actor=staff)
    tables.start_meeting(meeting, actor=staff)
    assert marks() == []
    tables.close_meeting(meeting, actor=staff)
    tables.close_meeting(meeting, actor=staff)
    day = timezone.localdate(starts)
    assert sorted(marks()) == [(1, "table", "Tisch, 1. Treffen", day), (3, "table", "Tisch, 1. Treffen", day)]
    assert not SnapshotMark.unscoped.filter(snapshot__school=world.school_c).exists()


def test_a_release_gets_a_name_another_one_and_none(releases, matrix_world):
    lead = matrix_world.user("lead_a")
    for name, stored in (("  vor dem   Umbau ", ["vor dem Umbau"]), ("Umbau", ["Umbau"]), ("", [])):
        services.name_release(releases[0], name=name, actor=lead)
        assert [mark[2] for mark in marks()] == stored
    with pytest.raises(DomainError, match="höchstens 60"):
        services.name_release(releases[0], name="x" * 61, actor=lead)


def test_pages_show_marked_days_and_compare_offers_them(releases, matrix_world):
    client, address = matrix_world.client_for("lead_a"), f"/matrix/freigaben/{releases[1].pk}/"
    services.mark_school_year(TODAY)
    client.post(address + "name/", {"name": "vor dem Umbau"})
    page = client.get(address).content.decode()
    assert "Ende des Schuljahres 2025/26" in page
    assert 'value="vor dem Umbau"' in page
    compare = client.get(address + "vergleich/").content.decode()
    assert "Freigabe 2 vom 31. Juli 2026 (vor dem Umbau; Ende des Schuljahres 2025/26)" in compare or (
        "Freigabe 2 vom 31. Juli 2026 (Ende des Schuljahres 2025/26; vor dem Umbau)" in compare
    )
    too_long = client.post(address + "name/", {"name": "x" * 61}, follow=True).content.decode()
    assert "höchstens 60 Zeichen" in too_long
    member = matrix_world.client_for("member_a").get(address).content.decode()
    assert "Dieser Freigabe einen Namen geben" not in member
    assert "vor dem Umbau" in member


def test_marks_are_read_by_whoever_reads_the_release(releases, matrix_world):
    services.mark_school_year(TODAY)
    readers = {
        actor for actor in matrix_world.users if SnapshotMark.visible_to(matrix_world.user(actor)).exists()
    }
    assert readers == {"lead_a", "member_a", "staff", "head", "adviser", "supervision", "moderator"}


def test_the_page_costs_the_same_for_one_mark_and_for_many(releases, matrix_world):
    client, address = matrix_world.client_for("lead_a"), f"/matrix/freigaben/{releases[1].pk}/"

    def count():
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    services.mark_school_year(TODAY)
    few = count()
    for number, release in enumerate(releases):
        services.name_release(release, name=f"Name {number}", actor=matrix_world.user("lead_a"))
    assert count() == few
