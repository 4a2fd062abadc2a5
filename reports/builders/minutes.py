"""R2 Protokoll: exactly what the sealed minutes hold, or the draft marked as such."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from reports import wording
from reports.builders.base import Progress, may_read
from reports.models import ReportJob
from roundtables.models import Meeting
from roundtables.models.tables import school_beside, seat_of
from roundtables.selectors.minutes import RESULTS, minutes_content

FUNCTIONS = ("decide", "advise", "coordinate", "guest")


class MinutesReport:
    """Readers of the table read its minutes."""

    kind, template_name = "minutes", "reports/pdf/minutes.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(Meeting, job.meeting_id, user=job.requested_by)

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        meeting = (
            Meeting.visible_to(job.requested_by)
            .select_related("series__municipality", "joined_topic", "sealed_by")
            .get(pk=job.meeting_id)
        )
        content = minutes_content(meeting)
        progress(40)
        starts = datetime.fromisoformat(content["starts_at"])
        return {
            "title": _("Minutes of the round table"),
            "subject": _("%(series)s, meeting %(number)s") % content,
            "as_of": starts.date().isoformat(),
            "as_of_text": wording.day(starts.date()),
            "is_sealed": content["seal"] is not None,
            "seal": seal_words(content["seal"]),
            "facts": facts(content),
            "attendance": attendance(content["attendance"]),
            "since": since_lines(content["since"]),
            "agenda": content["agenda"],
            "notes": content["notes"],
            "results": [section(name, content["results"].get(name, [])) for name in RESULTS],
            "goal_progress": [row | {"year": str(row["year"])} for row in content["goal_progress"]],
            "parked": [[row["text"], row["reason"]] for row in content["parked"]],
            "next_meetings": [
                [when(row["starts_at"]), row["place"] or "–", row["topic"] or "–"]
                for row in content["next_meetings"]
            ],
            "guidelines": [
                [quoted(row), row["text"], wording.day(row["adopted_on"])]
                for row in content["guidelines_in_force"]
            ],
            "correction": correction_words(content["correction"]),
            "addenda": [
                {"text": row["text"], "by": row["added_by"], "at": when(row["added_at"])}
                for row in content["addenda"]
            ],
        }


def when(moment: str) -> str:
    """An ISO moment as "12.11.2026, 14:00"; the text carries its own local time."""
    parsed = datetime.fromisoformat(moment)
    return f"{wording.day(parsed.date())}, {parsed:%H:%M}"


def facts(content: dict[str, Any]) -> list[list[str]]:
    ends = datetime.fromisoformat(content["ends_at"])
    topic = content["joined_topic"]
    return [
        [
            _("Date"),
            _("%(begin)s to %(end)s") % {"begin": when(content["starts_at"]), "end": f"{ends:%H:%M}"},
        ],
        [_("Place"), content["place"]],
        [_("Municipality"), content["municipality"]],
        [_("Topic"), content["topic"]],
        [_("Topic of the working phase"), f"{topic['code']} {topic['name']}" if topic else ""],
    ]


def attendance(rows: list[dict[str, str]]) -> list[list[str]]:
    """Name, office and body, function, attendance (with who sat there instead); those who decide first."""
    ordered = sorted(rows, key=lambda row: (FUNCTIONS.index(row["function"]), row["body"], row["name"]))
    return [
        [row["name"], seat_of(row["office"], row["body"]), row["function_label"], there_words(row)]
        for row in ordered
    ]


def there_words(row: dict[str, str]) -> str:
    if row["deputy"]:
        return _("represented by %(name)s") % {"name": row["deputy"]}
    return row["attendance_label"]


def section(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Results of one type: each with its text and its details as finished words."""
    return {
        "title": str(RESULTS[name][0]),
        "rows": [{"text": row["text"], "details": details(row)} for row in rows],
    }


