"""The matrix on the wall: for people who work standing, with fields for adhesive dots or with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError
from matrix import scoring
from matrix.models import Side
from matrix.selectors import AspectInfo, Matrix
from reports import wording
from reports.builders.base import Progress, may_read
from reports.models import ReportJob
from roundtables.models import RoundTableSeries
from roundtables.selectors import Picture, newest_releases, picture_of

SIZES = ("a1", "a2")
ROOM = {"a1": 6, "a2": 4}  # rows that a sheet holds with fields big enough for dots; the title takes one more
LONG = 120  # letters of one text that fill the height of such a row
PARTS = ("topics", "fields")  # one poster for each of them

Counts = dict[str, Counter[int]]  # code of an aspect: schools per stage
Titled = tuple[str, dict[str, Any]]  # a row, and the title of its side


class PosterReport:
    """Readers of the table read it: it holds the texts of the matrix, and of released pictures counts alone."""

    kind, template_name = "poster", "reports/pdf/poster.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(RoundTableSeries, job.series_id, user=job.requested_by)

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        """Raises DomainError while no matrix is loaded."""
        rows = RoundTableSeries.visible_to(job.requested_by).select_related("municipality")
        series = rows.get(pk=job.series_id)
        picture = picture_of(series, newest_releases(series))
        if picture is None:
            raise DomainError(_("There is no matrix yet."))
        progress(30)
        counted = bool(job.params.get("counts"))
        counts = _counts(picture) if counted else None
        by_field = job.params.get("parts") == "fields"
        size = str(job.params.get("size", SIZES[0]))
        parts = _fields(picture.matrix, counts) if by_field else _topics(picture.matrix, counts)
        today = timezone.localdate()
        return {
            "title": _("Matrix: all fields") if by_field else _("Matrix: joined topics"),
            "subject": f"{series.name}, {series.municipality.name}",
            "as_of": today.isoformat(),
            "as_of_text": wording.day(today),
            "size": size,
            "lead": _lead(picture, is_counted=counted),
            "stages": [
                _("Stage %(number)s – %(name)s") % {"number": number, "name": name}
                for number, name in enumerate(picture.matrix.stage_names, start=1)
            ],
            "parts": [
                sheet
                for first, part in enumerate(parts)
                for sheet in _sheets(part, room=ROOM[size] - (not first))
            ],
        }


def _sheets(part: dict[str, Any], *, room: int) -> list[dict[str, Any]]:
    """As few sheets as hold the rows of both sides, each with as many of them as the others, or one more."""
    rows = [(side["title"], row) for side in part["sides"] for row in side["rows"]]
    chunks = next(
        chunks
        for number in range(1, len(rows) + 1)
        if max(map(_height, chunks := _even(rows, number))) <= room or number == len(rows)
    )
    sheets = []
    for number, chunk in enumerate(chunks, start=1):
        told = {"title": part["title"], "number": number, "total": len(chunks)}
        title = _("%(title)s (sheet %(number)s of %(total)s)") % told if len(chunks) > 1 else part["title"]
        sides = [
            {"title": side, "rows": [row for _side, row in group]}
            for side, group in groupby(chunk, key=itemgetter(0))
        ]
        sheets.append(part | {"title": title, "sides": sides, "rows": min(_height(chunk), room)})
    return sheets


def _even(rows: list[Titled], number: int) -> list[list[Titled]]:
    """The rows in their order on so many sheets; those with one more come last, the first sheet bears the title."""
    cuts = [len(rows) * place // number for place in range(number + 1)]
    return [rows[start:end] for start, end in pairwise(cuts)]


def _height(rows: list[Titled]) -> int:
    """How many usual rows are as high as these with their texts."""
    longest = (max(len(cell["text"]) for cell in row["cells"]) for _side, row in rows)
    return sum(max(1, -(-letters // LONG)) for letters in longest)


def _lead(picture: Picture, *, is_counted: bool) -> str:
    if not is_counted:
        return _("Put your dots into the fields. The stages are an aid to talk, not a ranking.")
    words = {"number": picture.school.released, "total": len(picture.school.rows)}
    told = _("%(number)s of %(total)s schools have released their picture.") % words
    return told + " " + _("The stages are an aid to talk, not a ranking.")


def _counts(picture: Picture) -> Counts:
    """How many schools stand on which stage of an aspect, of those that have released it."""
    return {
        aspect.code: Counter(
            cell.stage for cell, _released in cells if cell.state == scoring.RATED and cell.stage
        )
        for aspect, cells in picture.school.columns
    }


def _topics(matrix: Matrix, counts: Counts | None) -> list[dict[str, Any]]:
    return [
        {
            "code": topic.code,
            "title": f"{topic.code} {topic.name}",
            "sides": [
                _side(side, aspects, counts)
                for side, aspects in ((Side.SCHOOL, topic.school), (Side.AUTHORITY, topic.authority))
                if aspects
            ],
        }
        for topic in matrix.topics
    ]


def _fields(matrix: Matrix, counts: Counts | None) -> list[dict[str, Any]]:
    return [
        {
            "code": field.code,
            "title": f"{field.code} {field.name}",
            "sides": [_side(field.side, field.aspects, counts)],
        }
        for field in matrix.fields
        if field.aspects
    ]


def _side(side: str, aspects: Iterable[AspectInfo], counts: Counts | None) -> dict[str, Any]:
    of_schools = side == Side.SCHOOL
    return {
        "title": _("Schools") if of_schools else _("School authority"),
        "rows": [_row(aspect, counts if of_schools else None) for aspect in aspects],
    }


def _row(aspect: AspectInfo, counts: Counts | None) -> dict[str, Any]:
    return {
        "code": aspect.code,
        "name": aspect.name,
        "question": aspect.question,
        "cells": [
            {"text": stage.text, "count": _schools(counts[aspect.code][stage.number]) if counts else ""}
            for stage in aspect.stages
        ],
    }


def _schools(number: int) -> str:
    return ngettext("%(number)d school", "%(number)d schools", number) % {"number": number}
