"""What the signed-in start page shows: open tasks, the next meeting, what changed.

A fixed number of queries per role, whatever the number of schools; every row comes out of `visible_to`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.addresses import address
from gutersloh_portal.navigation import places_of
from gutersloh_portal.selectors_forecast import Outlook, outlooks_of
from gutersloh_portal.selectors_phase import PhaseLine, phase_line_of
from gutersloh_portal.selectors_stock import AuthorityStock, only_equips, stocks_of
from gutersloh_portal.selectors_tasks import Task, tasks_of
from matrix.models import Snapshot
from matrix.selectors import FocusLine, focuses_of
from needs.models import NeedStep
from reports.models import ReportJob
from roundtables.models import AgendaProposal, Meeting, Milestone, MilestoneProposal
from schools.access import access_for

if TYPE_CHECKING:
    from accounts.models import User

RECENT = timedelta(days=90)
SHOWN = 6


@dataclass(frozen=True, slots=True)
class NextMeeting:
    title: str
    topic: str
    place: str
    starts_at: datetime
    ends_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened, newest first, and its page."""

    at: datetime
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Home:
    name: str
    has_role: bool
    tasks: tuple[Task, ...]
    meeting: NextMeeting | None
    changes: tuple[Change, ...]
    focuses: tuple[FocusLine, ...] = ()  # of one's own schools
    outlooks: tuple[Outlook, ...] = ()  # what falls due for replacement this year and next
    phase: PhaseLine | None = None  # of the planning year
    stocks: tuple[AuthorityStock, ...] = ()  # of the Träger where one is the IT
    sees_talks: bool = True  # meetings and what others release; whoever is the IT and nothing else sees none


def home_of(user: User) -> Home:
    if not access_for(user).roles:
        return Home(name=user.name, has_role=False, tasks=(), meeting=None, changes=())
    if only_equips(user):
        return Home(
            name=user.name,
            has_role=True,
            tasks=tasks_of(user),
            meeting=None,
            changes=(),
            stocks=stocks_of(user),
            sees_talks=False,
        )
    since = timezone.now() - RECENT
    meetings = _meetings(user, since)
    return Home(
        name=user.name,
        has_role=True,
        tasks=tasks_of(user),
        meeting=_next_meeting(meetings),
        changes=_changes(user, meetings, since),
        focuses=tuple(focuses_of(places_of(user).schools, user=user)),
        outlooks=tuple(outlooks_of(user)),
        phase=phase_line_of(user),
        stocks=stocks_of(user),
    )


def _meetings(user: User, since: datetime) -> list[Meeting]:
    """Those still to come and those sealed lately, in their order."""
    wanted = Q(ends_at__gte=timezone.now()) | Q(sealed_at__gte=since)
    rows = Meeting.visible_to(user).filter(wanted).select_related("series").defer("sealed_content")
    return list(rows.order_by("starts_at"))


def _next_meeting(meetings: list[Meeting]) -> NextMeeting | None:
    """The next one that still takes place, or the one that is going on; one that ended early is over."""
    now, coming = timezone.now(), {Meeting.State.PLANNED, Meeting.State.RUNNING}
    found = next((row for row in meetings if row.ends_at >= now and row.state in coming), None)
    if not found:
        return None
    return NextMeeting(
        title=found.series.name,
        topic=found.topic,
        place=found.place,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        url=address("roundtables:meeting_detail", pk=found.pk),
    )


def _changes(user: User, meetings: list[Meeting], since: datetime) -> tuple[Change, ...]:
    found = [
        *_releases(user, since),
        *_sealed_minutes(meetings, since),
        *_milestones(user, since),
        *_ready_reports(user, since),
        *_answers(user, since),
        *_decisions(user, since),
    ]
    return tuple(sorted(found, key=lambda change: change.at, reverse=True)[:SHOWN])


