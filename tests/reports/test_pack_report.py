"""Tischvorlage: agenda with times, a list to sign, a sheet per joined topic on the agenda, open milestones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import ReportJob
from reports.services import perform, request_report
from reports.views.naming import file_name
from roundtables import services
from roundtables.selectors import newest_releases, picture_of, topics_on
from tests.pdf_checks import assert_accessible
from tests.reports.test_builders import pdf_text
from tests.reports.test_concept_report import content_of
from tests.roundtables.conftest import DUE, table  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def made(table, actor="staff"):  # noqa: F811 - the fixture's value
    job = request_report(table.meeting, actor=table.user(actor), kind="pack")
    perform(job.pk)
    return ReportJob.unscoped.get(pk=job.pk)


@pytest.fixture
def prepared(table):  # noqa: F811
    yesterday, staff = timezone.now() - timedelta(days=1), table.user()
    table.release(table.world.school_a, {"S1.1": 2, "S4.2": 3}, at=yesterday, reason="Streng vertraulich")
    table.release(table.world.authority, {"T1.1": 4, "T2.3": 2}, at=yesterday)
    services.record_milestone(
        table.meeting, text="Geräte zählen", responsible="Schulverwaltung", due_on=DUE, actor=staff
    )
    item = {"minutes": 20, "kind": "work", "lead": "Moderation"}
    services.add_agenda_item(table.meeting, title="Zielbild (G1) schärfen", actor=staff, **item)
    return table


def test_everything_that_lies_on_the_table(prepared):
    item = prepared.meeting.agenda.get(title="Zielbild (G1) schärfen")
    services.add_document(item, title="Plan", url="https://example.org/plan", actor=prepared.user())
    content = content_of(made(prepared))
    assert_accessible(content)
    text = " ".join(pdf_text(content).split())
    words = (
        "Plan (Link, https://example.org/plan)",
        "Tischvorlage",
        "14:00–",
        "Zielbild (G1) schärfen",
        "Anwesenheitsliste",
        "Lea Anger",
        "Unterschrift",
    )
    for one in (
        *words,
        "Gast 4",
        "Geräte zählen",
        "Gemeinsames Thema G4",
        "Gemeinsames Thema G1",
        "3, Ziel 4",
    ):
        assert one in text, one
    assert "vertraulich" not in text  # the table reads stages, never reasons
    second, first = ReportJob.unscoped.get().snapshot["topics"]
    assert first["title"].endswith("G4: Geräteausstattung")
    said = {row["name"]: row["cells"][0]["text"] for row in first["schools"]}
    assert sorted(said.values()) == ["3, Ziel 4", "noch nichts freigegeben"]
    assert first["authority_rows"][0]["aspect"] == "T2.3 Beschaffung"
    assert second["authority_rows"][0]["cells"][0]["text"] == "4"


def test_topics_are_named_by_their_code_or_by_an_aspect(prepared):
    picture = picture_of(prepared.series, newest_releases(prepared.series), topic=None)
    agenda = prepared.meeting.agenda
    agenda.all().delete()
    assert topics_on(agenda.all(), picture) == []
    services.add_agenda_item(
        prepared.meeting,
        title="Sichten: S1.1, Leitbild",
        minutes=5,
        kind="work",
        lead="",
        actor=prepared.user(),
    )
    assert topics_on(agenda.all(), picture) == ["G1"]


def test_a_cancelled_meeting_has_none(prepared):
    services.cancel_meeting(prepared.meeting, actor=prepared.user())
    job = made(prepared)
    assert (job.state, "abgesagt" in job.error) == ("failed", True)


def test_who_runs_the_table_orders_and_members_read(prepared):
    address = reverse("reports:pack_request", args=[prepared.meeting.pk])
    page = reverse("roundtables:meeting_detail", args=[prepared.meeting.pk])
    assert address in prepared.world.client_for("staff").get(page).content.decode()
    assert address not in prepared.world.client_for("lead_a").get(page).content.decode()
    assert prepared.world.client_for("lead_a").post(address).status_code == 403
    job = made(prepared)
    assert ReportJob.visible_to(prepared.user("lead_a")).filter(pk=job.pk).exists()
    assert not ReportJob.visible_to(prepared.user("lead_c")).filter(pk=job.pk).exists()


def test_papers_of_a_table_are_called_by_meeting_table_and_part(prepared):
    staff, series = prepared.user(), prepared.series
    pack = made(prepared)
    poster = request_report(series, actor=staff, kind="poster", params={"size": "a1", "parts": "topics"})
    story = request_report(series, actor=staff, kind="story", params={"wer": "s1", "aspekt": "S1.1"})
    number = prepared.meeting.number
    assert [str(job) for job in (pack, poster, story)] == [
        f"Tischvorlage zum {number}. Treffen, {series}",
        f"Matrix als Wandplakat (A1), {series}",
        f"Geschichte eines Aspekts (S1.1), {series}",
    ]
    assert file_name(pack).startswith(f"tischvorlage-zum-{number}-treffen-")
