"""Minutes as plain values: what the page shows, the seal freezes and the report prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from roundtables.models import (
    Agreement,
    Amendment,
    ExperienceNote,
    FocusTopic,
    GoalPerspective,
    Guideline,
    Meeting,
    Milestone,
    Participant,
    Result,
    TableFunction,
)
from roundtables.selectors.goals import goals_with_progress
from roundtables.selectors.seals import seal_is_intact
from roundtables.selectors.since import end_of, since_words

RESULTS: dict[str, tuple[Any, type[Result]]] = {
    "guidelines": (gettext_lazy("Guidelines"), Guideline),
    "goals": (gettext_lazy("Goal perspectives"), GoalPerspective),
    "focus_topics": (gettext_lazy("Focus topics"), FocusTopic),
    "milestones": (gettext_lazy("Milestones"), Milestone),
    "agreements": (gettext_lazy("Agreements"), Agreement),
    "experiences": (gettext_lazy("Experiences"), ExperienceNote),
}


SLUGS = {
    "guidelines": "leitlinie",
    "goals": "zielperspektive",
    "focus_topics": "themenschwerpunkt",
    "milestones": "meilenstein",
    "agreements": "vereinbarung",
    "experiences": "erfahrung",
}  # the word of each kind in addresses


def minutes_content(meeting: Meeting) -> dict[str, Any]:
    """The minutes: as sealed, or as they would be sealed now; then `addenda` and `seal` (None while open).

    Plain JSON values. Moments are local ISO texts with offset, dates ISO texts, labels German.
    """
    sealed = meeting.state == Meeting.State.SEALED
    content = dict(meeting.sealed_content or {}) if sealed else draft_content(meeting)
    addenda = meeting.addenda.select_related("added_by")
    content["addenda"] = [
        {"text": row.text, "added_by": row.signature, "added_at": _moment(row.added_at)} for row in addenda
    ]
    content["seal"] = _seal(meeting) if sealed else None
    if content.get("since"):
        content["since"] = {"moves": [], "newcomers": []} | content["since"]
    content["agenda"] = [{"reason": "", "documents": []} | line for line in content["agenda"]]
    content["attendance"] = [{"office": "", "deputy": ""} | row for row in content["attendance"]]
    return LATER | content


LATER: dict[str, Any] = {
    "correction": None,
    "goal_progress": [],
    "parked": [],
    "since": None,
}  # what minutes of earlier years do not tell


def _seal(meeting: Meeting) -> dict[str, Any]:
    return {
        "sealed_at": _moment(meeting.sealed_at) if meeting.sealed_at else "",
        "sealed_by": meeting.sealed_by.name if meeting.sealed_by else "",
        "checksum": meeting.checksum,
        "intact": seal_is_intact(meeting),
    }


def draft_content(meeting: Meeting) -> dict[str, Any]:
    """Everything that the seal freezes."""
    series = meeting.series
    topic = meeting.joined_topic
    return {
        "series": series.name,
        "municipality": series.municipality.name,
        "number": meeting.number,
        "topic": meeting.topic,
        "place": meeting.place,
        "starts_at": _moment(meeting.starts_at),
        "ends_at": _moment(meeting.ends_at),
        "joined_topic": {"code": topic.code, "name": topic.name} if topic else None,
        "attendance": [_attendance(row) for row in participants_of(meeting)],
        "agenda": [_agenda_line(line) for line in agenda_lines(meeting, with_documents=True)],
        "notes": meeting.minutes_note,
        "results": {name: _results(model, meeting) for name, (_title, model) in RESULTS.items()},
        "next_meetings": [_next_meeting(row) for row in next_meetings(meeting)],
        "guidelines_in_force": [
            {
                "number": row.number,
                "version": row.version,
                "text": row.text,
                "adopted_on": row.adopted_on.isoformat(),
            }
            for row in series.guidelines.in_force()
        ],
        "previous_seal": _previous_seal(meeting),
        "correction": _correction(meeting),
        "since": since_words(meeting),
        "goal_progress": _goal_progress(meeting),
        "parked": [{"text": row.text, "reason": row.reason} for row in parked_at(meeting)],
    }


def _correction(meeting: Meeting) -> dict[str, Any] | None:
    """When attendees could ask for corrections, what came of it, and why it was cut short."""
    if meeting.review_from is None:
        return None
    states = list(meeting.amendments.values_list("state", flat=True))
    until = timezone.localdate() if meeting.sealed_early else meeting.review_until
    return {
        "from": meeting.review_from.isoformat(),
        "until": _iso(until),
        "proposed": len(states),
        "accepted": states.count(Amendment.State.ACCEPTED),
        "early": meeting.sealed_early,
    }


def _goal_progress(meeting: Meeting) -> list[dict[str, Any]]:
    """How far the goals up to this meeting had come at its end; only those that can be counted."""
    found = goals_with_progress(meeting.series, meeting=meeting, until=end_of(meeting))
    return [
        {"text": one.goal.text, "year": one.goal.horizon_year, "sentences": list(one.sentences)}
        for one in found
        if one.sentences
    ]


def parked_at(meeting: Meeting) -> QuerySet[Any]:
    """What this meeting put off; what came back onto its own agenda stands there."""
    return meeting.parked.exclude(agenda_item__meeting=F("meeting")).select_related("agenda_item__meeting")


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes")


def participants_of(meeting: Meeting) -> list[Participant]:
    """Everybody invited: who decides first, guests last."""
    return sorted(meeting.participants.all(), key=lambda row: TableFunction.order(row.function))


def deciding_bodies(meeting: Meeting) -> list[str]:
    """The bodies whose people decide at this meeting, each once: only these can have a reservation."""
    deciding = meeting.participants.filter(function=TableFunction.DECIDE)
    return list(deciding.order_by("body").values_list("body", flat=True).distinct())


def _attendance(row: Participant) -> dict[str, str]:
    return {
        "name": row.name,
        "body": row.body,
        "office": row.office,
        "function": row.function,
        "function_label": str(row.get_function_display()),
        "attendance": row.attendance,
        "attendance_label": str(row.get_attendance_display()),
        "deputy": row.deputy_name,
    }


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One TOP with the times that follow from the durations before it."""

    number: int
    starts_at: datetime
    ends_at: datetime
    item: Any


