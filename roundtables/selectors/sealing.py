"""What looks forgotten before minutes are sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.days import day_in_figures
from roundtables.models import AgendaItem, Agreement, Amendment, Meeting, Participant
from roundtables.outside import STILL_OPEN
from roundtables.selectors.minutes import RESULTS, next_meetings


@dataclass(frozen=True, slots=True)
class SealingWarning:
    """Something that looks forgotten before the minutes are sealed.

    `anchor` leads to its place on the page of the meeting; `url` where it has a page of its own.
    """

    text: str
    anchor: str
    url: str = ""


def sealing_warnings(meeting: Meeting) -> list[SealingWarning]:
    """What looks forgotten; the person who seals decides whether it is."""
    return [
        *_amendment_warnings(meeting),
        *_date_warnings(meeting),
        *_attendance_warnings(meeting),
        *_result_warnings(meeting),
    ]


def open_at_the_end(meeting: Meeting) -> list[SealingWarning]:
    """What is still open when the talk is over: what apps above have under way, attendance, and items that nothing
    was written about."""
    above = [one for tell in STILL_OPEN.providers() for one in tell(meeting)]
    return [*above, *_attendance_warnings(meeting), *_item_warnings(meeting)]


def _item_warnings(meeting: Meeting) -> Iterable[SealingWarning]:
    kinds = AgendaItem.Kind
    rows = meeting.agenda.exclude(kind__in=[kinds.BREAK, kinds.INFORMATION]).filter(notes="")
    for _title, model in RESULTS.values():
        rows = rows.filter(**{f"{model._meta.model_name}s": None})
    for item in rows.order_by("order", "pk"):
        text = _("Nothing is recorded for “%(title)s”.") % {"title": item}
        yield SealingWarning(text, f"item-{item.pk}")


def _amendment_warnings(meeting: Meeting) -> Iterable[SealingWarning]:
    waiting = meeting.amendments.filter(state=Amendment.State.OPEN).count()
    if waiting:
        text = ngettext(
            "One proposed amendment waits for an answer.",
            "%(count)d proposed amendments wait for an answer.",
            waiting,
        ) % {"count": waiting}
        yield SealingWarning(text, "amendments")


def _date_warnings(meeting: Meeting) -> Iterable[SealingWarning]:
    if meeting.is_ahead:
        day = day_in_figures(meeting.starts_at)
        yield SealingWarning(_("The meeting lies in the future (on %(day)s).") % {"day": day}, "content")


def _attendance_warnings(meeting: Meeting) -> Iterable[SealingWarning]:
    states = [row.attendance for row in meeting.participants.all()]
    waiting = states.count(Participant.Attendance.INVITED)
    if not states or waiting == len(states):
        yield SealingWarning(_("Nobody’s attendance is entered."), "attendance")
    elif waiting:
        text = ngettext(
            "Attendance is missing for one person.",
            "Attendance is missing for %(count)d people.",
            waiting,
        ) % {"count": waiting}
        yield SealingWarning(text, "attendance")


def _result_warnings(meeting: Meeting) -> Iterable[SealingWarning]:
    agreed = meeting.agreements.exclude(consensus=Agreement.Consensus.POSTPONED)  # the rest is nobody's yet
    for agreement in agreed.filter(responsible=""):
        text = _("Nobody is named for the agreement “%(text)s”.") % {"text": agreement}
        yield SealingWarning(text, "results-agreements")
    for agreement in agreed.filter(due_on__isnull=True):
        text = _("The agreement “%(text)s” has no date.") % {"text": agreement}
        yield SealingWarning(text, "results-agreements")
    day = timezone.localdate(meeting.starts_at)
    for milestone in meeting.milestones.filter(due_on__lt=day):
        text = _("The milestone “%(text)s” is due before the meeting took place.") % {"text": milestone}
        yield SealingWarning(text, "results-milestones")
    if not any(getattr(meeting, f"{model._meta.model_name}s").exists() for _title, model in RESULTS.values()):
        yield SealingWarning(_("No result is recorded."), "results")
    if not next_meetings(meeting).exists():
        yield SealingWarning(_("No next date is agreed."), "next-date")
