"""Proposed agenda items: what waits at a table, what became of those that one reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from roundtables.models import AgendaProposal, Meeting
from schools.access import Role, memberships_of

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

SHOWN = 50  # on one page, newest first


def schools_led_by(user: User) -> list[School]:
    """For which schools this person may propose an item; no query beside the memberships."""
    held = (row.school for row in memberships_of(user) if row.role == Role.SCHOOL_LEAD)
    return list(dict.fromkeys(school for school in held if school))


def suggestions_at(meeting: Meeting, *, user: User) -> list[AgendaProposal]:
    """Open ones of the schools of this table that this person may answer, oldest first."""
    rows: Any = AgendaProposal.visible_to(user).to_answer(user)
    rows = rows.filter(school__municipality=meeting.series.municipality_id)
    return list(rows.select_related("school").order_by("proposed_at", "pk"))


def meetings_to_take_at(user: User) -> dict[int, int]:
    """Municipality -> the meeting that would take a milestone: one that runs, else the next, else the last draft."""
    states = Meeting.State
    ahead = Q(state=states.PLANNED, starts_at__gte=timezone.now())
    rows = Meeting.visible_to(user).run_by(user).filter(ahead | Q(state__in=[states.RUNNING, states.DRAFT]))
    told = list(rows.order_by("starts_at").values_list("state", "series__municipality_id", "pk"))
    drafts, planned, running = (
        [(place, pk) for state, place, pk in told if state == wanted]
        for wanted in (states.DRAFT, states.PLANNED, states.RUNNING)
    )
    return dict([*drafts, *reversed(planned), *running])  # the last one named for a place counts


def suggestion_rows(*, user: User) -> list[tuple[AgendaProposal, bool, int | None]]:
    """Each with whether the reader may answer it, and the next meeting that could take it; three queries."""
    rows: Any = AgendaProposal.visible_to(user)
    mine = set(rows.to_answer(user).order_by().values_list("pk", flat=True))
    meetings = Meeting.visible_to(user).run_by(user).upcoming().filter(state=Meeting.State.PLANNED)
    next_at: dict[int, int] = {}
    for place, pk in meetings.values_list("series__municipality_id", "pk") if mine else ():
        next_at.setdefault(place, pk)
    found = rows.select_related("school", "item").order_by("-proposed_at", "-pk")[:SHOWN]
    return [(row, row.pk in mine, next_at.get(row.school.municipality_id)) for row in found]
