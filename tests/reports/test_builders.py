"""What the documents say: from the released picture, the sealed minutes and the Träger's own stock."""

from datetime import date, datetime, timedelta
from io import BytesIO
from subprocess import run

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from equipment.models import EquipmentType, StockBatch
from reports import pipeline, services
from reports.models import ReportJob
from roundtables.models import AgendaItem, Meeting, Milestone, Participant, RoundTableSeries
from schools.models import SchoolYearFigures
from tests.pdf_checks import assert_accessible

pytestmark = pytest.mark.django_db


def pdf_text(content: bytes) -> str:
    """The text of a PDF in reading order, as poppler extracts it."""
    command = ["pdftotext", "-layout", "-", "-"]
    return run(command, input=content, capture_output=True, check=True).stdout.decode()


def made(subject, actor) -> tuple[ReportJob, bytes]:
    job = services.request_report(subject, actor=actor)
    services.perform(job.pk)
    job = ReportJob.unscoped.get(pk=job.pk)
    assert job.state == "done", job.error
    with job.file.open("rb") as file:
        return job, file.read()


@pytest.fixture
def meeting(world):
    series = RoundTableSeries.unscoped.create(
        municipality=world.municipality, name="Runder Tisch Musterstadt"
    )
    starts = timezone.make_aware(datetime(2026, 11, 12, 14, 0))  # noqa: DTZ001 - made aware here
    meeting = Meeting.unscoped.create(
        series=series,
        number=1,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=150),
        place="Rathaus, Saal 2",
    )
    Participant.unscoped.create(
        meeting=meeting,
        name="Lea Anger",
        body="Grundschule Am Anger",
        function="decide",
        attendance="present",
    )
    AgendaItem.unscoped.create(
        meeting=meeting, order=1, title="Begrüßung", minutes=10, notes="Alle sind da.\nWeiter so."
    )
    Milestone.unscoped.create(
        series=series,
        meeting=meeting,
        text="WLAN in allen Unterrichtsräumen",
        responsible="Stadt Musterstadt, Schulverwaltung",
        school=world.school_a,
        owner="authority",
        due_on=date(2027, 7, 31),
        first_due_on=date(2027, 7, 31),
    )
    return meeting


def test_the_school_report_says_what_was_released(world, released, meeting):
    Milestone.unscoped.create(
        series=meeting.series,
        meeting=meeting,
        text="Alle Schulen benennen eine Vertretung",
        responsible="Schulleitungen",
        owner="school",
        due_on=date(2027, 3, 1),
        first_due_on=date(2027, 3, 1),
    )
    job, content = made(world.school_a, world.user("adviser"))
    assert_accessible(content)
    text = pdf_text(content)
    for words in (
        "Schulbericht",
        "Grundschule Am Anger",
        "1.234",
        "1.215",
        "28 von 31 Räumen",
        "◐ teilweise erfüllt",
        "Stufe 2 – Mitte",
        "Stufe 3 bis 2027/28",
        "nicht eingeschätzt",
        "Schwerpunkte der Schule",
        "Das Leitbild steht,",  # the line ends within the sentence
        "20.04.2029",
        "14 von 24",
        "WLAN in allen Unterrichtsräumen",
        job.label,
        "Seite 1 von",
    ):
        assert words in text, words
    assert job.snapshot["fields"][0]["rows"][1]["stage"] == "nicht eingeschätzt"
    assert job.snapshot["focuses"] == [["S1.1 Leitbild", "Stufe 2 – Mitte", "Stufe 3 bis 2027/28"]]
    assert [row["text"] for row in job.snapshot["milestones"]] == [
        "Alle Schulen benennen eine Vertretung",
        "WLAN in allen Unterrichtsräumen",
    ]


def test_the_draft_is_never_in_the_report(world, released):
    concept = world.school_a.figures.create(school_year=2026, reference_date="2026-10-15", pupils=4711)
    assert concept.pupils == 4711
    _job, content = made(world.school_a, world.user("lead_a"))
    assert "4.711" not in pdf_text(content)


def test_the_minutes_say_who_does_what_until_when(world, meeting):
    _job, content = made(meeting, world.user("moderator"))
    assert_accessible(content)
    text = pdf_text(content)
    for words in (
        "Entwurf",
        "TOP 1: Begrüßung",
        "Weiter so.",
        "Lea Anger",
        "12.11.2026, 14:00",
        "31.07.2027",
        "Schulverwaltung",
    ):
        assert words in text, words


def test_the_authority_report_counts_like_the_page(world, released, meeting):
    tablet = EquipmentType.objects.create(
        code="DEV_X", name="Tablet im Klassensatz", group="pupil_device", unit="Stück", useful_life=4
    )
    StockBatch.unscoped.create(
        school=world.school_a, type=tablet, quantity=1500, purchase_year=timezone.localdate().year - 3
    )
    SchoolYearFigures.unscoped.create(
        school=world.school_a, school_year=2026, reference_date="2026-10-15", pupils=3000
    )
    job, content = made(world.authority, world.user("staff"))
    assert_accessible(content)
    text = pdf_text(content)
    assert "1 von 2 Schulen im Betrieb haben ihren Stand freigegeben." in text
    assert f"{timezone.localdate().year + 1}: 1.500" in text
    rows = {row["school"]: row for row in job.snapshot["heat"]["rows"]}
    assert [cell["text"] for cell in rows["Grundschule Am Anger"]["cells"]] == ["2", "·"]
    assert [cell["text"] for cell in rows["Gesamtschule Birkenweg"]["cells"]] == ["", ""]
    assert "Drosselgasse" not in text


def test_rendering_asks_the_database_nothing(world, released, django_assert_num_queries):
    job, _content = made(world.school_a, world.user("adviser"))
    with django_assert_num_queries(0):
        html = pipeline.render_html("school", job.snapshot)
    assert "Grundschule Am Anger" in html


def test_payloads_stay_text(world, released, meeting):
    payload = '<img src="http://127.0.0.1:1/x"><script>alert(1)</script>{{ 7|add:7 }}{% now "Y" %}'
    Milestone.unscoped.update(text=payload)
    _job, content = made(world.school_a, world.user("adviser"))
    assert "<script>alert(1)" in pdf_text(content).replace("\n", "")
    assert_accessible(content)


def test_the_command_writes_the_same_pdf(world, released, tmp_path):
    target = tmp_path / "bericht.pdf"
    call_command(
        "make_report", "school", "--school", "990012", "--as", "adviser@example.org", "-o", str(target)
    )
    assert_accessible(target.read_bytes())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["school", "--school", "990024"], "sees no school 990024"),
        (["school"], "needs --school"),
        (["authority", "--authority", "99001"], "sees no authority"),
        (["minutes", "--meeting", "1"], "sees no meeting"),
    ],
)
def test_the_command_refuses_what_the_reader_may_not(world, released, tmp_path, arguments, says):
    with pytest.raises(CommandError, match=says):
        call_command("make_report", *arguments, "--as", "adviser@example.org", "-o", str(tmp_path / "x.pdf"))
    with pytest.raises(CommandError, match="no active account"):
        call_command("make_report", *arguments, "--as", "nobody@nowhere.org", "-o", str(tmp_path / "x.pdf"))


def test_the_reader_keeps_a_file(world, released):
    _job, content = made(world.school_a, world.user("adviser"))
    assert BytesIO(content).read(5) == b"%PDF-"