def _releases(user: User, since: datetime) -> list[Change]:
    rows = Snapshot.visible_to(user).filter(taken_at__gte=since).order_by("-taken_at")[:SHOWN]
    names = ("school__display_name", "school__name", "authority__name")  # the first that is not empty
    return [
        Change(
            taken_at,
            _("%(name)s has released its picture") % {"name": next(filter(None, subject))},
            address("matrix:snapshot_detail", pk=pk),
        )
        for pk, taken_at, *subject in rows.values_list("pk", "taken_at", *names)
    ]


def _sealed_minutes(meetings: list[Meeting], since: datetime) -> list[Change]:
    return [
        Change(
            row.sealed_at,
            _("Minutes final: %(table)s, %(number)s. meeting") % {"table": row.series, "number": row.number},
            address("roundtables:meeting_detail", pk=row.pk),
        )
        for row in meetings
        if row.sealed_at and row.sealed_at >= since
    ]


def _milestones(user: User, since: datetime) -> list[Change]:
    words = {
        "done": _("Milestone done: %(text)s"),
        "moved": _("Milestone moved: %(text)s"),
        "dropped": _("Milestone dropped: %(text)s"),
    }
    rows = Milestone.visible_to(user).filter(state__in=words, changed_at__gte=since)
    return [
        Change(
            row.changed_at,
            words[row.state] % {"text": row.text[:80]},
            address("roundtables:milestone_detail", pk=row.pk),
        )
        for row in rows.order_by("-changed_at")[:SHOWN]
    ]


def _answers(user: User, since: datetime) -> list[Change]:
    """What became of the milestones and agenda items that one's own schools proposed."""
    words = {
        "taken": _("Proposal taken over as a milestone: %(text)s"),
        "declined": _("Proposal declined: %(text)s"),
    }
    schools = places_of(user).schools
    if not schools:
        return []
    rows = MilestoneProposal.visible_to(user).filter(answered_at__gte=since, school__in=schools)
    url = address("roundtables:proposal_list")
    found = [
        Change(row.answered_at, words[row.state] % {"text": row.text[:80]}, url)
        for row in rows.order_by("-answered_at")[:SHOWN]
    ]
    about = {"taken": _("On the agenda: %(text)s"), "declined": words["declined"]}
    items = AgendaProposal.visible_to(user).filter(answered_at__gte=since, school__in=schools)
    return found + [
        Change(row.answered_at, about[row.state] % {"text": row.title}, url)
        for row in items.order_by("-answered_at")[:SHOWN]
    ]


def _decisions(user: User, since: datetime) -> list[Change]:
    """What the Träger has said about the needs of one's own schools: one line a list, for it may decide on many."""
    schools = places_of(user).schools
    if not schools:
        return []
    steps = NeedStep.visible_to(user).filter(at__gte=since, item__need_list__school__in=schools)
    rows = (
        steps.exclude(reason="")  # the school's own steps carry none
        .order_by()
        .values_list("item__need_list__school__school_number", "item__need_list__year")
        .annotate(newest=Max("at"), items=Count("item", distinct=True))
    )
    return [
        Change(
            newest,
            ngettext(
                "Needs %(year)s: the Träger has decided on %(count)s item",
                "Needs %(year)s: the Träger has decided on %(count)s items",
                items,
            )
            % {"year": year, "count": items},
            address("needs:need_list", school_number=number, year=year),
        )
        for number, year, newest, items in rows
    ]


def _ready_reports(user: User, since: datetime) -> list[Change]:
    rows = ReportJob.visible_to(user).ready().filter(requested_by=user, finished_at__gte=since)
    return [
        Change(
            row.finished_at,
            _("Report ready: %(name)s") % {"name": row},
            address("reports:report_detail", pk=row.pk),
        )
        for row in rows.defer("snapshot")
        .prefetch_related("school", "authority", "meeting__series")  # mostly there is none
        .order_by("-finished_at")[:SHOWN]
    ]
