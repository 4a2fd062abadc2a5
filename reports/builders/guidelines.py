"""R3 Leitlinien und Ziele: what a table agrees on at present, and what it agreed on before."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from reports import wording
from reports.builders.base import Progress, may_read
from reports.models import ReportJob
from roundtables.models import FocusTopic, Guideline, RoundTableSeries
from roundtables.selectors import (
    GoalProgress,
    goals_with_progress,
    guideline_history,
    living_focus_topics,
    living_guidelines,
)


class GuidelinesReport:
    """Readers of the table read its guidelines."""

    kind, template_name = "guidelines", "reports/pdf/guidelines.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(RoundTableSeries, job.series_id, user=job.requested_by)

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        rows = RoundTableSeries.visible_to(job.requested_by).select_related("municipality")
        series = rows.get(pk=job.series_id)
        today = timezone.localdate()
        progress(20)
        return {
            "title": _("Guidelines and goals"),
            "subject": f"{series.name}, {series.municipality.name}",
            "as_of": today.isoformat(),
            "as_of_text": wording.day(today),
            "living": [_living(row) for row in living_guidelines(series)],
            "history": [_gone(row) for row in guideline_history(series)],
            "goals": [_goal(row) for row in goals_with_progress(series)],
            "focus_topics": [_focus(row) for row in living_focus_topics(series)],
        }


def _living(row: Guideline) -> dict[str, str]:
    until = _("until %(day)s") % {"day": wording.day(row.ended_on)} if row.ended_on else _("in force")
    return _guideline(row) | {"state": until}


def _gone(row: Guideline) -> dict[str, str]:
    if row.replaced_by:
        words = {"day": wording.day(row.ended_on), "number": row.replaced_by.label}
        return _guideline(row) | {"state": _("replaced on %(day)s by guideline %(number)s") % words}
    return _guideline(row) | {"state": _("ended on %(day)s") % {"day": wording.day(row.ended_on)}}


def _guideline(row: Guideline) -> dict[str, str]:
    return {
        "number": row.label,
        "text": row.text,
        "adopted": wording.day(row.adopted_on),
        "where": where(row),
        "about": about(row),
    }


def where(row: Guideline) -> str:
    """The meeting that adopted it; "" for what was adopted between two meetings."""
    if row.meeting is None:
        return ""
    place = f", {row.meeting.place}" if row.meeting.place else ""
    return _("meeting %(number)s") % {"number": row.meeting.number} + place


def about(row: Any) -> str:
    """The joined topic and the aspects that a result is linked with."""
    topic = [f"{row.topic.code} {row.topic.name}"] if row.topic else []
    return "; ".join([*topic, *(f"{aspect.code} {aspect.name}" for aspect in row.aspects.all())])


def _goal(one: GoalProgress) -> dict[str, Any]:
    row = one.goal
    stage = _("Stage %(number)s") % {"number": row.target_stage} if row.target_stage else "–"
    return {
        "text": row.text,
        "year": str(row.horizon_year),
        "stage": stage,
        "indicator": row.indicator,
        "about": about(row),
        "progress": list(one.sentences),
    }


def _focus(row: FocusTopic) -> dict[str, str]:
    until = wording.day(row.until_on)
    words = {"begin": wording.day(row.from_on), "end": until}
    span = _("%(begin)s to %(end)s") % words if until else _("since %(begin)s") % words
    return {"text": row.text, "span": span, "lead": row.lead or "–", "about": about(row)}
