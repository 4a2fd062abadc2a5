"""The page to work from while people talk: everything in one pass, constant in the number of schools."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from roundtables.models import (
    AgendaDocument,
    AgendaProposal,
    Meeting,
    MilestoneProposal,
    MinutesAddendum,
    ParkedItem,
    Participant,
    SeriesMember,
)
from roundtables.selectors.agenda_proposals import schools_led_by, suggestions_at
from roundtables.selectors.differences import TopicDifferences, differences_at, reads_differences
from roundtables.selectors.minutes import (
    RESULTS,
    SLUGS,
    AgendaLine,
    agenda_lines,
    next_meetings,
    parked_at,
    participants_of,
    results_of,
)
from roundtables.selectors.picture import Picture, newest_releases, picture_of
from roundtables.selectors.seals import seal_is_intact
from roundtables.selectors.since import SinceLastTime, since_last_time
from roundtables.selectors.subjects import Source, sources_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from schools.models import School


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Results of one kind; `name` is the kind in minutes and anchors, `slug` in addresses."""

    name: str
    slug: str
    title: str
    rows: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who is invited, and how many are there."""

    rows: tuple[Participant, ...]
    present: int
    waiting: int
    total: int
    members: dict[tuple[str, str], SeriesMember] = field(default_factory=dict)  # by name and body

    @property
    def lines(self) -> tuple[tuple[Participant, SeriesMember | None], ...]:
        """Each person with what the table knows of them; guests are no members."""
        return tuple((row, self.members.get((row.name, row.body))) for row in self.rows)


ItemShown = tuple[
    AgendaLine, tuple[tuple[str, Any], ...], list[AgendaDocument], tuple[Source, ...]
]  # a result with its kind before it


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """All parts of the page as finished values."""

    meeting: Meeting
    runs: bool  # this person keeps the minutes; everybody else reads
    since: SinceLastTime | None
    attendance: Attendance
    agenda: tuple[AgendaLine, ...]
    picture: Picture | None
    results: tuple[ResultGroup, ...]
    next_meetings: tuple[Meeting, ...]
    addenda: tuple[MinutesAddendum, ...]
    seal_intact: bool
    parked: tuple[ParkedItem, ...] = ()  # what this meeting put off
    proposals: tuple[MilestoneProposal, ...] = ()  # of its schools, for those who answer them
    suggestions: tuple[AgendaProposal, ...] = ()  # likewise
    may_suggest: tuple[School, ...] = ()  # schools of this table that the reader leads
    documents: tuple[AgendaDocument, ...] = ()  # of its agenda items
    differences: tuple[TopicDifferences, ...] = ()  # of its schools, for those who prepare the meeting
    sources: dict[int, tuple[Source, ...]] = field(default_factory=dict)  # of its agenda items

    @property
    def writes(self) -> bool:
        return self.runs and self.meeting.is_open

    @property
    def minutes_over(self) -> int:
        """By how many minutes the agenda is longer than the meeting; 0 once it is over."""
        ahead = self.meeting.state in {Meeting.State.PLANNED, Meeting.State.RUNNING}
        over = self.agenda[-1].ends_at - self.meeting.ends_at if ahead and self.agenda else timedelta(0)
        return max(0, int(over.total_seconds() // 60))

    @property
    def hours_over(self) -> str:
        """Hours and minutes, where minutes alone would have to be counted out; "" for less than two hours."""
        hours, minutes = divmod(self.minutes_over, 60)
        return f"{hours}:{minutes:02}" if hours > 1 else ""

    @property
    def result_count(self) -> int:
        return sum(len(group.rows) for group in self.results)

    @property
    def difference_count(self) -> int:
        return sum(len(topic.lines) for topic in self.differences)

    @property
    def prepares(self) -> bool:
        """Whether anything stands above the agenda."""
        told = self.since is not None and self.since.previous is not None
        return told or bool(self.differences) or (self.writes and bool(self.proposals or self.suggestions))

    @property
    def items(self) -> tuple[ItemShown, ...]:
        """Each item with what was recorded under it, its documents, and where it comes from."""
        papers: defaultdict[int, list[AgendaDocument]] = defaultdict(list)
        for paper in self.documents:
            papers[paper.item_id].append(paper)
        under: defaultdict[int, list[tuple[str, Any]]] = defaultdict(list)
        for group in self.results:
            for row in group.rows:
                if row.agenda_item_id:
                    under[row.agenda_item_id].append((group.name, row))
        keys = ((line, line.item.pk) for line in self.agenda)
        return tuple((line, tuple(under[pk]), papers[pk], self.sources.get(pk, ())) for line, pk in keys)


def meeting_page(meeting: Meeting, user: User, *, topic_code: str = "") -> MeetingPage:
    """`topic_code` shows another joined topic than the chosen one. `meeting` is visible to `user`."""
    sealed = meeting.state == Meeting.State.SEALED
    agenda = tuple(agenda_lines(meeting))
    prepares = reads_differences(meeting, user)
    releases = newest_releases(meeting.series, named=prepares)
    return MeetingPage(
        meeting,
        runs=user.has_perm("roundtables.run_table", meeting),
        since=None if sealed else since_last_time(meeting),
        attendance=attendance_of(meeting),
        agenda=agenda,
        picture=picture_of(meeting.series, releases, topic_code=topic_code, topic=meeting.joined_topic),
        results=result_groups(meeting),
        next_meetings=tuple(next_meetings(meeting)),
        addenda=tuple(meeting.addenda.select_related("added_by")),
        proposals=() if sealed else tuple(open_proposals(meeting, user)),
        suggestions=() if sealed else tuple(suggestions_at(meeting, user=user)),
        may_suggest=_may_suggest(meeting, user),
        differences=differences_at(meeting, agenda, releases, user=user) if prepares else (),
        documents=tuple(AgendaDocument.visible_to(user).filter(item__meeting=meeting)),
        parked=tuple(parked_at(meeting)),
        sources=sources_of(meeting, [line.item for line in agenda], user=user),
        seal_intact=sealed and seal_is_intact(meeting),
    )


def _may_suggest(meeting: Meeting, user: User) -> tuple[School, ...]:
    """Before the meeting begins."""
    place = meeting.series.municipality_id if meeting.state == Meeting.State.PLANNED else None
    return tuple(school for school in schools_led_by(user) if school.municipality_id == place)


def open_proposals(meeting: Meeting, user: User) -> QuerySet[MilestoneProposal]:
    """What the schools of this table propose and this person may answer, oldest first."""
    rows: Any = MilestoneProposal.visible_to(user).to_answer(user)
    rows = rows.filter(school__municipality=meeting.series.municipality_id)
    found: QuerySet[MilestoneProposal] = rows.select_related("school").order_by("proposed_at", "pk")
    return found


def attendance_of(meeting: Meeting) -> Attendance:
    rows = tuple(participants_of(meeting))
    counted = Counter(row.attendance for row in rows)
    states = Participant.Attendance
    there = counted[states.PRESENT] + counted[states.DEPUTY]  # a deputy sits there for them
    members = {(row.name, row.body): row for row in meeting.series.members.all()} if meeting.is_open else {}
    return Attendance(rows, there, counted[states.INVITED], len(rows), members)


def result_groups(meeting: Meeting) -> tuple[ResultGroup, ...]:
    return tuple(
        ResultGroup(name, SLUGS[name], str(title), tuple(results_of(model, meeting)))
        for name, (title, model) in RESULTS.items()
    )
