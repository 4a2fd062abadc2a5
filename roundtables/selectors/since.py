"""Seit dem letzten Mal: what happened between two meetings of a table, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from matrix.scoring import Change, changes
from matrix.selectors import matrix_of, ratings_in, ratings_of, with_ratings
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
class SinceLastTime:
    """`previous` None means that this is the first meeting of the table."""

    previous: Meeting | None
    done: tuple[Milestone, ...] = ()
    late: tuple[Milestone, ...] = ()
    moved: tuple[Milestone, ...] = ()
    dropped: tuple[Milestone, ...] = ()
    open_agreements: tuple[Agreement, ...] = ()
    stages: tuple[StageChange, ...] = ()

    @property
    def count(self) -> int:
        found = (self.done, self.late, self.moved, self.dropped, self.open_agreements, self.stages)
        return sum(len(rows) for rows in found)

    @property
    def is_empty(self) -> bool:
        return self.count == 0


def since_last_time(meeting: Meeting) -> SinceLastTime:
    """Milestones done, late, moved and dropped, agreements still open, and stages that changed."""
    previous = previous_meeting(meeting)
    if previous is None:
        return SinceLastTime(None)
    milestones = list(
        meeting.series.milestones.exclude(meeting=meeting).select_related("school").order_by("due_on", "pk")
    )
    agreements = meeting.series.agreements.filter(is_done=False, meeting__starts_at__lt=meeting.starts_at)
    day = timezone.localdate(previous.starts_at)
    return SinceLastTime(
        previous,
        done=tuple(row for row in milestones if row.done_on and row.done_on >= day),
        late=tuple(row for row in milestones if row.is_late),
        moved=tuple(row for row in milestones if _moved(row, previous.ends_at)),
        dropped=tuple(row for row in milestones if _dropped(row, previous.ends_at)),
        open_agreements=tuple(agreements),
        stages=tuple(stage_changes(meeting.series, before=previous.starts_at)),
    )


def previous_meeting(meeting: Meeting) -> Meeting | None:
    """The meeting of the same table that was held before this one."""
    earlier = meeting.series.meetings.filter(starts_at__lt=meeting.starts_at)
    return earlier.exclude(state=Meeting.State.CANCELLED).order_by("-starts_at").first()


def _moved(row: Milestone, since: datetime) -> bool:
    return bool(row.moved_at and row.moved_at > since and row.state != Milestone.State.DROPPED)


def _dropped(row: Milestone, since: datetime) -> bool:
    return row.state == Milestone.State.DROPPED and row.changed_at > since


def stage_changes(series: RoundTableSeries, *, before: datetime) -> Iterable[StageChange]:
    """Differences between each subject's release before `before` and its newest one; stages only."""
    releases = series.releases()
    old = _by_subject(releases.filter(taken_at__lte=before).newest())
    new = _by_subject(releases.newest())
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
