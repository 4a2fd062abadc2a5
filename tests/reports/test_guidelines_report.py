"""R3: the living list with versions, where and when adopted, goals, and what became of earlier guidelines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import ReportJob
from reports.services import perform, request_report
from roundtables import services
from tests.pdf_checks import assert_accessible
from tests.reports.test_builders import pdf_text
from tests.reports.test_concept_report import content_of
from tests.roundtables.conftest import table  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

AHEAD = timezone.localdate().year + 10


def made(table, actor="lead_a"):  # noqa: F811 - the fixture's value
    job = request_report(table.series, actor=table.user(actor))
    perform(job.pk)
    return ReportJob.unscoped.get(pk=job.pk)


def test_it_says_what_holds_since_when_and_what_held_before(table):  # noqa: F811
    staff, day = table.user(), table.meeting.starts_at.date()
    first = services.record_guideline(
        table.meeting, text="Wir kaufen gemeinsam", aspects=[table.aspects["S4.2"]], actor=staff
    )
    services.replace_guideline(
        first, text="Wir kaufen und warten gemeinsam", adopted_on=day + timedelta(days=9), actor=staff
    )
    ended = services.record_guideline(table.meeting, text="Wir tagen monatlich", actor=staff)
    services.end_guideline(ended, on=day, actor=staff)
    ended.refresh_from_db()
    type(ended).unscoped.filter(pk=ended.pk).update(adopted_on=date(2025, 1, 7), ended_on=date(2025, 2, 7))
    services.record_goal(
        table.meeting,
        text="Alle im WLAN",
        horizon_year=AHEAD,
        target_stage=3,
        indicator="Messung",
        actor=staff,
    )
    services.record_focus_topic(table.meeting, text="Support", lead="Schulverwaltung", actor=staff)
    content = content_of(made(table))
    assert_accessible(content)
    text = " ".join(pdf_text(content).split())
    for words in ("Runder Tisch Musterstadt", "1, Fassung 2", "gilt", str(AHEAD), "Stufe 3", "Messung"):
        assert words in text, words
    snapshot = ReportJob.unscoped.get().snapshot
    living, (replaced, stopped) = snapshot["living"], snapshot["history"]
    assert [(row["number"], row["text"]) for row in living] == [
        ("1, Fassung 2", "Wir kaufen und warten gemeinsam")
    ]
    assert living[0]["about"] == "S4.2 Geräte"
    assert (replaced["number"], replaced["where"]) == ("1", "Treffen 1, Ratssaal")
    assert replaced["state"] == f"ersetzt am {day + timedelta(days=9):%d.%m.%Y} durch Leitlinie 1, Fassung 2"
    assert stopped["state"] == "beendet am 07.02.2025"
    assert snapshot["focus_topics"][0]["lead"] == "Schulverwaltung"


def test_an_empty_table_has_a_list_that_says_so(table):  # noqa: F811
    text = " ".join(pdf_text(content_of(made(table))).split())
    assert "keine Zielperspektive" in text
    assert "kein Themenschwerpunkt" in text


def test_it_is_ordered_on_the_page_of_the_guidelines(table):  # noqa: F811
    client = table.world.client_for("lead_a")
    address = reverse("reports:guidelines_request", args=[table.series.pk])
    page = client.get(reverse("roundtables:guideline_list", args=[table.series.pk])).content.decode()
    assert address in page
    assert client.post(address).status_code == 302
    assert ReportJob.unscoped.get().series == table.series


def test_who_lost_the_table_gets_no_report(table):  # noqa: F811
    job = request_report(table.series, actor=table.user("lead_c"))
    perform(job.pk)
    assert ReportJob.unscoped.get(pk=job.pk).state == "denied"
