"""The page that makes itself: what it says, and with how many questions to the database."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annualreviews import services
from annualreviews.selectors import review_rows, sheet_of
from equipment.models import EquipmentType, PriceEntry
from needs.selectors.proposals import proposals_of
from needs.services import rounds
from roundtables.models import Milestone
from schools.models import ConceptVersion
from standards import services as standards
from tests.annualreviews.test_services import POINT, about
from tests.equipment.conftest import make_figures, make_stock
from tests.needs.conftest import YEAR, draft, sent
from tests.roundtables.conftest import Table, table
from tests.standards.conftest import DECISION

__all__ = ["table"]  # the fixture


@pytest.fixture
def sheet(world):
    return lambda actor="staff", year=YEAR: sheet_of(user=world.user(actor), school=world.school_a, year=year)


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def test_an_empty_page_says_what_is_not_there(sheet):
    said = sheet()
    assert said["stages"] == {"text": "Noch nichts freigegeben.", "rows": [], "is_compared": False}
    assert said["concept"] == {
        "text": "Im Portal ist noch kein Medienkonzept beschlossen.",
        "is_overdue": False,
    }
    assert (said["needs"]["rows"], said["milestones"], said["last"], said["points"]) == ([], [], None, [])
    assert len(said["gap"]) == 4


def test_the_standard_in_force_says_what_is_missing_by_type(world, sheet):
    display, actor = EquipmentType.objects.get(code="PRES_DISPLAY"), world.user("staff")
    version = standards.begin_draft(world.authority, actor=actor)
    version.rules.all().delete()
    version.rules.create(type=display, quantity=1, every=1, per="room")
    standards.adopt(version, **DECISION, actor=actor)
    make_figures(world.school_a, teaching_rooms=35)
    make_stock(world.school_a, "PRES_DISPLAY", 20, purchase_year=timezone.localdate().year)
    PriceEntry.unscoped.create(
        authority=world.authority, type=display, product="Display", price=2000, valid_from=date(2020, 1, 1)
    )
    said = sheet()
    row = {
        "name": "Interaktives Display",
        "target": "35",
        "usable": "20",
        "missing": "15",
        "under_way": "0",
        "left": "15",
    }
    assert not said["standard"]["has_under_way"]
    assert (said["gap"], said["standard"]["rows"]) == ([], [row | {"cost": "30.000,00\xa0€"}])
    assert "Standard 2026" in said["standard"]["text"]
    assert said["standard"]["text"].endswith(f"Gerechnet mit dem, was {YEAR} noch nutzbar ist.")
    assert sheet("lead_a")["standard"]["rows"] == [row | {"cost": ""}]  # a school reads no prices
    review = services.save_review(world.school_a, year=YEAR, values=about(), actor=actor)
    services.add_point(world.school_a, year=YEAR, values=POINT, submission_id=uuid4(), actor=actor)
    address = reverse("annualreviews:review_detail", args=[world.school_a.school_number, YEAR])
    page = world.client_for("staff").get(address).content.decode()
    assert "30.000,00\xa0€" in page
    assert "davon unterwegs" not in page
    assert "30.000,00" not in world.client_for("lead_a").get(address).content.decode()
    frozen = services.close_review(review, actor=actor).sheet["standard"]
    assert (frozen["has_cost"], frozen["rows"]) == (False, [row | {"cost": ""}])


def test_the_talk_and_the_proposals_count_what_is_usable_in_the_same_year(world, sheet):
    """Ten displays whose life ends before the planning year: neither page counts them as usable."""
    display = EquipmentType.objects.get(code="PRES_DISPLAY")
    version = standards.begin_draft(world.authority, actor=world.user("staff"))
    version.rules.all().delete()
    version.rules.create(type=display, quantity=1, every=1, per="room")
    standards.adopt(version, **DECISION, actor=world.user("staff"))
    make_figures(world.school_a, teaching_rooms=35)
    make_stock(world.school_a, "PRES_DISPLAY", 10, purchase_year=YEAR - display.useful_life)
    asked = {"user": world.user("lead_a"), "school": world.school_a, "year": YEAR}
    proposed = [one.quantity for one in proposals_of(**asked) if one.type == display]
    (row,) = sheet()["standard"]["rows"]
    assert (row["usable"], row["missing"], sum(proposed)) == ("0", "35", 35)


def test_stages_are_compared_with_a_year_ago(world, sheet, table: Table):
    table.release(world.school_a, {"S1.1": 1, "S4.2": 2}, at=days_ago(800))
    table.release(world.school_a, {"S1.1": 2, "S4.2": 2}, at=days_ago(400))
    table.release(world.school_a, {"S1.1": 3, "S4.2": 1}, at=days_ago(30))
    rows = [(row["aspect"], row["old"], row["new"], row["kind"]) for row in sheet()["stages"]["rows"]]
    assert rows == [
        ("S1.1 Leitbild", "2 Im Aufbau", "3 Verankert", "raised"),
        ("S4.2 Geräte", "2 Im Aufbau", "1 Beginnend", "lowered"),
    ]


def test_after_a_talk_its_day_is_the_mark(world, sheet, table: Table):
    table.release(world.school_a, {"S1.1": 1}, at=days_ago(500))
    table.release(world.school_a, {"S1.1": 2}, at=days_ago(100))
    actor = world.user("staff")
    before = services.save_review(world.school_a, year=YEAR - 1, values=about(), actor=actor)
    services.add_point(world.school_a, year=YEAR - 1, values=POINT, submission_id=uuid4(), actor=actor)
    services.close_review(before, actor=actor)
    table.release(world.school_a, {"S1.1": 4}, at=timezone.now())
    rows = sheet()["stages"]["rows"]
    assert [(row["old"], row["new"]) for row in rows] == [("2 Im Aufbau", "4 Vorbildlich")]


def test_one_release_is_not_compared(world, sheet, table: Table):
    table.release(world.school_a, {"S1.1": 1}, at=days_ago(30))
    said = sheet()["stages"]
    assert (said["is_compared"], said["rows"]) == (False, [])
    assert said["text"].startswith("Einmal freigegeben, am ")


def test_concept_with_its_overdue_review(world, sheet):
    ConceptVersion.unscoped.create(
        school=world.school_a, number=2, adopted_on=date(2024, 3, 1), next_review_on=date(2025, 3, 1)
    )
    said = sheet()["concept"]
    assert said["is_overdue"]
    assert "Fassung 2" in said["text"]
    assert "01.03.2024" in said["text"]


def test_needs_are_read_once_sent_with_the_reason(world, sheet):
    draft(world)
    assert sheet("staff")["needs"]["rows"] == sheet("lead_a")["needs"]["rows"] == []
    item = sent(world, started=True)
    rounds.decide(
        item, state="deferred", reason="Erst das WLAN", version=item.version, actor=world.user("staff")
    )
    said = sheet()["needs"]
    assert [(row["name"], row["state"], row["reason"]) for row in said["rows"]][-1] == (
        "15 × Tablet im Klassensatz",
        "zurückgestellt",
        "Erst das WLAN",
    )
    assert said["total"] == "12.600,00\xa0€"


def milestone(table, text, **extra):
    return Milestone.unscoped.create(
        series=table.series,
        meeting=table.meeting,
        text=text,
        responsible="Stadt",
        first_due_on=date(2020, 1, 1),
        **{"due_on": date(2020, 1, 1)} | extra,
    )


def test_open_milestones_with_the_late_ones(world, sheet, table: Table):
    milestone(table, "WLAN", school=world.school_a)
    milestone(table, "Erledigt", school=world.school_a, state="done", done_on=date(2020, 1, 1))
    milestone(table, "Andere Schule", school=world.school_b)
    assert [(row["text"], row["due"], row["is_late"]) for row in sheet()["milestones"]] == [
        ("WLAN", "01.01.2020", True)
    ]


def test_agreements_of_the_talk_before_come_back(world, sheet):
    actor = world.user("staff")
    review = services.save_review(world.school_a, year=YEAR - 1, values=about(), actor=actor)
    point = services.add_point(
        world.school_a, year=YEAR - 1, values=POINT, submission_id=uuid4(), actor=actor
    )
    assert sheet()["last"] is None  # not closed: nothing was agreed
    services.close_review(review, actor=actor)
    assert [one["outcome"] for one in sheet()["last"]["points"]] == ["noch offen"]
    services.settle_point(point, outcome="kept", note="seit Mai", actor=actor)
    last = sheet()["last"]
    assert (last["year"], [(one["outcome"], one["note"]) for one in last["points"]]) == (
        YEAR - 1,
        [("eingehalten", "seit Mai")],
    )


def test_both_sides_read_the_same(world, sheet, table: Table):
    table.release(world.school_a, {"S1.1": 1}, at=days_ago(30))
    sent(world)
    assert sheet("lead_a") == sheet("member_a") == sheet("staff") == sheet("head")


def test_the_number_of_questions_does_not_grow(world, table: Table, sheet):
    def count():
        with CaptureQueriesContext(connection) as caught:
            sheet()
        return len(caught)

    actor = world.user("staff")

    def more(number):
        table.release(world.school_a, {"S1.1": number}, at=days_ago(400 - number))
        milestone(table, f"M{number}", school=world.school_a)
        services.add_point(world.school_a, year=YEAR, values=POINT, submission_id=uuid4(), actor=actor)

    more(1)
    more(2)
    count()
    few = count()
    more(3)
    more(4)
    count()
    assert count() == few


def test_the_list_of_the_authority(world):
    actor = world.user("staff")
    services.save_review(world.school_a, year=YEAR, values=about(), actor=actor)
    services.add_point(world.school_a, year=YEAR, values=POINT, submission_id=uuid4(), actor=actor)
    services.save_review(
        world.school_b, year=YEAR, values=about(starts_at=timezone.now() + timedelta(days=3)), actor=actor
    )
    rows = review_rows(user=actor, authority=world.authority, year=YEAR)
    assert {row.school.school_number: (row.state[0], row.points) for row in rows} == {
        world.school_a.school_number: ("festzuhalten", 1),
        world.school_b.school_number: ("geplant", 0),
    }
    with CaptureQueriesContext(connection) as caught:
        review_rows(user=actor, authority=world.authority, year=YEAR)
    assert len(caught) == 2
