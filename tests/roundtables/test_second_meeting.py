"""Second meeting of a table: carry-over, "Seit dem letzten Mal" and minutes that were amended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from equipment.services.catalogue import load_defaults
from procurement.models import Delivery
from reports.builders.minutes import MinutesReport, stage_lines
from reports.models import ReportJob
from roundtables import selectors, services
from roundtables.models import Meeting
from tests.counting import page_queries
from tests.procurement.conftest import announced, budgeted, confirmed, line_of, ordered, receipt
from tests.roundtables.conftest import DUE, page


@pytest.fixture
def held(table) -> Meeting:
    """The first meeting of a month ago: its minutes were amended before the seal."""
    staff, now = table.user(), timezone.now()
    times = {"starts_at": now - timedelta(days=30), "ends_at": now - timedelta(days=30, hours=-2)}
    Meeting.unscoped.filter(pk=table.meeting.pk).update(**times)
    meeting = Meeting.unscoped.get(pk=table.meeting.pk)
    services.start_meeting(meeting, actor=staff)
    services.record_all_present(meeting, actor=staff)
    services.record_agreement(meeting, text="Brief schreiben", responsible="IT", due_on=DUE, actor=staff)
    services.record_agreement(meeting, text="Handys", consensus="postponed", actor=staff)
    for text in ("Netz messen", "Geräte zählen", "Raumplan"):
        services.record_milestone(meeting, text=text, responsible="IT", due_on=DUE, actor=staff)
    services.park(meeting, text="Versicherung", reason="Antwort fehlt", actor=staff)
    item = meeting.agenda.first()
    services.save_notes(item, notes="Drei Schulen gemessen", version=0, actor=staff)
    services.close_meeting(meeting, actor=staff)
    services.open_correction(meeting, actor=staff)
    wish = services.propose_amendment(
        meeting, text="Es waren vier Schulen", agenda_item=item, actor=table.user("lead_a")
    )
    services.answer_amendment(wish, accepted=True, actor=staff)
    services.save_notes(item, notes="Vier Schulen gemessen", version=1, actor=staff)
    return services.seal_minutes(meeting, early="Alle sind einig", actor=staff)


LATER = DUE + timedelta(days=60)


def meanwhile(table: Any, meeting: Meeting) -> None:
    """A milestone kept, one moved, one late, a stage raised, two deliveries confirmed and one only announced."""
    staff, world, now = table.user(), table.world, timezone.now()
    steps = {row.text: row for row in meeting.milestones.all()}
    services.move_milestone(steps["Netz messen"], state="done", evidence="Protokoll", actor=staff)
    services.move_milestone(steps["Raumplan"], state="moved", reason="Umbau", due_on=LATER, actor=staff)
    late = timezone.localdate() - timedelta(days=1)
    meeting.milestones.filter(text="Geräte zählen").update(due_on=late)
    table.release(world.school_a, {"S4.2": 1}, at=now - timedelta(days=40))
    table.release(world.school_a, {"S4.2": 2}, at=now - timedelta(days=3))
    load_defaults()
    line = line_of(ordered(world, budgeted(world, quantity=10)))
    confirmed(world, announced(world, line, 4))
    confirmed(world, announced(world, line, 3), receipt(2, broken=1))
    announced(world, line, 1)


def test_the_second_meeting_knows_what_became_of_the_first(table, held):
    first = selectors.minutes_content(held)
    assert first["agenda"][0]["notes"] == "Vier Schulen gemessen"
    assert (first["correction"]["accepted"], first["since"], first["seal"]["intact"]) == (1, None, True)
    meanwhile(table, held)
    staff = table.user()
    second = table.plan(timezone.now() + timedelta(days=7))
    carried = {item.title for item in second.agenda.exclude(origin="")}
    assert carried == {"Offene Vereinbarung: Brief schreiben", "Vertagt: Handys", "Versicherung"}
    since = selectors.since_last_time(second)
    assert [row.text for row in since.done] == ["Netz messen"]
    assert [row.text for row in since.late] == ["Geräte zählen"]
    assert [row.text for row in since.moved] == ["Raumplan"]
    assert [one.sentence for one in since.stages] == ["S4.2 Geräte: von Stufe 1 auf 2"]
    [arrival] = since.arrivals
    assert (arrival.school, arrival.count) == (str(table.world.school_a), 7)
    read = table.world.client_for("lead_b").get(second.get_absolute_url()).text
    assert f"7 × {arrival.kind}" in read
    assert "€" not in read  # no price
    Meeting.unscoped.filter(pk=second.pk).update(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now()
    )
    services.start_meeting(second, actor=staff)
    services.close_meeting(second, actor=staff)
    services.open_correction(second, actor=staff)
    sealed = services.seal_minutes(second, early="Alle sind einig", actor=staff)
    told = selectors.minutes_content(sealed)["since"]
    assert [row["text"] for row in told["done"]] == ["Netz messen"]
    assert told["arrivals"] == [{"school": arrival.school, "kind": arrival.kind, "count": 7}]
    read = table.world.client_for("lead_b").get(page("minutes_detail", sealed.pk)).text
    assert ("Seit dem letzten Mal" in read, "Antwort fehlt" in read) == (True, True)
    assert selectors.minutes_content(held)["agenda"][0]["notes"] == "Vier Schulen gemessen"
    assert told["moves"] == [f"S4.2 Geräte: an einer Schule von Stufe 1 auf 2 ({table.world.school_a})"]
    assert told["moves"][0] in read


def test_a_meeting_that_is_only_planned_is_not_the_last_time(table, held):
    table.plan(timezone.now() + timedelta(days=7))
    third = table.plan(timezone.now() + timedelta(days=60))
    assert selectors.previous_meeting(third) == held


def test_minutes_sealed_before_the_steps_were_told_name_them_school_by_school(table, held):
    stages = [{"subject": "Schule am See", "text": "S4.2 Geräte: von Stufe 1 auf 2"}]
    rest: dict[str, Any] = {name: [] for name in ("done", "late", "moved", "dropped", "arrivals")}
    told = {"number": 1, "on": "2026-01-01", "stages": stages} | rest
    content = held.sealed_content | {"since": told}
    held.sealed_content = content  # what the database would not let anybody write any more
    read = selectors.minutes_content(held)["since"]
    assert (read["moves"], read["newcomers"]) == ([], [])
    assert stage_lines(read) == ["Schule am See: S4.2 Geräte: von Stufe 1 auf 2"]
    page_text = render_to_string("roundtables/_minutes_since.html", {"since": read})
    assert "Schule am See: S4.2 Geräte" in page_text


def test_the_paper_tells_the_same(table, held):
    meanwhile(table, held)
    staff = table.user()
    second = table.plan(timezone.now() + timedelta(days=7))
    services.park(second, text="Später", reason="Zeit", actor=staff)
    job = ReportJob.unscoped.create(kind="minutes", meeting=second, requested_by=staff)
    report = MinutesReport().collect(job, lambda _percent: None)
    kind = selectors.since_last_time(second).arrivals[0].kind
    assert report["since"] == [
        {"title": "Erledigt", "rows": [f"Netz messen (IT, {timezone.localdate():%d.%m.%Y})"]},
        {"title": "Überfällig", "rows": ["Geräte zählen (IT)"]},
        {"title": "Verschoben", "rows": [f"Raumplan (jetzt bis {LATER:%d.%m.%Y}; Umbau)"]},
        {"title": "Geliefert", "rows": [f"{table.world.school_a}: 7 × {kind}"]},
        {
            "title": "Anders eingeschätzt",
            "rows": [f"S4.2 Geräte: an einer Schule von Stufe 1 auf 2 ({table.world.school_a})"],
        },
    ]
    assert report["parked"] == [["Später", "Zeit"]]
    job = ReportJob.unscoped.create(kind="minutes", meeting=held, requested_by=staff)
    report = MinutesReport().collect(job, lambda _percent: None)
    assert "Vor dem Ende abgeschlossen: Alle sind einig" in report["correction"]
    assert report["agenda"][0]["notes"] == "Vier Schulen gemessen"


def test_what_comes_after_a_meeting_waits_for_the_next_one(table, held):
    staff = table.user()
    second = table.plan(timezone.now() - timedelta(days=3))
    services.start_meeting(second, actor=staff)
    services.close_meeting(second, actor=staff)
    meanwhile(table, held)  # while the minutes of the second lie open
    second.refresh_from_db()
    since = selectors.since_last_time(second)
    assert (since.done, since.moved, since.arrivals) == ((), (), ())
    third = selectors.since_last_time(table.plan(timezone.now() + timedelta(days=30)))
    assert [row.text for row in third.done] == ["Netz messen"]
    assert [one.count for one in third.arrivals] == [7]


def test_more_deliveries_ask_no_more_of_the_database(table, held):
    meanwhile(table, held)
    second = table.plan(timezone.now() + timedelta(days=7))
    client, asked = table.world.client_for("staff"), []
    for school in (table.world.school_a, table.world.school_b):
        Delivery.unscoped.update(school=school)
        asked.append(page_queries(client, second.get_absolute_url()))
        line = Delivery.unscoped.latest("pk").line
        Delivery.unscoped.create(
            line=line, school=school, delivered_on=DUE, good=1, confirmed_at=timezone.now()
        )
    assert len(set(asked)) == 1
