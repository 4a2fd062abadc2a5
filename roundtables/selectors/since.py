"""Seit dem letzten Mal: what happened between two meetings of a table, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from matrix.scoring import Change, changes
from matrix.selectors import matrix_of, ratings_in, ratings_of, with_ratings
from procurement.models import Delivery
from roundtables.models import Agreement, Meeting, Milestone

if TYPE_CHECKING:
    from matrix.querysets import SnapshotQuerySet
    from roundtables.models import RoundTableSeries


@dataclass(frozen=True, slots=True)
class StageChange:
    """One aspect that a school or Träger released differently than before the last meeting."""

    subject: str
    aspect: str
    change: Change

    @property
    def kind(self) -> str:
        return self.change.kind

    @property
    def sentence(self) -> str:
        words = {"old": self.change.old_stage, "new": self.change.new_stage, "aspect": self.aspect}
        if self.kind == "raised":
            return _("%(aspect)s: up from stage %(old)s to %(new)s") % words
        if self.kind == "lowered":
            return _("%(aspect)s: down from stage %(old)s to %(new)s") % words
        if self.kind == "rated":
            return _("%(aspect)s: rated for the first time, stage %(new)s") % words
        return _("%(aspect)s: no stage any more") % words


@dataclass(frozen=True, slots=True)
class Arrival:
    """So many pieces of one kind that a school has confirmed; what they cost is told elsewhere."""

    school: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class SinceLastTime:
    """`previous` None means that this is the first meeting of the table."""

    previous: Meeting | None
    done: tuple[Milestone, ...] = ()
    late: tuple[Milestone, ...] = ()
    moved: tuple[Milestone, ...] = ()
    dropped: tuple[Milestone, ...] = ()
    open_agreements: tuple[Agreement, ...] = ()
    stages: tuple[StageChange, ...] = ()
    arrivals: tuple[Arrival, ...] = ()

    @property
    def count(self) -> int:
        milestones = (self.done, self.late, self.moved, self.dropped)
        rest = len(self.open_agreements) + len(self.stages) + len(self.arrivals)
        return rest + sum(len(rows) for rows in milestones)

    @property
    def is_empty(self) -> bool:
        return self.count == 0


def since_last_time(meeting: Meeting) -> SinceLastTime:
    """Milestones done, late, moved and dropped, agreements still open, stages that changed, and what was delivered.

    Up to the end of a meeting that is over, otherwise up to now.
    """
    previous = previous_meeting(meeting)
    if previous is None:
        return SinceLastTime(None)
    milestones = list(
        meeting.series.milestones.exclude(meeting=meeting).select_related("school").order_by("due_on", "pk")
    )
    agreements = meeting.series.agreements.filter(is_done=False, meeting__starts_at__lt=meeting.starts_at)
    day, until = timezone.localdate(previous.starts_at), _until(meeting)
    last = timezone.localdate(until)
    return SinceLastTime(
        previous,
        done=tuple(row for row in milestones if row.done_on and day <= row.done_on <= last),
        late=tuple(row for row in milestones if _late(row, last)),
        moved=tuple(row for row in milestones if _moved(row, previous.ends_at, until)),
        dropped=tuple(row for row in milestones if _dropped(row, previous.ends_at, until)),
        open_agreements=tuple(agreements),
        stages=tuple(stage_changes(meeting.series, before=previous.starts_at, until=until)),
        arrivals=tuple(arrivals(meeting.series, after=previous.ends_at, until=until)),
    )


def _until(meeting: Meeting) -> datetime:
    over = {Meeting.State.DRAFT, Meeting.State.REVIEW, Meeting.State.SEALED}
    now = timezone.now()
    return min(now, meeting.ends_at) if meeting.state in over else now


def previous_meeting(meeting: Meeting) -> Meeting | None:
    """The meeting of the same table that was held before this one."""
    earlier = meeting.series.meetings.filter(starts_at__lt=meeting.starts_at)
    return earlier.exclude(state=Meeting.State.CANCELLED).order_by("-starts_at").first()


def _late(row: Milestone, day: date) -> bool:
    """On that day; one that was done later still was late then."""
    return row.due_on < day and (row.is_open or bool(row.done_on and row.done_on > day))


def _moved(row: Milestone, since: datetime, until: datetime) -> bool:
    return bool(row.moved_at and since < row.moved_at <= until and row.state != Milestone.State.DROPPED)


def _dropped(row: Milestone, since: datetime, until: datetime) -> bool:
    return row.state == Milestone.State.DROPPED and since < row.changed_at <= until


def arrivals(series: RoundTableSeries, *, after: datetime, until: datetime) -> list[Arrival]:
    """What the schools of the table have confirmed in this time, added up; two queries."""
    names = {school.pk: str(school) for school in series.schools()}
    rows = Delivery.unscoped.filter(school__in=names, confirmed_at__gt=after, confirmed_at__lte=until)
    sums = rows.values("school_id", "line__type__name").annotate(pieces=Sum(F("good") + F("broken")))
    found = [Arrival(names[row["school_id"]], row["line__type__name"], row["pieces"]) for row in sums]
    return sorted((one for one in found if one.count), key=lambda one: (one.school, one.kind))


def since_words(meeting: Meeting) -> dict[str, Any] | None:
    """The same as plain values for the minutes; None at the first meeting."""
    since = since_last_time(meeting)
    if since.previous is None:
        return None
    lines = {
        name: [_line(row) for row in getattr(since, name)] for name in ("done", "late", "moved", "dropped")
    }
    return lines | {
        "number": since.previous.number,
        "on": timezone.localdate(since.previous.starts_at).isoformat(),
        "stages": [{"subject": one.subject, "text": one.sentence} for one in since.stages],
        "arrivals": [{"school": one.school, "kind": one.kind, "count": one.count} for one in since.arrivals],
    }


def _line(row: Milestone) -> dict[str, str]:
    day = row.done_on or row.due_on
    return {
        "text": row.text,
        "responsible": row.responsible,
        "day": day.isoformat(),
        "reason": row.state_reason,
    }


def stage_changes(
    series: RoundTableSeries, *, before: datetime, until: datetime | None = None
) -> Iterable[StageChange]:
    """Differences between each subject's release before `before` and its newest one by `until`; stages only."""
    releases = series.releases()
    old = _by_subject(releases.filter(taken_at__lte=before).newest())
    new = _by_subject((releases.filter(taken_at__lte=until) if until else releases).newest())
    for subject, release in new.items():
        earlier = old.get(subject)
        if earlier is None or earlier.pk == release.pk:
            continue
        matrix = matrix_of(release.catalogue)
        names = {aspect.code: aspect.name for aspect in matrix.aspects_of(release.side)}
        for change in changes(ratings_in(earlier, matrix), ratings_of(release)):
            if change.old_stage != change.new_stage:
                aspect = f"{change.code} {names.get(change.code, '')}".strip()
                yield StageChange(str(release.school or release.authority), aspect, change)


def _by_subject(releases: SnapshotQuerySet) -> dict[tuple[int | None, int | None], Any]:
    found = with_ratings(releases.select_related("school", "authority", "catalogue"))
    return {(release.school_id, release.authority_id): release for release in found}
