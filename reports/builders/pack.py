"""Tischvorlage: what lies on the table at a meeting."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.stages import state_word, tone_step
from matrix import scoring
from reports import wording
from reports.builders.base import Progress, may_read
from reports.builders.milestones import milestone_rows
from reports.models import ReportJob
from roundtables.models import Meeting
from roundtables.selectors import agenda_lines, newest_releases, picture_of, topic_views, topics_on
from roundtables.selectors.minutes import participants_of

if TYPE_CHECKING:
    from roundtables.models import AgendaDocument
    from roundtables.selectors.picture import Cell, Row, TopicView

SPARE_ROWS = 4  # lines to sign for guests


class PackReport:
    """Readers of the table read it; stages come from released pictures, as on the page of the meeting."""

    kind, template_name = "pack", "reports/pdf/pack.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(Meeting, job.meeting_id, user=job.requested_by)

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        """Raises DomainError for a cancelled meeting."""
        rows = Meeting.visible_to(job.requested_by).select_related("series__municipality", "joined_topic")
        meeting = rows.get(pk=job.meeting_id)
        if meeting.state == Meeting.State.CANCELLED:
            raise DomainError(_("This meeting was cancelled."))
        today = timezone.localdate()
        lines = agenda_lines(meeting, with_documents=True)
        picture = picture_of(meeting.series, newest_releases(meeting.series), topic=meeting.joined_topic)
        codes = topics_on([line.item for line in lines], picture) if picture else []
        progress(40)
        most = picture.matrix.highest if picture else 1
        open_steps = meeting.series.milestones.open().select_related("school")
        return {
            "title": _("Meeting pack"),
            "subject": _("%(series)s, meeting %(number)s")
            % {"series": meeting.series.name, "number": meeting.number},
            "as_of": today.isoformat(),
            "as_of_text": wording.day(today),
            "facts": _facts(meeting),
            "agenda": [
                [
                    f"{_clock(line.starts_at)}–{_clock(line.ends_at)}",
                    f"{line.number}. {line.item.title}",
                    str(line.item.get_kind_display()),
                    line.item.lead or "–",
                    line.item.reason,
                ]
                for line in lines
            ],
            "documents": [
                [f"{line.number}. {line.item.title}", [_paper(row) for row in papers]]
                for line in lines
                if (papers := line.item.documents.all())
            ],
            "attendance": [
                [row.name, row.seat, str(row.get_function_display())] for row in participants_of(meeting)
            ],
            "spare": list(range(SPARE_ROWS)),
            "topics": [_topic(view, most) for view in topic_views(picture, codes)] if picture else [],
            "milestones": milestone_rows(open_steps),
        }


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def _paper(row: AgendaDocument) -> str:
    return f"{row.title} ({row.note}, {row.url})" if row.url else f"{row.title} ({row.note})"


def _facts(meeting: Meeting) -> list[list[str]]:
    when = {
        "begin": f"{wording.day(timezone.localdate(meeting.starts_at))}, {_clock(meeting.starts_at)}",
        "end": _clock(meeting.ends_at),
    }
    topic = meeting.joined_topic
    return [
        [_("Date"), _("%(begin)s to %(end)s") % when],
        [_("Place"), meeting.place],
        [_("Municipality"), meeting.series.municipality.name],
        [_("Topic"), meeting.topic],
        [_("Topic of the working phase"), f"{topic.code} {topic.name}" if topic else ""],
    ]


def _topic(view: TopicView, most: int) -> dict[str, Any]:
    return {
        "title": _("Joined topic %(code)s: %(name)s") % {"code": view.topic.code, "name": view.topic.name},
        "aspects": [[aspect.code, aspect.name, aspect.question] for aspect in view.topic.school],
        "schools": [_row(row, most) for row in view.school.rows],
        "released": _("%(number)s of %(total)s schools have released their picture.")
        % {"number": view.school.released, "total": len(view.school.rows)},
        "authorities": [row.name for row in view.authority.rows],
        "authority_rows": [
            {
                "aspect": f"{aspect.code} {aspect.name}",
                "cells": [_said(cell, most, is_released=released) for cell, released in cells],
            }
            for aspect, cells in view.authority.columns
        ],
        "waits": [[wait.words, ", ".join(wait.schools)] for wait in view.waits],
    }


def _row(row: Row, most: int) -> dict[str, Any]:
    released = row.released_at is not None
    return {
        "name": row.name,
        "released": released,
        "cells": [_said(cell, most, is_released=released) for cell in row.cells],
    }


def _said(cell: Cell, most: int, *, is_released: bool) -> dict[str, str]:
    """ "2, Ziel 3" with its tone; never more than the page of the meeting shows."""
    if not is_released:
        return {"text": _("nothing released yet"), "tone": "none"}
    if cell.state != scoring.RATED or cell.stage is None:
        return {"text": state_word(cell.state), "tone": "none"}
    target = cell.target_stage if cell.target_stage and cell.target_stage > cell.stage else None
    words = {"stage": cell.stage, "target": target}
    text = _("%(stage)s, target %(target)s") % words if target else str(cell.stage)
    return {"text": text, "tone": str(tone_step(cell.stage, most))}
