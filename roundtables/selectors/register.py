"""What was agreed and decided over all meetings that one may see: one list, newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from core.parsing import hidden_number
from roundtables.models import Agreement, GoalPerspective, Guideline, Milestone, RoundTableSeries
from roundtables.selectors.goals import progress_of
from roundtables.selectors.milestones import LONGEST_SEARCH

if TYPE_CHECKING:
    from accounts.models import User

AGREEMENTS, GUIDELINES, GOALS = "agreements", "guidelines", "goals"
MINUTES = ("meeting__sealed_content", "meeting__minutes_note")  # long, and not told here
OPEN, LATE, DONE, RESERVED, POSTPONED = "open", "late", "done", "reserved", "postponed"


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """Only known values get in; anything else counts as not asked for."""

    kind: str = ""
    state: str = ""
    table: int | None = None
    text: str = ""
    tables: tuple[tuple[int, str], ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, query: Mapping[str, Any], *, user: User) -> RegisterFilter:
        visible: Any = RoundTableSeries.visible_to(user)
        tables = tuple(visible.order_by("name", "pk").values_list("pk", "name"))
        table = hidden_number(str(query.get("table", "")))
        kind, state = str(query.get("kind", "")), str(query.get("state", ""))
        return cls(
            kind=kind if kind in {AGREEMENTS, GUIDELINES, GOALS} else "",
            state=state if state in {OPEN, LATE, DONE, RESERVED, POSTPONED} else "",
            table=table if table in dict(tables) else None,
            text=str(query.get("q", "")).strip()[:LONGEST_SEARCH],
            tables=tables,
        )

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(AGREEMENTS, _("Agreements")), (GUIDELINES, _("Guidelines")), (GOALS, _("Goal perspectives"))]

    @property
    def states(self) -> list[tuple[str, str]]:
        return [
            (OPEN, _("open or in force")),
            (LATE, _("late")),
            (DONE, _("done or ended")),
            (RESERVED, _("with a reservation")),
            (POSTPONED, _("postponed")),
        ]

    @property
    def is_narrow(self) -> bool:
        return self != RegisterFilter()


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One agreement, guideline or goal with its meeting; `is_open` means open, in force or still ahead."""

    kind: str
    row: Any
    is_open: bool
    is_late: bool
    sentences: tuple[str, ...] = ()  # how far a goal has come


def register_keys(filters: RegisterFilter, *, user: User) -> QuerySet[Any]:
    """(kind, pk, day) of everything that fits, newest first: one query whatever there is."""
    agreements: Any = Agreement.visible_to(user).filter(_agreements_in(filters.state))
    guidelines: Any = Guideline.visible_to(user).filter(_guidelines_in(filters.state))
    goals: Any = GoalPerspective.visible_to(user).filter(_goals_in(filters.state))
    said = Coalesce(TruncDate("meeting__starts_at"), TruncDate("created_at"))
    found = []
    for kind, rows, day in (
        (AGREEMENTS, agreements, said),
        (GOALS, goals, said),
        (GUIDELINES, guidelines, F("adopted_on")),
    ):
        if filters.kind in {"", kind}:
            words = Q(text__icontains=filters.text) if filters.text else Q()
            if filters.text and kind == AGREEMENTS:
                words |= Q(responsible__icontains=filters.text)
            cut = rows.filter(words, *([Q(series=filters.table)] if filters.table else []))
            found.append(cut.order_by().annotate(kind=Value(kind), day=day).values_list("kind", "pk", "day"))
    first, *rest = found
    return first.union(*rest, all=True).order_by("-day", "kind", "-pk")


def _agreements_in(state: str) -> Q:
    pending = Q(is_done=False) & ~Q(consensus=Agreement.Consensus.POSTPONED)
    asked = {
        OPEN: pending,
        LATE: pending & Q(due_on__lt=timezone.localdate()),
        DONE: Q(is_done=True),
        RESERVED: Q(consensus=Agreement.Consensus.RESERVED),
        POSTPONED: Q(consensus=Agreement.Consensus.POSTPONED),
    }
    return asked.get(state, Q())


def _guidelines_in(state: str) -> Q:
    today = timezone.localdate()
    ended = Q(replaced_by__isnull=False) | Q(ended_on__lt=today)
    asked = {OPEN: ~ended, DONE: ended}
    return asked.get(state, Q(pk__in=[]) if state else Q())


def _goals_in(state: str) -> Q:
    ahead = Q(horizon_year__gte=timezone.localdate().year)
    asked = {OPEN: ahead, DONE: ~ahead}
    return asked.get(state, Q(pk__in=[]) if state else Q())


def register_lines(keys: Iterable[tuple[str, int, Any]], *, user: User) -> list[RegisterLine]:
    """The rows of one page in the order of their keys: as many queries for many rows as for few.

    Goals ask for the released picture of each table that they belong to.
    """
    wanted = list(keys)
    steps = Milestone.visible_to(user).only("text", "agreement")
    agreements = _rows(
        Agreement,
        [pk for kind, pk, _day in wanted if kind == AGREEMENTS],
        user,
        Prefetch("steps", steps, "told"),
    )
    guidelines = _rows(Guideline, [pk for kind, pk, _day in wanted if kind == GUIDELINES], user)
    goals = _rows(GoalPerspective, [pk for kind, pk, _day in wanted if kind == GOALS], user, "aspects__field")
    found = {AGREEMENTS: agreements, GUIDELINES: guidelines, GOALS: goals}
    told = _progress(goals.values())
    return [
        _line(kind, found[kind][pk], told.get(pk, ()) if kind == GOALS else ())
        for kind, pk, _day in wanted
        if pk in found[kind]
    ]


def _progress(goals: Iterable[GoalPerspective]) -> dict[int, tuple[str, ...]]:
    """What is said of those whose year has not passed, table by table."""
    at_table: defaultdict[RoundTableSeries, list[GoalPerspective]] = defaultdict(list)
    for goal in goals:
        if _is_ahead(goal):
            at_table[goal.series].append(goal)
    found = (one for series, rows in at_table.items() for one in progress_of(series, rows))
    return {one.goal.pk: one.sentences for one in found}


def _is_ahead(goal: GoalPerspective) -> bool:
    return bool(goal.horizon_year >= timezone.localdate().year)


def _rows(model: Any, keys: list[int], user: User, *many: str | Prefetch) -> dict[int, Any]:
    related = ("series", "meeting", *(["replaced_by"] if model is Guideline else []))
    rows = model.visible_to(user).select_related(*related).defer(*MINUTES).prefetch_related(*many)
    return {row.pk: row for row in rows.filter(pk__in=keys)} if keys else {}


def _line(kind: str, row: Any, sentences: tuple[str, ...]) -> RegisterLine:
    if kind == GOALS:
        return RegisterLine(kind, row, _is_ahead(row), is_late=False, sentences=sentences)
    if kind == AGREEMENTS:
        postponed = row.consensus == Agreement.Consensus.POSTPONED
        return RegisterLine(kind, row, not row.is_done and not postponed, row.is_late and not postponed)
    ended = row.replaced_by_id or (row.ended_on and row.ended_on < timezone.localdate())
    return RegisterLine(kind, row, not ended, is_late=False)
