"""The start page: open tasks with their time, meetings, changes, and what it costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from equipment.models import EquipmentType, StockBatch
from gutersloh_portal.selectors_home import home_of
from gutersloh_portal.selectors_tasks import Task, tasks_of
from roundtables.models import Meeting, RoundTableSeries
from roundtables.selectors.tables import series_rows
from schools.access import Role
from schools.models import Membership
from schools.models.register import school_year_label, school_year_of
from tests.browser.sample import fill
from tests.world import ACTORS, World, make_school


def titles(world: World, actor: str) -> list[tuple[str, str]]:
    return [(task.title, task.status) for task in tasks_of(world.user(actor))]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, ""), (1, "etwa 1 Minute"), (4, "etwa 4 Minuten"), (6, "etwa 10 Minuten"), (22, "etwa 25 Minuten")],
)
def test_a_task_says_how_long_it_takes(minutes: int, said: str) -> None:
    assert Task("Prüfen", "/", "offen", minutes=minutes).takes == said


def test_the_start_page_names_the_time_of_each_task(world: World) -> None:
    fill(world)
    page = world.client_for("lead_a").get(reverse("home")).content.decode()
    lasting = [task for task in tasks_of(world.user("lead_a")) if task.takes]
    assert len(lasting) >= 5
    for task in lasting:
        assert task.takes in page


def test_minutes_to_finish_name_the_day_of_the_clock_on_the_wall(world: World) -> None:
    fill(world)
    late = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)  # half past midnight here
    Meeting.unscoped.update(state="draft", starts_at=late, ends_at=late + timedelta(hours=1))
    found = [task.hint for task in tasks_of(world.user("staff")) if "Protokoll abschließen" in task.title]
    assert set(found) == {"2. März 2027"}


def test_school_lead_sees_what_is_open(world: World) -> None:
    fill(world)
    found = titles(world, "lead_a")
    assert [title for title, _status in found] == [
        "Meilenstein: Alle Klassenräume haben WLAN",
        "Meilenstein: Das Medienkonzept ist beschlossen",
        "Medienkonzept überprüfen",
        "Selbsteinschätzung fortsetzen",
        f"Zahlen für {school_year_label(school_year_of(timezone.localdate()))} eintragen",
        "Ausstattung erfassen",
    ]
    assert ("Selbsteinschätzung fortsetzen", "3 von 5 Aspekten") in found


def test_a_draft_shows_on_no_other_start_page(world: World) -> None:
    fill(world)
    assert ("Selbsteinschätzung beginnen", "0 von 5 Aspekten") in titles(world, "lead_b")
    for actor in ("staff", "adviser", "supervision", "moderator", "admin"):
        assert "3 von 5" not in world.client_for(actor).get("/").content.decode()


def test_authority_sees_how_many_have_released(world: World) -> None:
    fill(world)
    found = titles(world, "staff")
    assert ("Schulen, die ihren Stand freigegeben haben", "1 von 2 Schulen") in found
    assert ("Selbsteinschätzung beginnen", "0 von 5 Aspekten") in found


def test_adviser_counts_the_assigned_schools_alone(world: World) -> None:
    fill(world)
    assert titles(world, "adviser") == [("Schulen, die ihren Stand freigegeben haben", "0 von 1 Schule")]


def test_admin_is_reminded_of_the_sample_texts(world: World) -> None:
    assert titles(world, "admin") == [("Seiten des Betreibers schreiben", "3 offen")]


def test_somebody_without_a_role_is_told_what_to_do(world: World) -> None:
    html = world.client_for("nobody").get("/").content.decode()
    assert "Ihr Konto hat noch keine Rolle" in html


def test_next_meeting_and_changes_are_those_one_may_see(world: World) -> None:
    fill(world)
    here, there = home_of(world.user("staff")), home_of(world.user("lead_c"))
    assert here.meeting is not None
    assert here.meeting.topic == "Geräte und WLAN in den Grundschulen"
    assert [change.text for change in here.changes] == ["Gesamtschule Birkenweg: Stand freigegeben"]
    assert (there.meeting, there.changes) == (None, ())


@pytest.mark.parametrize(("state", "stands"), [("running", True), ("draft", False), ("cancelled", False)])
def test_a_meeting_that_is_over_early_is_not_the_next_one(world: World, state: str, *, stands: bool) -> None:
    fill(world)
    Meeting.unscoped.filter(ends_at__gte=timezone.now()).update(state=state)
    user = world.user("staff")
    assert (home_of(user).meeting is not None) is stands
    rows = series_rows(RoundTableSeries.visible_to(user))
    assert any(row.next_at for row in rows) is stands


def count(world: World, actor: str) -> int:
    client = world.client_for(actor)
    client.get("/")  # session row and caches
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get("/").status_code == 200
    return len(found)


@pytest.mark.parametrize("actor", ["lead_a", "staff", "it", "adviser", "moderator", "supervision"])
def test_the_start_page_costs_the_same_for_many_schools(world: World, actor: str) -> None:
    fill(world)
    before = count(world, actor)
    user = world.users[actor]
    for number in range(199900, 199912):
        school = make_school(str(number), f"Schule {number}", world.municipality, world.authority)
        if actor in {"lead_a", "adviser"}:
            role = Role.SCHOOL_LEAD if actor == "lead_a" else Role.MEDIA_ADVISER
            Membership.unscoped.create(user=user, role=role, school=school)
    assert count(world, actor) == before


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "anonymous"])
def test_every_role_has_a_start_page(world: World, actor: str) -> None:
    assert world.client_for(actor).get("/").status_code == 200


def test_the_it_finds_the_stock_and_no_talks(world: World) -> None:
    """It sees equipment and nothing else; so its page is about equipment, and promises no meeting."""
    fill(world)
    tablet = EquipmentType.objects.create(code="T", name="Tablet", group="pupil_device")
    for school, quantity, extra in (
        (world.school_a, 4, {}),
        (world.school_a, 2, {"state": "broken", "purchase_year": 2022}),
        (world.school_a, 9, {"state": "retired"}),
        (world.school_b, 3, {"purchase_year": 2022}),
    ):
        StockBatch.unscoped.create(school=school, type=tablet, quantity=quantity, **extra)
    (found,) = home_of(world.user("it")).stocks
    assert found.words == "An 2 von 2 Schulen ist Bestand erfasst: 9 Stück."
    assert [(one.words, one.url) for one in found.schools] == [
        ("4 ohne Anschaffungsjahr, 2 defekt", "/ausstattung/990012/?year=ohne")
    ]
    page = world.client_for("it").get("/").content.decode()
    assert "Nächstes Treffen" not in page
    assert found.gap_url in page
    assert home_of(world.user("staff")).stocks == ()
