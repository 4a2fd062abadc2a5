"""The story of one cell of the matrix: what was released, talked about, agreed and done, in sentences with dates.

It tells what the table reads anyway: stages of releases, never their reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.days import day_in_figures
from core.parsing import hidden_number
from matrix import scoring
from matrix.models import Side, Snapshot
from matrix.selectors import (
    AspectInfo,
    Matrix,
    current_catalogue,
    forebears_of,
    matrix_of,
    ratings_in,
    with_ratings,
)
from roundtables.models import (
    AgendaItem,
    Agreement,
    GoalPerspective,
    Meeting,
    Milestone,
    RoundTableSeries,
)
from roundtables.selectors.differences import marks_of
from roundtables.selectors.picture import CODE
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority

SCHOOL, AUTHORITY = "s", "t"  # first letter of a key: s990012, t12345
AUTHORITY_OWNERS = (Milestone.Owner.AUTHORITY, Milestone.Owner.BOTH)


@dataclass(frozen=True, slots=True)
class Who:
    """A school or Träger at the table, by the key that stands in addresses."""

    key: str
    pk: int
    name: str

    @property
    def side(self) -> str:
        return Side.SCHOOL if self.key.startswith(SCHOOL) else Side.AUTHORITY


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One thing that happened; `anchor` leads to its place on the page of `meeting`.

    `release` is named to those alone who may open it.
    """

    on: date
    text: str
    meeting: int | None = None
    milestone: int | None = None
    anchor: str = ""
    release: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Oldest first; `today` says in one sentence where the cell stands."""

    who: Who
    aspect: AspectInfo
    today: str
    lines: tuple[StoryLine, ...]


@dataclass(frozen=True, slots=True)
class StoryPage:
    """What can be chosen, what is chosen, and its story once both are."""

    tables: tuple[RoundTableSeries, ...]
    series: RoundTableSeries | None
    people: tuple[Who, ...]
    aspects: tuple[AspectInfo, ...]
    who: Who | None
    aspect: AspectInfo | None
    story: Story | None

    @property
    def table_name(self) -> str:
        return self.series.name if self.series else ""

    @property
    def is_mixed(self) -> bool:
        """A school and an aspect of the Träger, or the other way round."""
        return bool(self.who and self.aspect and self.who.side != self.aspect.side)


def story_page(query: Mapping[str, Any], *, user: User) -> StoryPage:
    """`query` holds tisch, wer and aspekt; unknown values count as not chosen. Cut to tables the user sees."""
    visible: Any = RoundTableSeries.visible_to(user).select_related("municipality")
    tables = tuple(visible.order_by("name", "pk"))
    key, code = str(query.get("wer", ""))[:40], str(query.get("aspekt", ""))[:20]
    asked = hidden_number(str(query.get("tisch", "")))
    series = next((row for row in tables if row.pk == asked), None) or _table_of(tables, key)
    people = tuple(people_at(series)) if series else ()
    catalogue = current_catalogue()
    matrix = matrix_of(catalogue) if catalogue else None
    aspects = (*matrix.aspects_of(Side.SCHOOL), *matrix.aspects_of(Side.AUTHORITY)) if matrix else ()
    aspect = next((one for one in aspects if one.code == code), None)
    who = next((one for one in people if one.key == key), None) or _only(people, aspect)
    fits = series and matrix and who and aspect and who.side == aspect.side
    told = story_of(series, matrix, who, aspect, user=user) if fits else None  # type: ignore[arg-type]  # `fits` says so
    return StoryPage(tables, series, people, aspects, who, aspect, told)


def _table_of(tables: tuple[RoundTableSeries, ...], key: str) -> RoundTableSeries | None:
    """The one at which this school or Träger sits, else the first."""
    if key and len(tables) > 1:
        found = (row for row in tables if any(one.key == key for one in people_at(row)))
        return next(found, tables[0])
    return tables[0] if tables else None


def _only(people: tuple[Who, ...], aspect: AspectInfo | None) -> Who | None:
    """Most tables have one Träger: it need not be chosen."""
    found = [one for one in people if one.side == Side.AUTHORITY]
    return found[0] if aspect and aspect.side == Side.AUTHORITY and len(found) == 1 else None


def people_at(series: RoundTableSeries) -> list[Who]:
    """The schools of a table and their Träger, by name; one query."""
    named = (
        "pk",
        "school_number",
        "display_name",
        "name",
        "authority_id",
        "authority__number",
        "authority__name",
    )
    schools, authorities = [], {}
    for pk, number, shown, name, authority, authority_number, authority_name in series.schools().values_list(
        *named
    ):
        schools.append(Who(f"{SCHOOL}{number}", pk, shown or name))
        authorities[authority] = Who(f"{AUTHORITY}{authority_number}", authority, authority_name)
    return [*sorted(schools, key=_by_name), *sorted(authorities.values(), key=_by_name)]


def story_key(subject: School | SchoolAuthority) -> str:
    if isinstance(subject, School):
        return f"{SCHOOL}{subject.school_number}"
    return f"{AUTHORITY}{subject.number}"


def story_keys(subject: School | SchoolAuthority, *, user: User) -> frozenset[str]:
    """Keys whose stories this person may open: of the school and its Träger, or of the Träger and its schools."""
    tables: Any = RoundTableSeries.visible_to(user)
    place = {"pk": subject.pk} if isinstance(subject, School) else {"authority": subject.pk}
    rows = RoundTableSeries.schools_at(tables).filter(**place)
    numbers = rows.values_list("school_number", "authority__number")
    return frozenset(key for school, owner in numbers for key in (f"{SCHOOL}{school}", f"{AUTHORITY}{owner}"))


def _by_name(who: Who) -> tuple[str, str]:
    return who.name, who.key


def story_of(series: RoundTableSeries, matrix: Matrix, who: Who, aspect: AspectInfo, *, user: User) -> Story:
    """The caller may read the table. As many queries for ten releases as for one."""
    releases = _releases(series, who)
    items = _items(series, who, aspect, releases, user=user)
    aspects, joined = _forebears(matrix, who, aspect)
    milestones = _milestones(series, who, aspect, (aspects, joined), items)
    lines = [
        *_stages(releases, matrix, who, aspect, opened=_opened(releases, user)),
        *_talks(items),
        *_agreements(series, aspects, items, milestones),
        *_goals(series, aspects, items),
        *(line for row in milestones for line in _steps(row)),
    ]
    return Story(
        who, aspect, _today(releases, matrix, aspect), tuple(sorted(lines, key=lambda line: line.on))
    )


def _releases(series: RoundTableSeries, who: Who) -> list[Snapshot]:
    subject = {"school": who.pk} if who.side == Side.SCHOOL else {"authority": who.pk}
    rows = series.releases().filter(**subject).order_by("taken_at", "pk")
    return with_ratings(rows.select_related("catalogue"))


def _opened(releases: list[Snapshot], user: User) -> set[int]:
    """Those whose reasons the reader may see too."""
    mine: Any = Snapshot.visible_to(user)
    return set(mine.filter(pk__in=[row.pk for row in releases]).values_list("pk", flat=True))


def _stages(
    releases: Iterable[Snapshot], matrix: Matrix, who: Who, aspect: AspectInfo, *, opened: set[int]
) -> Iterable[StoryLine]:
    before: int | None = None
    for release in releases:
        rating = ratings_in(release, matrix).get(aspect.code, {})
        stage = rating.get("stage") if rating.get("state") == scoring.RATED else None
        if stage != before:
            words = {"who": who.name, "old": before, "new": stage, "name": matrix.stage_name(stage)}
            yield StoryLine(
                timezone.localdate(release.taken_at),
                _stage_words(before, stage) % words,
                release=release.pk if release.pk in opened else None,
            )
        before = stage


def _stage_words(old: int | None, new: int | None) -> str:
    if new is None:
        return _("%(who)s released a picture without a stage for this aspect; before it was stage %(old)s.")
    if old is None:
        return _("%(who)s released stage %(new)s – %(name)s.")
    if new > old:
        return _("New rating by %(who)s: up from stage %(old)s to stage %(new)s – %(name)s.")
    return _("New rating by %(who)s: down from stage %(old)s to stage %(new)s – %(name)s.")


def _today(releases: list[Snapshot], matrix: Matrix, aspect: AspectInfo) -> str:
    if not releases:
        return _("Nothing has been released yet.")
    rating = ratings_in(releases[-1], matrix).get(aspect.code, {})
    stage = rating.get("stage") if rating.get("state") == scoring.RATED else None
    words = {
        "day": day_in_figures(releases[-1].taken_at),
        "target": rating.get("target_stage"),
    }
    if not stage:
        return _("No stage in the release of %(day)s.") % words
    words |= {"stage": stage, "name": matrix.stage_name(stage)}
    if words["target"]:
        return _("Stage %(stage)s – %(name)s in the release of %(day)s, target stage %(target)s.") % words
    return _("Stage %(stage)s – %(name)s in the release of %(day)s.") % words


def _items(
    series: RoundTableSeries, who: Who, aspect: AspectInfo, releases: list[Snapshot], *, user: User
) -> list[AgendaItem]:
    """Agenda items about this cell: a difference, a wish of the school, or a title that names the aspect."""
    meetings = list(series.meetings.exclude(state=Meeting.State.CANCELLED).values_list("pk", flat=True))
    marks = marks_of(meetings, releases[-1], [aspect.pk]) if releases else {}
    wished = (
        Q(proposal__school=who.pk, proposal__code=aspect.code) if who.side == Side.SCHOOL else Q(pk__in=[])
    )
    about = Q(submission_id__in=marks) | wished | Q(title__contains=aspect.code)
    rows: Any = AgendaItem.visible_to(user).filter(about, meeting__in=meetings)
    found = list(rows.select_related("meeting"))
    return [row for row in found if row.submission_id in marks or _speaks_of(row, aspect)]


def _speaks_of(row: AgendaItem, aspect: AspectInfo) -> bool:
    """Not S1.10 for S1.1; what was put there by a wish carries no code in its title."""
    return aspect.code in CODE.findall(row.title) or aspect.code not in row.title


def _talks(items: Iterable[AgendaItem]) -> Iterable[StoryLine]:
    for row in items:
        words = {"number": row.meeting.number, "title": row.title}
        yield StoryLine(
            timezone.localdate(row.meeting.starts_at),
            _("On the agenda of meeting %(number)s: “%(title)s”.") % words,
            meeting=row.meeting_id,
            anchor=f"item-{row.pk}",
        )


def _forebears(matrix: Matrix, who: Who, aspect: AspectInfo) -> tuple[set[int], set[int]]:
    """The aspect in all versions of the matrix, and for a school likewise what its Träger does for the joined topic."""
    topic = matrix.topic(aspect.topic_code) if who.side == Side.SCHOOL else None
    others = [one.pk for one in topic.authority] if topic else []
    found = forebears_of([aspect.pk, *others])
    return found[aspect.pk], {pk for one in others for pk in found[one]}


def _milestones(
    series: RoundTableSeries,
    who: Who,
    aspect: AspectInfo,
    forebears: tuple[set[int], set[int]],
    items: list[AgendaItem],
) -> list[Milestone]:
    """Their own, and for a school what its Träger has promised for the aspect or for its joined topic."""
    aspects, joined = forebears
    about = Q(aspects__in=aspects) | Q(agenda_item__in=[row.pk for row in items])
    if who.side == Side.SCHOOL:
        here = Q(school=who.pk) | Q(school__isnull=True)
        of_topic = Q(topic__code=aspect.topic_code, topic__catalogue__is_current=True, aspects__isnull=True)
        promised = Q(owner__in=AUTHORITY_OWNERS) & (Q(aspects__in=joined) | of_topic)
        wanted = here & (about | promised)
    else:
        wanted = Q(owner__in=AUTHORITY_OWNERS) & about
    rows = series.milestones.filter(wanted).select_related("meeting").distinct()
    return list(rows.order_by("created_at", "pk"))


def _goals(series: RoundTableSeries, aspects: set[int], items: list[AgendaItem]) -> Iterable[StoryLine]:
    """Where the table wants to be with this aspect."""
    about = Q(aspects__in=aspects) | Q(agenda_item__in=[row.pk for row in items])
    for row in series.goalperspectives.filter(about).select_related("meeting").distinct():
        words = {"text": _inside(row.text), "year": row.horizon_year, "stage": row.target_stage}
        told = _("Goal perspective for %(year)s: “%(text)s”.") % words
        if row.target_stage:
            told = _("Goal perspective for %(year)s, target stage %(stage)s: “%(text)s”.") % words
        yield StoryLine(_agreed_on(row), told, meeting=row.meeting_id, anchor=f"goals-{row.pk}")


def _agreements(
    series: RoundTableSeries, aspects: set[int], items: list[AgendaItem], milestones: list[Milestone]
) -> Iterable[StoryLine]:
    about = Q(aspects__in=aspects) | Q(agenda_item__in=[row.pk for row in items])
    about |= Q(steps__in=[row.pk for row in milestones])
    for row in series.agreements.filter(about).select_related("meeting").distinct():
        words = {"text": _inside(row.text), "who": row.responsible or _("nobody named yet")}
        told = _("Agreed: “%(text)s” (%(who)s).") % words
        if row.consensus == Agreement.Consensus.POSTPONED:
            told = _("Postponed: “%(text)s”.") % words
        elif row.is_done:
            told += " " + _("It is ticked off.")
        yield StoryLine(_agreed_on(row), told, meeting=row.meeting_id, anchor=f"agreements-{row.pk}")


def _steps(row: Milestone) -> Iterable[StoryLine]:
    """From agreed to done, moved or dropped."""
    words = {"text": _inside(row.text), "who": row.responsible, "due": day_in_figures(row.first_due_on)}
    agreed = _("Milestone “%(text)s”: %(who)s, due on %(due)s.") % words
    yield StoryLine(_agreed_on(row), agreed, milestone=row.pk)
    words |= {
        "due": day_in_figures(row.due_on),
        "reason": _inside(row.state_reason),
        "evidence": _inside(row.evidence),
    }
    if row.moved_at and row.due_on != row.first_due_on:
        moved = _("The milestone “%(text)s” is moved to %(due)s.") % words
        if row.state == Milestone.State.MOVED:
            moved += " " + _("Reason: %(reason)s.") % words
        yield StoryLine(timezone.localdate(row.moved_at), moved, milestone=row.pk)
    if row.state == Milestone.State.DONE and row.done_on:
        done = _("The milestone “%(text)s” is done.") % words
        if row.evidence:
            done += " " + _("Evidence: %(evidence)s.") % words
        yield StoryLine(row.done_on, done, milestone=row.pk)
    if row.state == Milestone.State.DROPPED:
        dropped = _("The milestone “%(text)s” is dropped. Reason: %(reason)s.") % words
        yield StoryLine(timezone.localdate(row.changed_at), dropped, milestone=row.pk)


def _agreed_on(row: Agreement | Milestone | GoalPerspective) -> date:
    return timezone.localdate(row.meeting.starts_at if row.meeting else row.created_at)


def _inside(text: str) -> str:
    """A text within a sentence: one line, without its full stop."""
    return " ".join(text.split()).rstrip(".")