def details(row: dict[str, Any]) -> str:
    """Everything but the text, in the order in which a reader asks: who, until when, what for."""
    aspects = ", ".join(aspect["code"] for aspect in row.get("aspects", []))
    parts = [
        (_("Number"), quoted(row)),
        (_("Responsible"), row.get("responsible")),
        (_("Owner"), row.get("owner_label")),
        (_("Also taking part"), "; ".join(row.get("partners", []))),
        (_("Waits for"), "; ".join(row.get("waits_for", []))),
        (_("Step of an agreement"), row.get("agreement")),
        (_("Lead"), row.get("lead")),
        (_("Why one more"), row.get("word")),
        (_("School"), school_beside(row.get("responsible") or "", row.get("school") or "")),
        (_("Due"), wording.day(row.get("due_on"))),
        (_("From"), wording.day(row.get("from_on"))),
        (_("Until"), wording.day(row.get("until_on"))),
        (_("Target year"), row.get("horizon_year")),
        (_("Target stage"), row.get("target_stage")),
        (_("How we notice"), row.get("indicator")),
        (_("State"), row.get("state_label")),
        (_("Carried"), row.get("consensus_label")),
        (_("Reservation"), reservation_words(row)),
        (_("Topic"), row.get("topic")),
        (_("Aspects"), aspects),
    ]
    return " · ".join(f"{name}: {value}" for name, value in parts if value)


def quoted(row: dict[str, Any]) -> str:
    """Number and version of a guideline, as its label says it; minutes of earlier years know no versions."""
    number, version = str(row.get("number") or ""), row.get("version", 1)
    return _("%(number)s, version %(version)s") % row if version > 1 else number


def reservation_words(row: dict[str, Any]) -> str:
    """Whose and what; "" where everybody carries it. Minutes of earlier years do not know of it."""
    if not row.get("reservation"):
        return ""
    return f"{row['reserved_by']}: {row['reservation']}"


def since_lines(told: dict[str, Any] | None) -> list[dict[str, Any]]:
    """What happened since the meeting before, by kind; kinds of which nothing happened are left out."""
    if told is None:
        return []
    moved = [
        (row["text"], _("now until %(day)s") % {"day": wording.day(row["day"])}, row["reason"])
        for row in told["moved"]
    ]
    kinds = [
        (
            _("Carried out"),
            [f"{row['text']} ({row['responsible']}, {wording.day(row['day'])})" for row in told["done"]],
        ),
        (_("Late"), [f"{row['text']} ({row['responsible']})" for row in told["late"]]),
        (_("Moved"), [f"{text} ({'; '.join(filter(None, words))})" for text, *words in moved]),
        (_("Dropped"), [f"{row['text']} ({row['reason']})" for row in told["dropped"]]),
        (_("Delivered"), [f"{row['school']}: {row['count']} × {row['kind']}" for row in told["arrivals"]]),
        (_("Released differently"), stage_lines(told)),
    ]
    return [{"title": title, "rows": rows} for title, rows in kinds if rows]


def stage_lines(told: dict[str, Any]) -> list[str]:
    """Step by step; minutes of earlier years tell it school by school."""
    lines = told["moves"] or [f"{row['subject']}: {row['text']}" for row in told["stages"]]
    if told["newcomers"]:
        names = "; ".join(told["newcomers"])
        lines = [*lines, _("Released for the first time: %(names)s") % {"names": names}]
    return lines


def correction_words(told: dict[str, Any] | None) -> str:
    """When attendees could ask for corrections and what came of it; "" where minutes do not know of it."""
    if told is None:
        return ""
    days = {"first": wording.day(told["from"]), "last": wording.day(told["until"])}
    parts = [_("Attendees could ask for corrections from %(first)s to %(last)s.") % days]
    if told["proposed"]:
        parts.append(_("Asked for: %(proposed)s, accepted: %(accepted)s.") % told)
    if told["early"]:
        parts.append(_("Sealed before the end: %(early)s") % told)
    return " ".join(parts)


def seal_words(seal: dict[str, Any] | None) -> dict[str, str] | None:
    if seal is None:
        return None
    return {
        "at": when(seal["sealed_at"]),
        "by": seal["sealed_by"],
        "checksum": seal["checksum"],
        "intact": _("The text fits its checksum.")
        if seal["intact"]
        else _("The text does not fit its checksum."),
    }
