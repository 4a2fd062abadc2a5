"""The matrix on the wall: two paper sizes, big type, whole texts, empty fields or counts of released stages."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

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


@pytest.mark.parametrize("size", ["a1", "a2"])
@pytest.mark.parametrize("parts", ["topics", "fields"])
def test_every_sheet_is_filled_to_its_foot(table, size, parts):  # noqa: F811
    """A topic that needs two sheets leaves neither half empty, and few rows are as high as the paper allows."""
    job = made(table, size=size, parts=parts, counts=True)
    pages = images(content_of(job))
    assert len(pages) == len(job.snapshot["parts"])
    for number, (width, lines) in enumerate(pages, start=1):
        ruled = [place for place, line in enumerate(lines) if sum(dot < 160 for dot in line) > 0.8 * width]
        assert 0.87 * len(lines) < max(ruled) < 0.97 * len(lines), f"sheet {number}"


def images(content: bytes) -> list[tuple[int, list[bytes]]]:
    """The pages in grey, each as its width and its lines of dots from the top."""
    with TemporaryDirectory() as folder:
        run(["pdftoppm", "-r", "36", "-gray", "-", f"{folder}/page"], input=content, check=True)
        found = []
        for path in sorted(Path(folder).iterdir()):
            _mark, size, _white, dots = path.read_bytes().split(b"\n", 3)
            width, height = map(int, size.split())
            found.append((width, [dots[line * width : (line + 1) * width] for line in range(height)]))
    return found


@pytest.mark.parametrize(
    ("rows", "room", "sheets"),
    [
        ((2, 1), 4, [("G1", [2, 1])]),
        ((2, 3), 4, [("G1 (Blatt 1 von 2)", [2]), ("G1 (Blatt 2 von 2)", [3])]),
        ((1, 6), 6, [("G1 (Blatt 1 von 2)", [1, 2]), ("G1 (Blatt 2 von 2)", [4])]),
        ((9,), 4, [("G1 (Blatt 1 von 3)", [3]), ("G1 (Blatt 2 von 3)", [3]), ("G1 (Blatt 3 von 3)", [3])]),
    ],
)
def test_sheets_of_a_topic_hold_equally_many_rows(rows, room, sheets):
    found = _sheets(topic(rows), room=room)
    assert [(one["title"], [len(side["rows"]) for side in one["sides"]]) for one in found] == sheets


def test_long_texts_need_the_room_of_more_rows():
    assert [one["rows"] for one in _sheets(topic((2, 2), text="x" * 121), room=4)] == [4, 4]
    assert [one["rows"] for one in _sheets(topic((2,), text="x" * 900), room=4)] == [
        4,
        4,
    ]  # one each, as it must be


def topic(rows: tuple[int, ...], text: str = "kurz"):
    sides = [
        {"title": name, "rows": [{"cells": [{"text": text}]}] * number}
        for name, number in zip(("Schulen", "Schulträger"), rows, strict=False)
    ]
    return {"title": "G1", "sides": sides}
