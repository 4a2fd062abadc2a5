"""Progress of Zielperspektiven: out of released pictures alone, a sentence per aspect."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roundtables import services
from roundtables.selectors import goals_with_progress
from tests.roundtables.conftest import page

pytestmark = pytest.mark.django_db


def aim(table, *codes, stage=3, text="Alle arbeiten mit Geräten"):
    aspects = [table.aspects[code] for code in codes]
    return services.record_goal(
        table.meeting, text=text, horizon_year=2099, target_stage=stage, aspects=aspects, actor=table.user()
    )


def test_schools_that_reached_the_stage_are_counted(table):
    aim(table, "S4.2", "T2.3")
    yesterday = timezone.now() - timedelta(days=1)
    table.release(table.world.school_a, {"S4.2": 3}, at=yesterday)
    table.release(table.world.authority, {"T2.3": 2}, at=yesterday)
    (one,) = goals_with_progress(table.series)
    school = "S4.2 Geräte: 1 von 2 Schulen (50 %) haben Stufe 3 erreicht, das Ziel für 2099."
    assert set(one.sentences) == {
        f"{school} 1 hat noch nichts freigegeben.",
        "T2.3 Beschaffung: 0 von 1 Schulträgern (0 %) haben Stufe 3 erreicht, das Ziel für 2099.",
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
