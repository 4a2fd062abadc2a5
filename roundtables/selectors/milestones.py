"""Milestones across tables: filters from the address, and who may report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.parsing import hidden_number
from matrix.models import Aspect, JoinedTopic
from roundtables.models import Milestone
from roundtables.querysets import tables_of
from schools.access import access_for
from schools.models.register import school_year_begin, school_year_end, school_year_label, school_year_of

if TYPE_CHECKING:
    from accounts.models import User

MINE, ALL = "mine", "all"
LATE, STILL_OPEN = "late", "open_all"
LONGEST_SEARCH = 80  # characters
ON_LINE = (
    "text",
    "due_on",
    "first_due_on",
    "state",
    "state_reason",
    "responsible",
    "owner",
    "series__name",
    "school__name",
    "school__display_name",
    "topic__code",
    "topic__name",
)


@dataclass(frozen=True, slots=True)
class MilestoneChoices:
    """What the filters offer: tables, schools and topics that the visible milestones speak of."""

    tables: tuple[tuple[int, str], ...] = ()
    schools: tuple[tuple[int, str], ...] = ()
    topics: tuple[tuple[str, str], ...] = ()


def milestone_choices(rows: QuerySet[Milestone]) -> MilestoneChoices:
    """`rows` is already cut to the user. Two queries."""
    named = ("series_id", "series__name", "school_id", "school__display_name", "school__name")
    tables: dict[int, str] = {}
    schools: dict[int, str] = {}
    for table, name, school, shown, official in rows.order_by().values_list(*named).distinct():
        tables[table] = name
        if school:
            schools[school] = shown or official
    topics = JoinedTopic.objects.filter(catalogue__is_current=True).order_by("order")
    return MilestoneChoices(
        tables=tuple(sorted(tables.items(), key=itemgetter(1))),
        schools=tuple(sorted(schools.items(), key=itemgetter(1))),
        topics=tuple((code, f"{code} {name}") for code, name in topics.values_list("code", "name")),
    )


@dataclass(frozen=True, slots=True)
class MilestoneFilter:
    """What the list shows. Only known values get in; anything else counts as not asked for."""

    scope: str = ALL
    state: str = ""
    owner: str = ""
    year: int | None = None  # first calendar year of the school year in which the milestone is due
    table: int | None = None
    school: int | None = None
    topic: str = ""  # code of a joined topic
    text: str = ""
    usual: str = field(default="", compare=False)  # the state that is shown when none is asked for
    choices: MilestoneChoices = field(default_factory=MilestoneChoices, compare=False)

    @classmethod
    def from_query(
        cls, query: Mapping[str, Any], choices: MilestoneChoices, *, usual: str = ""
    ) -> MilestoneFilter:
        """An empty `state` asks for all; without one `usual` counts."""
        states = {*Milestone.State.values, LATE, STILL_OPEN}
        asked = query.get("state", usual)
        year = hidden_number(str(query.get("year", ""))) or 0
        table = hidden_number(str(query.get("table", "")))
        school = hidden_number(str(query.get("school", "")))
        return cls(
            scope=MINE if query.get("scope") == MINE else ALL,
            state=asked if asked in states | {""} else usual,
            usual=usual,
            owner=_known(query.get("owner"), set(Milestone.Owner.values)),
            year=year if 2000 <= year <= 2100 else None,
            table=table if table in dict(choices.tables) else None,
            school=school if school in dict(choices.schools) else None,
            topic=_known(query.get("topic"), set(dict(choices.topics))),
            text=str(query.get("q", "")).strip()[:LONGEST_SEARCH],
            choices=choices,
        )

    @property
    def states(self) -> list[tuple[str, str]]:
        mixed = [(STILL_OPEN, _("all that are still open")), (LATE, _("late"))]
        return [*mixed, *((value, str(label)) for value, label in Milestone.State.choices)]

    @property
    def owners(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Milestone.Owner.choices]

    @property
    def years(self) -> list[tuple[int, str]]:
        this = school_year_of(timezone.localdate())
        return [(year, school_year_label(year)) for year in range(this - 2, this + 4)]

    @property
    def is_narrow(self) -> bool:
        return self != MilestoneFilter(state=self.usual)


def _known(value: Any, allowed: set[str]) -> str:
    return str(value) if value in allowed else ""


def milestone_rows(rows: QuerySet[Milestone], filters: MilestoneFilter, *, user: User) -> QuerySet[Milestone]:
    """`rows` is already cut to the user; next date first."""
    found: Any = rows
    found = found.mine(user) if filters.scope == MINE else found
    found = _in_state(found, filters.state)
    if filters.year:
        found = found.filter(due_on__range=(school_year_begin(filters.year), school_year_end(filters.year)))
    exact = {"owner": filters.owner, "series": filters.table, "school": filters.school}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if filters.topic:
        of_topic = Aspect.objects.filter(topic__code=filters.topic).values("pk")
        speaks = Milestone.aspects.through.objects.filter(aspect__in=of_topic).values("milestone")
        found = found.filter(Q(topic__code=filters.topic) | Q(pk__in=speaks))
    if filters.text:
        found = found.filter(Q(text__icontains=filters.text) | Q(responsible__icontains=filters.text))
    return found.order_by("due_on", "pk")


def milestone_lines(rows: QuerySet[Milestone], *, user: User) -> QuerySet[Milestone]:
    """With what a line of the list says and nothing else; two queries more, whatever the number of rows.

    `spoken_of` are its aspects, `waits` the open ones that it waits for.
    """
    aspects = Prefetch("aspects", Aspect.objects.only("code", "name"), to_attr="spoken_of")
    waits = Milestone.visible_to(user).open().only("text")
    found: Any = rows.select_related("series", "school", "topic").only(*ON_LINE)
    return found.prefetch_related(aspects, Prefetch("waits_for", waits, to_attr="waits"))


def _in_state(rows: Any, state: str) -> Any:
    if state == LATE:
        return rows.late()
    if state == STILL_OPEN:
        return rows.open()
    return rows.filter(state=state) if state else rows


def may_report(user: User, milestones: Iterable[Milestone]) -> list[tuple[Milestone, bool]]:
    """Each milestone with whether this person may report its progress."""
    run = tables_of(user).run
    access = access_for(user)
    return [
        (row, row.series_id in run or bool(row.school and access.works_at(row.school))) for row in milestones
    ]
