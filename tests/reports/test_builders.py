"""What the documents say: from the released picture, the sealed minutes and the Träger's own stock."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from subprocess import run

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.formats import date_format

from equipment.models import EquipmentType, FundingSource, PriceEntry, StockBatch, UsefulLife
from forecast.models import BindingPeriod
from reports import pipeline, services
from reports.builders import standard
from reports.models import ReportJob
from roundtables.models import AgendaItem, Meeting, Milestone, Participant, RoundTableSeries
from schools.models import SchoolYearFigures
from standards import services as standards
from standards.selectors.figures import Totals
from tests.equipment.conftest import make_figures, make_stock
from tests.pdf_checks import assert_accessible
from tests.standards.conftest import DECISION

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


def test_pieces_and_amounts_of_the_authority_report_plan_with_the_same_useful_life(world, released):
    year = timezone.localdate().year
    device = EquipmentType.objects.create(
        code="DEV_X", name="Dienstgerät", group="teacher_device", unit="Stück", useful_life=4
    )
    StockBatch.unscoped.create(school=world.school_a, type=device, quantity=20, purchase_year=year - 3)
    UsefulLife.unscoped.create(authority=world.authority, type=device, years=9)
    PriceEntry.unscoped.create(
        authority=world.authority, type=device, product="Notebook", price=900, valid_from="2020-01-01"
    )
    snapshot = made(world.authority, world.user("staff"))[0].snapshot
    (row,) = snapshot["replacement"]["rows"]
    assert row == {
        "name": "Dienstgerät",
        "cells": ["0"] * 6 + ["20"] + ["0"] * 3,
        "overdue": "0",
        "unknown": "0",
    }
    (money,) = snapshot["forecast"]["rows"]
    assert [cell == "0" for cell in row["cells"]] == [cell == "–" for cell in money["cells"]]
    assert money["total"] == "18.000,00"


def test_the_wave_of_the_authority_report_is_split_by_year_and_names_what_is_bound(world, released):
    year, source = timezone.localdate().year, FundingSource.objects.create(code="X", name="Programm X")
    for name, price in (("Beamer", 500), ("Display", 900)):
        kind = EquipmentType.objects.create(
            code=name, name=name, group="presentation", unit="Stück", useful_life=8
        )
        PriceEntry.unscoped.create(
            authority=world.authority, type=kind, product=name, price=price, valid_from="2020-01-01"
        )
        StockBatch.unscoped.create(
            school=world.school_a, type=kind, quantity=2, purchase_year=year - 6, funding_source=source
        )
    BindingPeriod.unscoped.create(authority=world.authority, source=source, years=9)
    job, content = made(world.authority, world.user("staff"))
    part = job.snapshot["forecast"]
    assert [(row["name"], row["cells"][2], row["total"]) for row in part["kinds"]] == [
        ("Davon konsumtiv, mit Folgekosten", "1.000,00", "1.000,00"),
        ("Davon investiv", "1.800,00", "1.800,00"),
    ]
    assert part["sums"][0]["cells"][2] == "2.800,00"
    assert part["bindings"] == [{"year": str(year + 3), "fund": "Programm X", "pieces": "4", "early": "4"}]
    text = pdf_text(content)
    for words in ("Davon konsumtiv, mit Folgekosten", "Davon investiv", "Programm X"):
        assert words in text
    assert_accessible(content)


def test_the_authority_report_counts_by_the_standard_in_force(world, released):
    kind = EquipmentType.objects.create(
        code="DISPLAY", name="Display", group="presentation", unit="Stück", useful_life=8
    )
    assert made(world.authority, world.user("staff"))[0].snapshot["standard"] is None
    version = standards.begin_draft(world.authority, actor=world.user("staff"))
    version.rules.all().delete()
    version.rules.create(type=kind, quantity=1, every=1, per="room")
    standards.adopt(version, **DECISION, actor=world.user("staff"))
    make_figures(world.school_a, teaching_rooms=35)
    make_stock(world.school_a, "DISPLAY", 20, purchase_year=timezone.localdate().year)
    PriceEntry.unscoped.create(
        authority=world.authority, type=kind, product="Display", price=2000, valid_from="2020-01-01"
    )
    job, content = made(world.authority, world.user("staff"))
    part = job.snapshot["standard"]
    today = date_format(timezone.localdate(), "d.m.Y")
    assert part["text"].endswith(f"Gerechnet mit dem, was am {today} nutzbar ist.")
    (row,) = part["types"]
    assert [cell["text"] for cell in row["cells"]] == ["35", "20", "20", "15", "15", "30.000,00"]
    assert {row["name"]: [cell["lacks"] for cell in row["cells"]][3] for row in part["schools"]} == {
        "Grundschule Am Anger": "",
        "Gesamtschule Birkenweg": "Zahlen fehlen",
    }
    assert job.snapshot["coverage"] == []
    assert "Standard 2026" in pdf_text(content)
    assert_accessible(content)


@pytest.mark.parametrize(
    ("cost", "unpriced", "shown"),
    [("0.00", 2, ("Preis fehlt", "")), ("780.00", 2, ("780,00", "Preis fehlt")), ("0.00", 0, ("0,00", ""))],
)
def test_an_amount_without_any_price_is_no_zero(cost, unpriced, shown):
    sums = Totals(4, 1, 1, 3, 0, 3, Decimal(cost), unknown=0, unpriced=unpriced)
    cell = standard.row_of("Display", sums, rest=True, money=True)["cells"][-1]
    assert (cell["text"], cell["lacks"]) == shown


def test_a_sum_of_nothing_that_is_known_is_no_zero():
    sums = Totals(0, 5, 2, 0, 0, 0, Decimal("0.00"), unknown=1, unpriced=0, is_known=False)
    cells = [cell["text"] for cell in standard.row_of("Display", sums, rest=True, money=True)["cells"]]
    assert cells == ["–", "5", "2", "–", "–", "–"]


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
