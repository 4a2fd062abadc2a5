"""What sealed minutes give one person to do: their own list, for nobody else."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.addresses import address
from core.days import day_in_words
from core.errors import DomainError
from invitations.selectors import reader_at, tasks_of
from reports import wording
from reports.builders.base import Progress, may_read
from reports.builders.minutes import reservation_words, seal_words, when
from reports.models import ReportJob
from roundtables.models import Meeting, Milestone
from roundtables.models.tables import school_beside
from roundtables.selectors.minutes import RESULTS, minutes_content

if TYPE_CHECKING:
    from invitations.selectors.minutes import Duties, Reader


class DutiesReport:
    """Made when the minutes are sent, so whoever sends them asks for it; `params` names whose list it is."""

    kind, template_name = "duties", "reports/pdf/duties.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(Meeting, job.meeting_id, user=job.requested_by)

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        """Raises DomainError for open minutes, and for somebody to whom they give nothing to do."""
        rows = Meeting.visible_to(job.requested_by).select_related("series__municipality", "sealed_by")
        meeting = rows.get(pk=job.meeting_id)
        if meeting.state != Meeting.State.SEALED:
            raise DomainError(_("The minutes are not final yet."))
        content = minutes_content(meeting)
        reader = reader_at(meeting, name=job.params["name"], body=job.params["body"])
        tasks = tasks_of(reader, content) if reader else None
        if not (reader and tasks):
            raise DomainError(_("These minutes give this person nothing to do."))
        progress(40)
        starts = datetime.fromisoformat(content["starts_at"])
        return {
            "title": _("Your tasks from the round table"),
            "subject": f"{reader.name}, {reader.body}",
            "as_of": starts.date().isoformat(),
            "as_of_text": wording.day(starts.date()),
            "meeting": _meeting(content),
            "lead": _lead(tasks),
            "parts": _parts(meeting, reader, tasks),
            "has_account": reader.has_account,
            "seal": seal_words(content["seal"]),
        }


def _meeting(content: dict[str, Any]) -> str:
    """Table, number, day and place, as one line."""
    table = _("%(series)s, meeting %(number)s") % content
    return " · ".join(filter(None, [table, when(content["starts_at"]), content["place"], content["topic"]]))


def _lead(tasks: Duties) -> str:
    """ "2 milestones and 1 agreement; the first date is …" """
    steps, agreed = len(tasks.milestones), len(tasks.agreements)
    counted = [
        ngettext("%(n)s milestone", "%(n)s milestones", steps) % {"n": steps} if steps else "",
        ngettext("%(n)s agreement", "%(n)s agreements", agreed) % {"n": agreed} if agreed else "",
    ]
    words = {"tasks": _(" and ").join(filter(None, counted))}
    days = [row["due_on"] for row in (*tasks.milestones, *tasks.agreements) if row.get("due_on")]
    if not days:
        return _("%(tasks)s, without a date.") % words
    words["day"] = day_in_words(date.fromisoformat(min(days)))
    return _("%(tasks)s. The first date is %(day)s.") % words


def _parts(meeting: Meeting, reader: Reader, tasks: Duties) -> list[dict[str, Any]]:
    """Milestones and agreements, each kind with its rows; a kind without any is left out."""
    kinds = {"milestones": tasks.milestones, "agreements": tasks.agreements}
    found = []
    for name, rows in kinds.items():
        pages = _pages(meeting, name) if reader.has_account else {}
        found.append({"title": str(RESULTS[name][0]), "rows": [_row(row, pages) for row in rows]})
    return [part for part in found if part["rows"]]


def _row(row: dict[str, Any], pages: dict[str, str]) -> dict[str, Any]:
    aspects = ", ".join(f"{one['code']} {one['name']}" for one in row.get("aspects", []))
    about = [
        (_("Aspects"), aspects),
        (_("Waits for"), "; ".join(row.get("waits_for", []))),
        (_("Step of an agreement"), row.get("agreement")),
        (_("State"), "" if row.get("state") == Milestone.State.OPEN else row.get("state_label")),
        (_("Reservation"), reservation_words(row)),
    ]
    school = school_beside(row.get("responsible") or "", row.get("school") or "")
    return {
        "text": row["text"],
        "due": wording.day(row.get("due_on")),
        "about": [[name, value] for name, value in about if value],
        "who": [one for one in (row.get("responsible"), school, *row.get("partners", [])) if one],
        "page": pages.get(row["text"], ""),
    }


def _pages(meeting: Meeting, kind: str) -> dict[str, str]:
    """By its text, where each says how far it is. Sealed minutes keep texts and no keys: two of one text have none."""
    if kind == "milestones":
        found = [
            (text, address("roundtables:milestone_detail", pk=pk))
            for pk, text in meeting.milestones.values_list("pk", "text")
        ]
    else:
        page = address("roundtables:meeting_detail", meeting.pk)
        found = [
            (text, f"{page}#agreements-{pk}") for pk, text in meeting.agreements.values_list("pk", "text")
        ]
    texts = [text for text, _page in found]
    return {text: f"{settings.BASE_URL}{page}" for text, page in found if texts.count(text) == 1}
