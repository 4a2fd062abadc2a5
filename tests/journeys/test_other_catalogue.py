"""Another matrix with three stages and codes of its own beside the default: every page and report speaks it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from matrix import services as matrix
from matrix.importers import read_matrix
from matrix.models import Aspect, Catalogue
from matrix.selectors import aspect_of
from reports import services as reports
from reports.models import ReportJob
from roundtables.models import Meeting, RoundTableSeries
from tests.pdf_checks import assert_accessible
from tests.permissions.crawler import pdf_text

pytestmark = pytest.mark.django_db

OTHER = """seite;feld_code;feld;aspekt_code;aspekt;leitfrage;stufe_1;stufe_2;stufe_3;thema_code;thema
Schule;LE;Lernen;LE-1;Lernwege;Wie frei lernen die Kinder?;vorgegeben;teils gewählt;selbst gewählt;Z1;Lernorte
Schule;LE;Lernen;LE-2;Rückmeldung;Wie geben wir Rückmeldung?;am Ende;zwischendurch;laufend;;
Schule;LE;Lernen;LE-3;Teilhabe;Wer kann mitmachen?;wenige;viele;alle;;
Schule;RA;Räume;RA-1;Lernräume;Wozu dienen die Räume?;Klassenraum;Gruppenraum;Lernlandschaft;Z1;Lernorte
Schule;RA;Räume;RA-2;Erreichbarkeit;Wo gibt es Netz?;im Büro;in Räumen;überall;Z2;Netze
Träger;BA;Bauen;BA-1;Raumprogramm;Was wird gebaut?;nach Anlass;nach Plan;mit den Schulen;Z1;Lernorte
Träger;BA;Bauen;BA-2;Leitungen;Wie kommt das Netz an?;Kupfer;teils Glasfaser;Glasfaser;Z2;Netze
Träger;BA;Bauen;BA-3;Betrieb;Wer hilft?;niemand fest;feste Zeiten;jederzeit;;
"""


@pytest.fixture
def meeting(world):
    """The default matrix is loaded first; school A and its Träger then answer and release the other one."""
    default = Path(settings.BASE_DIR) / "matrix/data/matrix_catalogue.csv"
    matrix.load_catalogue(read_matrix(default.read_bytes()), version="Standard")
    catalogue, _is_new = matrix.load_catalogue(read_matrix(OTHER.encode()), version="Lernorte")
    for subject, side, actor in (
        (world.school_a, "school", "lead_a"),
        (world.authority, "authority", "staff"),
    ):
        for aspect in Aspect.objects.filter(field__catalogue=catalogue, field__side=side):
            said = matrix.Answer(state="rated", stage=2, target_stage=3, reason=f"Grund {aspect.code}")
            matrix.rate(subject, aspect_of(aspect.pk), said, seen=None, actor=world.user(actor))
        matrix.release(subject, actor=world.user(actor))
    series = RoundTableSeries.unscoped.create(municipality=world.municipality, name="Runder Tisch")
    starts = timezone.now() + timedelta(days=7)
    topic = catalogue.topics.get(code="Z1")
    return Meeting.unscoped.create(
        series=series, number=1, starts_at=starts, ends_at=starts + timedelta(hours=2), joined_topic=topic
    )


def test_pages_show_the_other_matrix(world, meeting):
    assert Catalogue.objects.count() == 2
    school, authority = world.school_a.school_number, world.authority.number
    release = world.school_a.snapshots.get().pk
    pages = [
        ("lead_a", "matrix:school_assessment", [school], "Lernwege"),
        ("lead_a", "matrix:school_aspect", [school, "LE-1"], "selbst gewählt"),
        ("lead_a", "matrix:school_table", [school], "Teilhabe"),
        ("lead_a", "matrix:school_check", [school], "Teilhabe"),
        ("lead_a", "matrix:school_update", [school], "Lernwege"),
        ("lead_a", "matrix:snapshot_detail", [release], "Lernräume"),
        ("staff", "matrix:authority_assessment", [authority], "Raumprogramm"),
        ("staff", "matrix:heatmap", [authority], "LE-1"),
        ("staff", "matrix:topic_list", [authority], "Lernorte"),
        ("staff", "matrix:topic_detail", [authority, "Z1"], "Raumprogramm"),
        ("staff", "roundtables:meeting_detail", [meeting.pk], "Lernorte"),
    ]
    missing = []
    for actor, name, args, text in pages:
        response = world.client_for(actor).get(reverse(name, args=args))
        said = response.content.decode()
        if response.status_code != 200 or text not in said or "Leitbild und Schulprogramm" in said:
            missing.append((name, response.status_code, text))
    assert missing == []


@pytest.mark.parametrize("side", ["school", "authority"])
def test_reports_speak_the_other_matrix(world, meeting, side):
    subject, text = {
        "school": (world.school_a, "Lernwege"),
        "authority": (world.authority, "RA-1 Lernräume"),
    }[side]
    job = reports.request_report(subject, actor=world.user("staff"))
    reports.perform(job.pk)
    job = ReportJob.unscoped.get(pk=job.pk)
    assert job.state == "done", job.error
    with job.file.open("rb") as file:
        pdf = file.read()
    assert_accessible(pdf)
    assert text in pdf_text(pdf)
