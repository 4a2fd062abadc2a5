"""Lists of tables, guidelines and milestones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from roundtables.models import (
    FocusTopic,
    GoalPerspective,
    Guideline,
    Meeting,
    Milestone,
    RoundTableSeries,
    SeriesMember,
    TableFunction,
)
from roundtables.querysets import OPEN_STATES
from roundtables.selectors.seals import broken_seals

if TYPE_CHECKING:
    from schools.models import School

COMING = (Meeting.State.PLANNED, Meeting.State.RUNNING)  # a meeting that ended before its time is over


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """Everything about one table."""

    series: RoundTableSeries
    members: tuple[SeriesMember, ...]
    guidelines: tuple[Guideline, ...]
    focus_topics: tuple[FocusTopic, ...]
    ended_topics: tuple[FocusTopic, ...]
    milestones: tuple[Milestone, ...]
    upcoming: tuple[Meeting, ...]
    past: tuple[Meeting, ...]
    broken_seals: tuple[int, ...]  # numbers of meetings whose final minutes were tampered with


def series_rows(rows: QuerySet[RoundTableSeries]) -> QuerySet[Any]:
    """Tables with their next date and what is open there; `rows` is already cut to the user."""
    coming = Q(meetings__ends_at__gte=timezone.now(), meetings__state__in=COMING)
    late = Q(milestones__state__in=OPEN_STATES, milestones__due_on__lt=timezone.localdate())
    return (
        rows.select_related("municipality")
        .order_by("name", "pk")
        .annotate(
            next_at=Min("meetings__starts_at", filter=coming),
            meeting_count=Count("meetings", distinct=True),
            open_count=Count("milestones", filter=Q(milestones__state__in=OPEN_STATES), distinct=True),
            late_count=Count("milestones", filter=late, distinct=True),
        )
    )


def series_page(series: RoundTableSeries) -> SeriesPage:
    """The caller may see the table."""
    now = timezone.now()
    meetings = list(series.meetings.order_by("starts_at"))
    coming = [row for row in meetings if row.ends_at >= now and row.state in COMING]
    gone = [row for row in reversed(meetings) if row not in coming]
    return SeriesPage(
        series,
        members=tuple(sorted(series.members.all(), key=_by_office)),
        guidelines=tuple(living_guidelines(series)),
        focus_topics=tuple(living_focus_topics(series)),
        ended_topics=tuple(ended_focus_topics(series)),
        milestones=tuple(_spoken(series.milestones.open()).select_related("school")),
        upcoming=tuple(coming),
        past=tuple(gone),
        broken_seals=tuple(broken_seals(meetings)),
    )


def _by_office(member: SeriesMember) -> tuple[int, str, str, str]:
    """Who decides comes first; then one body after the other, with its offices together."""
    return TableFunction.order(member.function), member.body, member.office, member.name


def _spoken(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("topic", "meeting").prefetch_related("aspects")


def living_guidelines(series: RoundTableSeries) -> QuerySet[Guideline]:
    """Leitlinien in force, by number, with where they were adopted."""
    return _spoken(series.guidelines.in_force())


def living_goals(series: RoundTableSeries) -> QuerySet[GoalPerspective]:
    """Zielperspektiven whose year has not passed."""
    return _spoken(series.goalperspectives.filter(horizon_year__gte=timezone.localdate().year))


def living_focus_topics(series: RoundTableSeries) -> QuerySet[FocusTopic]:
    """Themenschwerpunkte that have not ended."""
    running = Q(until_on__isnull=True) | Q(until_on__gte=timezone.localdate())
    return _spoken(series.focustopics.filter(running))


def ended_focus_topics(series: RoundTableSeries) -> QuerySet[FocusTopic]:
    """Themenschwerpunkte whose last day has passed, the last one first."""
    over = series.focustopics.filter(until_on__lt=timezone.localdate())
    return _spoken(over).order_by("-until_on", "-pk")


def guideline_history(series: RoundTableSeries) -> QuerySet[Guideline]:
    """Leitlinien that were replaced or ended, newest first."""
    living = series.guidelines.in_force().values("pk")
    gone = _spoken(series.guidelines.exclude(pk__in=living)).select_related("replaced_by")
    return gone.order_by("-ended_on", "-number", "-version")


def milestones_of(school: School) -> QuerySet[Milestone]:
    """Milestones of a school, and those that all schools of its municipality carry. The caller may read it."""
    return Milestone.of_school(school).select_related("series", "topic", "school", "meeting")
