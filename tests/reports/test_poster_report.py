"""The matrix on the wall: two paper sizes, big type, whole texts, empty fields or counts of released stages."""

from __future__ import annotations

import re
from datetime import timedelta
from subprocess import run

import pytest
from django.urls import reverse
from django.utils import timezone

from matrix.models import Stage
from reports.builders.poster import _sheets
from reports.models import ReportJob
from reports.services import perform, request_report
from tests.pdf_checks import assert_accessible
from tests.reports.test_builders import pdf_text
from tests.reports.test_concept_report import content_of
from tests.roundtables.conftest import table  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">')
SMALLEST = 24  # points


def made(table, **params):  # noqa: F811 - the fixture's value
    job = request_report(table.series, actor=table.user("lead_a"), kind="poster", params=params)
    perform(job.pk)
    return ReportJob.unscoped.get(pk=job.pk)


def boxes(content: bytes) -> str:
    return run(
        ["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()


@pytest.mark.parametrize(("size", "millimetres"), [("a1", (841, 594)), ("a2", (594, 420))])
def test_long_texts_stay_whole_on_either_paper(table, size, millimetres):  # noqa: F811
    longest = (
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenbeauftragte " + "sehr langer Satz zur Stufe " * 11
    )
    Stage.objects.update(text=longest.strip())
    content = content_of(made(table, size=size, parts="topics", counts=False))
    assert_accessible(content)
    found = boxes(content)
    for width, height in PAGE.findall(found):
        assert (round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) == millimetres
    words = [[float(side) for side in word] for word in WORD.findall(found)]
    right, bottom = (float(side) for side in PAGE.findall(found)[0])
    assert all(x1 >= 0 and y1 >= 0 and x2 <= right and y2 <= bottom for x1, y1, x2, y2 in words)
    assert min(y2 - y1 for _x1, y1, _x2, y2 in words) >= SMALLEST
    assert len(re.findall(r">Satz<", found)) == 11 * Stage.objects.count()


def test_counts_are_of_released_stages_and_of_schools_alone(table):  # noqa: F811
    yesterday = timezone.now() - timedelta(days=1)
    table.release(table.world.school_a, {"S4.2": 3}, at=yesterday, reason="Streng vertraulich")
    table.release(table.world.authority, {"T2.3": 2}, at=yesterday)
    job = made(table, size="a1", parts="fields", counts=True)
    rows = {
        row["code"]: row for part in job.snapshot["parts"] for side in part["sides"] for row in side["rows"]
    }
    assert [cell["count"] for cell in rows["S4.2"]["cells"]] == [
        "0 Schulen",
        "0 Schulen",
        "1 Schule",
        "0 Schulen",
    ]
    assert [cell["count"] for cell in rows["T2.3"]["cells"]] == [""] * 4
    text = pdf_text(content_of(job))
    assert "1 von 2 Schulen" in text
    assert "vertraulich" not in text
    assert "Anger" not in text


def test_it_is_chosen_on_the_page_of_the_table(table):  # noqa: F811
    client = table.world.client_for("lead_a")
    address = reverse("reports:poster_request", args=[table.series.pk])
    assert address in client.get(table.series.get_absolute_url()).content.decode()
    client.post(address, {"size": "a2", "parts": "fields", "counts": "1"})
    client.post(address, {"size": "a9", "parts": "<script>"})
    assert [job.params for job in ReportJob.unscoped.order_by("requested_at")] == [
        {"size": "a2", "parts": "fields", "counts": True},
        {"size": "a1", "parts": "topics", "counts": False},
    ]


@pytest.mark.parametrize(
    ("rows", "room", "sheets"),
    [
        ((2, 1), 4, [("G1", 2, 4)]),  # the head of the second side takes the room of a row
        ((2, 2), 4, [("G1: Schulen", 1, 3), ("G1: Schulträger", 1, 3)]),
        ((9,), 4, [("G1", 1, 6)]),  # goes on on another sheet
    ],
)
def test_both_sides_share_a_sheet_where_its_fields_stay_big(rows, room, sheets):
    names = ("Schulen", "Schulträger")
    sides = [{"title": name, "rows": [{}] * n} for name, n in zip(names, rows, strict=False)]
    found = _sheets({"title": "G1", "sides": sides}, room=room)
    assert [(one["title"], len(one["sides"]), one["rows"]) for one in found] == sheets
