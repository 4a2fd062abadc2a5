"""Progress of Zielperspektiven: out of released pictures alone, a sentence per aspect."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.builders.minutes import MinutesReport
from reports.models import ReportJob
from roundtables import services
from roundtables.models import GoalPerspective, Meeting
from roundtables.selectors import goals_with_progress, minutes_content
from tests.counting import page_queries
from tests.roundtables.conftest import page, seal

pytestmark = pytest.mark.django_db

AHEAD = timezone.localdate().year + 10


def aim(table, *codes, stage=3, text="Alle arbeiten mit Geräten"):
    aspects = [table.aspects[code] for code in codes]
    return services.record_goal(
        table.meeting, text=text, horizon_year=AHEAD, target_stage=stage, aspects=aspects, actor=table.user()
    )


def test_schools_that_reached_the_stage_are_counted(table):
    aim(table, "S4.2", "T2.3")
    yesterday = timezone.now() - timedelta(days=1)
    table.release(table.world.school_a, {"S4.2": 3}, at=yesterday)
    table.release(table.world.authority, {"T2.3": 2}, at=yesterday)
    (one,) = goals_with_progress(table.series)
    school = f"S4.2 Geräte: 1 von 2 Schulen (50 %) hat Stufe 3 erreicht, das Ziel für {AHEAD}."
    assert set(one.sentences) == {
        f"{school} 1 hat noch nichts freigegeben.",
        f"T2.3 Beschaffung: 0 von 1 Schulträgern (0 %) haben Stufe 3 erreicht, das Ziel für {AHEAD}.",
    }
    html = table.world.client_for("lead_a").get(table.series.get_absolute_url()).content.decode()
    assert "1 von 2 Schulen (50 %)" in html
    table.release(table.world.school_b, {"S4.2": 4}, at=yesterday)
    assert "2 von 2 Schulen (100 %)" in " ".join(goals_with_progress(table.series)[0].sentences)


def test_without_aspect_or_stage_there_is_nothing_to_reckon(table):
    aim(table, "S4.2", stage=None)
    aim(table, text="Wir reden miteinander")
    assert [one.sentences for one in goals_with_progress(table.series)] == [(), ()]
    assert table.world.client_for("lead_a").get(page("series_detail", table.series.pk)).status_code == 200


def test_more_goals_ask_no_more_queries(table):
    def queries() -> int:
        goals_with_progress(table.series)
        with CaptureQueriesContext(connection) as found:
            goals_with_progress(table.series)
        return len(found)

    aim(table, "S4.2")
    few = queries()
    aim(table, "S1.1", "T1.1")
    aim(table, "S4.2", "S1.1")
    assert queries() == few


SAID = (
    f"S4.2 Geräte: 1 von 2 Schulen (50 %) hat Stufe 3 erreicht, das Ziel für {AHEAD}."
    " 1 hat noch nichts freigegeben."
)


def test_the_minutes_tell_how_far_the_goals_were_at_the_end_of_the_meeting(table):
    aim(table, "S4.2")
    aim(table, text="Wir reden miteinander")
    now, staff = timezone.now(), table.user()
    past = {"starts_at": now - timedelta(days=3), "ends_at": now - timedelta(days=3, hours=-2)}
    Meeting.unscoped.filter(pk=table.meeting.pk).update(**past)
    meeting = Meeting.unscoped.get(pk=table.meeting.pk)
    services.start_meeting(meeting, actor=staff)
    services.close_meeting(meeting, actor=staff)
    table.release(table.world.school_a, {"S4.2": 3}, at=now - timedelta(days=9))
    table.release(table.world.school_b, {"S4.2": 4}, at=now - timedelta(days=1))  # after the meeting
    later = table.plan(now + timedelta(days=5))
    services.record_goal(
        later,
        text="Später gesagt",
        horizon_year=AHEAD - 1,
        target_stage=2,
        aspects=[table.aspects["S1.1"]],
        actor=staff,
    )
    sealed = seal(meeting, actor=staff)
    told = [{"text": "Alle arbeiten mit Geräten", "year": AHEAD, "sentences": [SAID]}]
    assert minutes_content(sealed)["goal_progress"] == told
    read = table.world.client_for("lead_a").get(page("minutes_detail", sealed.pk)).text
    assert ("Wie weit die Ziele sind" in read, SAID in read) == (True, True)
    job = ReportJob.unscoped.create(kind="minutes", meeting=sealed, requested_by=staff)
    assert MinutesReport().collect(job, lambda _percent: None)["goal_progress"] == [
        told[0] | {"year": str(AHEAD)}
    ]
    sealed.sealed_content.pop("goal_progress")  # as in minutes of earlier years
    assert minutes_content(sealed)["goal_progress"] == []


def test_the_register_lists_goals_with_their_progress(table):
    aim(table, "S4.2")
    GoalPerspective.unscoped.filter(pk=aim(table, "S4.2", text="Lange her").pk).update(horizon_year=2020)
    table.release(table.world.school_a, {"S4.2": 3}, at=timezone.now() - timedelta(days=1))
    client = table.world.client_for("lead_a")

    def lines(**query):
        found = client.get(page("register"), {"kind": "goals"} | query).context["lines"]
        return {line.row.text: line.sentences for line in found}

    assert lines() == {"Alle arbeiten mit Geräten": (SAID,), "Lange her": ()}
    assert list(lines(state="open")) == ["Alle arbeiten mit Geräten"]
    assert list(lines(state="done")) == ["Lange her"]
    assert (lines(state="late"), lines(q="lange")) == ({}, {"Lange her": ()})
    assert SAID in client.get(page("register")).text
    few = page_queries(client, page("register"))
    aim(table, "S1.1", "S4.2")
    assert page_queries(client, page("register")) == few
    assert table.world.client_for("lead_c").get(page("register"), {"kind": "goals"}).context["lines"] == []
