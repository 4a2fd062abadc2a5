"""Seit dem letzten Mal: what happened between two meetings of a table, in words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matrix.models import Side
from matrix.scoring import Change, changes
from matrix.selectors import matrix_of, ratings_in, ratings_of, with_ratings
from procurement.models import Delivery
from roundtables.models import Agreement, Meeting, Milestone

if TYPE_CHECKING:
    from matrix.models import Snapshot
    from matrix.querysets import SnapshotQuerySet
    from roundtables.models import RoundTableSeries

    Pair = tuple[Snapshot | None, Snapshot]  # what stood before, and what stands now


@dataclass(frozen=True, slots=True)
class StageChange:
    """One aspect that a school or Träger released differently than before the last meeting."""

    subject: str
    aspect: str
    change: Change
    side: str = Side.SCHOOL

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
class StageMove:
    """The same step of one aspect at everybody who went it; the sentence names them all."""

    change: StageChange  # of one of them
    names: tuple[str, ...]

    @property
    def sentence(self) -> str:
        if self.change.side == Side.SCHOOL:
            return f"{self.counted} ({'; '.join(self.names)})"
        return self.counted

    @property
    def counted(self) -> str:
        """The same with the number of schools alone; the few Träger of a table are always named."""
        change, kind = self.change.change, self.change.kind
        words = {
            "aspect": self.change.aspect,
            "old": change.old_stage,
            "new": change.new_stage,
            "count": len(self.names),
            "names": "; ".join(self.names),
        }
        if self.change.side == Side.SCHOOL:
            return _at_schools(kind, len(self.names)) % words
        return _at_authorities(kind) % words


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
    newcomers: tuple[str, ...] = ()  # who has released for the first time
    arrivals: tuple[Arrival, ...] = ()

    @property
    def count(self) -> int:
        milestones = (self.done, self.late, self.moved, self.dropped)
        rest = len(self.open_agreements) + len(self.stages) + len(self.newcomers) + len(self.arrivals)
        return rest + sum(len(rows) for rows in milestones)

    @property
    def is_empty(self) -> bool:
        return self.count == 0

    @property
    def moves(self) -> tuple[StageMove, ...]:
        """The changed stages, step by step instead of school by school."""
        return tuple(moves_in(self.stages))


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
    day, until = timezone.localdate(previous.starts_at), end_of(meeting)
    last = timezone.localdate(until)
    pairs = _pairs(meeting.series, before=previous.starts_at, until=until)
    return SinceLastTime(
        previous,
        done=tuple(row for row in milestones if row.done_on and day <= row.done_on <= last),
        late=tuple(row for row in milestones if _late(row, last)),
        moved=tuple(row for row in milestones if _moved(row, previous.ends_at, until)),
        dropped=tuple(row for row in milestones if _dropped(row, previous.ends_at, until)),
        open_agreements=tuple(agreements),
        stages=tuple(stage_changes(pairs)),
        newcomers=tuple(sorted(_name(release) for earlier, release in pairs if earlier is None)),
        arrivals=tuple(arrivals(meeting.series, after=previous.ends_at, until=until)),
    )


def end_of(meeting: Meeting) -> datetime:
    """Of a meeting that is over its end, otherwise now."""
    over = {Meeting.State.DRAFT, Meeting.State.REVIEW, Meeting.State.SEALED}
    now = timezone.now()
    return min(now, meeting.ends_at) if meeting.state in over else now


def previous_meeting(meeting: Meeting) -> Meeting | None:
    """The meeting of the same table that was held before this one.

    One whose day has passed was held, also where nobody began it in the portal; one still ahead was not.
    """
    earlier = meeting.series.meetings.filter(starts_at__lt=meeting.starts_at)
    ahead = Q(state=Meeting.State.PLANNED, starts_at__gt=timezone.now())
    return earlier.exclude(ahead | Q(state=Meeting.State.CANCELLED)).order_by("-starts_at").first()


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
        "moves": [one.sentence for one in since.moves],
        "newcomers": list(since.newcomers),
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


def _pairs(series: RoundTableSeries, *, before: datetime, until: datetime) -> list[Pair]:
    """Each subject's newest release by `until` beside the one it had at `before`; only where it is another."""
    releases = series.releases()
    old = _by_subject(releases.filter(taken_at__lte=before).newest())
    new = _by_subject(releases.filter(taken_at__lte=until).newest())
    pairs = [(old.get(subject), release) for subject, release in new.items()]
    return [(earlier, release) for earlier, release in pairs if earlier != release]


def _by_subject(releases: SnapshotQuerySet) -> dict[tuple[int | None, int | None], Any]:
    found = with_ratings(releases.select_related("school", "authority", "catalogue"))
    return {(release.school_id, release.authority_id): release for release in found}


def stage_changes(pairs: Iterable[Pair]) -> Iterable[StageChange]:
    """Stages only; a first release has nothing to differ from."""
    for earlier, release in pairs:
        if earlier is None:
            continue
        matrix = matrix_of(release.catalogue)
        names = {aspect.code: aspect.name for aspect in matrix.aspects_of(release.side)}
        for change in changes(ratings_in(earlier, matrix), ratings_of(release)):
            if change.old_stage != change.new_stage:
                aspect = f"{change.code} {names.get(change.code, '')}".strip()
                yield StageChange(_name(release), aspect, change, release.side)


def _name(release: Snapshot) -> str:
    return str(release.school or release.authority)


def moves_in(stages: Iterable[StageChange]) -> list[StageMove]:
    """Schools first, then in the order of the matrix, what rose before what fell."""
    found: defaultdict[tuple[Any, ...], list[StageChange]] = defaultdict(list)
    for one in stages:
        found[(one.aspect, one.change.old_stage, one.change.new_stage)].append(one)
    moves = (StageMove(same[0], tuple(sorted(one.subject for one in same))) for same in found.values())
    return sorted(moves, key=_place)


def _place(move: StageMove) -> tuple[Any, ...]:
    change = move.change.change
    code = [int(number) for number in re.findall(r"\d+", change.code)]
    return (move.change.side != Side.SCHOOL, code, -(change.new_stage or 0), change.old_stage or 0)


def _at_schools(kind: str, count: int) -> str:
    if kind == "raised":
        return ngettext(
            "%(aspect)s: up from stage %(old)s to %(new)s at one school",
            "%(aspect)s: up from stage %(old)s to %(new)s at %(count)s schools",
            count,
        )
    if kind == "lowered":
        return ngettext(
            "%(aspect)s: down from stage %(old)s to %(new)s at one school",
            "%(aspect)s: down from stage %(old)s to %(new)s at %(count)s schools",
            count,
        )
    if kind == "rated":
        return ngettext(
            "%(aspect)s: rated for the first time at one school, stage %(new)s",
            "%(aspect)s: rated for the first time at %(count)s schools, stage %(new)s",
            count,
        )
    return ngettext(
        "%(aspect)s: no stage any more at one school, before it was stage %(old)s",
        "%(aspect)s: no stage any more at %(count)s schools, before it was stage %(old)s",
        count,
    )


def _at_authorities(kind: str) -> str:
    if kind == "raised":
        return _("%(aspect)s: %(names)s up from stage %(old)s to %(new)s")
    if kind == "lowered":
        return _("%(aspect)s: %(names)s down from stage %(old)s to %(new)s")
    if kind == "rated":
        return _("%(aspect)s: rated by %(names)s for the first time, stage %(new)s")
    return _("%(aspect)s: no stage any more from %(names)s, before it was stage %(old)s")