def agenda_lines(meeting: Meeting, *, with_documents: bool = False) -> list[AgendaLine]:
    """The agenda with start times that add up from the beginning of the meeting."""
    lines, moment = [], meeting.starts_at
    items = meeting.agenda.prefetch_related("documents") if with_documents else meeting.agenda.all()
    for number, item in enumerate(items, start=1):
        ends = moment + timedelta(minutes=item.minutes)
        lines.append(AgendaLine(number, moment, ends, item))
        moment = ends
    return lines


def _agenda_line(line: AgendaLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "starts": f"{timezone.localtime(line.starts_at):%H:%M}",
        "ends": f"{timezone.localtime(line.ends_at):%H:%M}",
        "title": line.item.title,
        "minutes": line.item.minutes,
        "kind": line.item.kind,
        "kind_label": str(line.item.get_kind_display()),
        "lead": line.item.lead,
        "notes": line.item.notes,
        "reason": line.item.reason,
        "documents": [
            {"title": row.title, "note": row.note, "url": row.url} for row in line.item.documents.all()
        ],
    }


RELATED: dict[type[Model], tuple[str, ...]] = {
    Milestone: ("school", "agreement"),
    ExperienceNote: ("school",),
}
MANY: dict[type[Model], tuple[str, ...]] = {Milestone: ("waits_for", "partners"), Agreement: ("steps",)}


def results_of(model: type[Result], meeting: Meeting) -> QuerySet[Any]:
    """The results of one kind with all that a page says about them, in at most four queries."""
    name = f"{model._meta.model_name}s"
    related = ["topic", "agenda_item", *RELATED.get(model, ())]
    many = MANY.get(model, ())
    rows: QuerySet[Any] = getattr(meeting, name).select_related(*related).prefetch_related("aspects", *many)
    return rows


def _results(model: type[Result], meeting: Meeting) -> list[dict[str, Any]]:
    extra = EXTRA[model]
    return [_shared(row) | extra(row) for row in results_of(model, meeting)]


def _shared(row: Any) -> dict[str, Any]:
    return {
        "text": row.text,
        "topic": str(row.topic) if row.topic else "",
        "aspects": [{"code": aspect.code, "name": aspect.name} for aspect in row.aspects.all()],
        "agenda_item": row.agenda_item.title if row.agenda_item else "",
    }


def _iso(value: Any) -> str:
    return value.isoformat() if value else ""


def _milestone(row: Milestone) -> dict[str, Any]:
    return {
        "owner": row.owner,
        "owner_label": str(row.get_owner_display()),
        "responsible": row.responsible,
        "school": str(row.school) if row.school else "",
        "due_on": _iso(row.due_on),
        "target_stage": row.target_stage,
        "state": row.state,
        "state_label": str(row.get_state_display()),
        "state_reason": row.state_reason,
        "evidence": row.evidence,
        "done_on": _iso(row.done_on),
        "partners": [partner.body for partner in row.partners.all()],
        "waits_for": [str(other) for other in row.waits_for.all()],
        "agreement": str(row.agreement or ""),
    }


EXTRA: dict[type[Model], Callable[[Any], dict[str, Any]]] = {
    Guideline: lambda row: {
        "number": row.number,
        "version": row.version,
        "adopted_on": _iso(row.adopted_on),
    },
    GoalPerspective: lambda row: {
        "horizon_year": row.horizon_year,
        "target_stage": row.target_stage,
        "indicator": row.indicator,
    },
    FocusTopic: lambda row: {
        "from_on": _iso(row.from_on),
        "until_on": _iso(row.until_on),
        "lead": row.lead,
        "word": row.word,
    },
    Milestone: _milestone,
    Agreement: lambda row: {
        "responsible": row.responsible,
        "due_on": _iso(row.due_on),
        "is_done": row.is_done,
        "consensus": row.consensus,
        "consensus_label": str(row.get_consensus_display()),
        "reservation": row.reservation,
        "reserved_by": row.reserved_by,
    },
    ExperienceNote: lambda row: {"school": str(row.school) if row.school else ""},
}


def next_meetings(meeting: Meeting) -> QuerySet[Meeting]:
    """Dates of the same table after this one."""
    later = meeting.series.meetings.filter(starts_at__gt=meeting.starts_at)
    return later.exclude(state=Meeting.State.CANCELLED).order_by("starts_at")


def _next_meeting(row: Meeting) -> dict[str, Any]:
    return {
        "number": row.number,
        "starts_at": _moment(row.starts_at),
        "ends_at": _moment(row.ends_at),
        "place": row.place,
        "topic": row.topic,
    }


def _previous_seal(meeting: Meeting) -> dict[str, Any] | None:
    """The seal before this one: each seal names the last, so that none can be exchanged unseen."""
    sealed = meeting.series.meetings.exclude(checksum="").exclude(pk=meeting.pk)
    last = sealed.filter(number__lt=meeting.number).order_by("-number").first()
    return {"number": last.number, "checksum": last.checksum} if last else None
