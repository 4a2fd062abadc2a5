"""The released picture at the table: stages of the municipality's schools and their Träger, nothing else.

Reasons, priorities and evidence of a school never come here: the table reads stages only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from matrix.models import JoinedTopic, Side
from matrix.scoring import Standing, waits
from matrix.selectors import (
    AspectInfo,
    FieldInfo,
    Matrix,
    TopicInfo,
    current_catalogue,
    matrix_of,
    released_answers,
    topic_in,
    with_ratings,
)

if TYPE_CHECKING:
    from matrix.models import Snapshot
    from matrix.selectors import Answer
    from roundtables.models import AgendaItem, RoundTableSeries

    Released = tuple[
        str, Snapshot | None, int, str
    ]  # a name, what was released under it, its Träger, its key


CODE = re.compile(r"\b[A-Z]+\d+(?:\.\d+)?\b")  # G4, S4.1


@dataclass(frozen=True, slots=True)
class Cell:
    """What the table sees of one rating. `state` "none" means not rated."""

    code: str
    state: str = "none"
    stage: int | None = None
    stage_name: str = ""
    target_stage: int | None = None


@dataclass(frozen=True)
class Row:
    """One school or Träger with its newest release, None where nothing was released yet."""

    name: str
    release: Snapshot | None
    aspects: tuple[AspectInfo, ...]
    matrix: Matrix
    home: int  # the key of the school's Träger, of a Träger its own
    who: str  # as `selectors.story` names it in addresses: s990012, t12345

    @property
    def released_at(self) -> datetime | None:
        return self.release.taken_at if self.release else None

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """One per aspect, in their order."""
        if self.release is None:
            return tuple(Cell(aspect.code) for aspect in self.aspects)
        said = {answer.aspect.code: answer for answer in released_answers(self.release, self.matrix)}
        return tuple(_cell(said[aspect.code]) for aspect in self.aspects)


@dataclass(frozen=True, slots=True)
class Grid:
    """One side as a table: a column per aspect, a row per school or Träger."""

    side: str
    aspects: tuple[AspectInfo, ...]
    rows: tuple[Row, ...]
    fields: tuple[FieldInfo, ...] = ()  # of a whole side; a topic has none

    @property
    def released(self) -> int:
        return sum(row.released_at is not None for row in self.rows)

    @property
    def key(self) -> tuple[Any, ...]:
        """What the table depends on: the matrix, and per row the release and the name it stands under."""
        rows = ((row.name, row.who, row.release and row.release.pk, row.released_at) for row in self.rows)
        return (self.side, *(aspect.pk for aspect in self.aspects), *rows)

    @property
    def columns(self) -> tuple[tuple[AspectInfo, tuple[tuple[Cell, bool], ...]], ...]:
        """Aspect by aspect: its cell in each row, and whether that row is released."""
        return tuple(
            (aspect, tuple((row.cells[place], row.released_at is not None) for row in self.rows))
            for place, aspect in enumerate(self.aspects)
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """The next stage of `code` waits for `other` of the other side, between these schools and their Träger."""

    code: str
    other: str
    schools: tuple[str, ...]
    side: str = Side.SCHOOL  # of `code`: who waits
    authority: str = ""  # only where several Träger sit at the table

    @property
    def words(self) -> str:
        words = {"code": self.code, "other": self.other, "authority": self.authority}
        if not self.authority:
            return _("%(code)s waits for %(other)s") % words
        if self.side == Side.SCHOOL:
            return _("%(code)s waits for %(other)s of %(authority)s") % words
        return _("%(code)s of %(authority)s waits for %(other)s") % words


@dataclass(frozen=True, slots=True)
class TopicView:
    """A joined topic with both sides next to each other and who waits for whom."""

    topic: TopicInfo
    school: Grid
    authority: Grid
    waits: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Both sides of the matrix as released for this table."""

    matrix: Matrix
    school: Grid
    authority: Grid
    topic: TopicView | None

    @property
    def grids(self) -> tuple[Grid, Grid]:
        return (self.school, self.authority)


def newest_releases(
    series: RoundTableSeries, *, named: bool = False, until: datetime | None = None
) -> list[Snapshot]:
    """The newest release of each school and Träger of this table; `named` with what it is called after."""
    releases = series.releases()
    rows = (releases.filter(taken_at__lte=until) if until else releases).newest()
    return with_ratings(rows.select_related("school", "authority", "catalogue") if named else rows)


def picture_of(
    series: RoundTableSeries,
    releases: Iterable[Snapshot],
    *,
    topic_code: str = "",
    topic: JoinedTopic | None = None,
) -> Picture | None:
    """These newest releases, as many queries for ten schools as for a hundred; None while no matrix is loaded.

    A release made with an earlier version of the matrix stands in aspects and stages of the one in force.
    Without a code the picture shows what became of `topic`.
    """
    catalogue = current_catalogue()
    if catalogue is None:
        return None
    matrix = matrix_of(catalogue)
    shown = matrix.topic(topic_code) if topic_code else topic_in(matrix, topic)
    newest = {(found.school_id, found.authority_id): found for found in releases}
    named = (
        "pk", "school_number", "display_name", "name", "authority_id", "authority__number", "authority__name"
    )  # fmt: skip
    schools = list(series.schools().values_list(*named))  # names alone: the table shows nothing else of them
    authorities = sorted({(name, pk, number) for *_school, pk, number, name in schools})
    school_rows = [
        (shown or name, newest.get((pk, None)), home, f"s{number}")
        for pk, number, shown, name, home, _number, _home in schools
    ]
    authority_rows = [(name, newest.get((None, pk)), pk, f"t{number}") for name, pk, number in authorities]
    return Picture(
        matrix,
        _whole_side(Side.SCHOOL, school_rows, matrix),
        _whole_side(Side.AUTHORITY, authority_rows, matrix),
        _topic_view(shown, school_rows, authority_rows, matrix),
    )


def topic_views(picture: Picture, codes: Iterable[str]) -> list[TopicView]:
    """Several joined topics of one picture, without another query."""
    schools = [(row.name, row.release, row.home, row.who) for row in picture.school.rows]
    authorities = [(row.name, row.release, row.home, row.who) for row in picture.authority.rows]
    found = (_topic_view(picture.matrix.topic(code), schools, authorities, picture.matrix) for code in codes)
    return [view for view in found if view]


def topics_on(agenda: Iterable[AgendaItem], picture: Picture) -> list[str]:
    """Codes of the joined topics that an agenda speaks of: the one of the meeting, and those its items name.

    An item names a topic by its code, or by the code of one of its aspects.
    """
    words = {word for item in agenda for word in CODE.findall(item.title)}
    chosen = {picture.topic.topic.code} if picture.topic else set()
    return [
        topic.code
        for topic in picture.matrix.topics
        if topic.code in chosen
        or words & {topic.code, *(aspect.code for aspect in (*topic.school, *topic.authority))}
    ]


def topic_by_code(code: str) -> JoinedTopic | None:
    known = JoinedTopic.objects.filter(catalogue__is_current=True)
    return known.filter(code=code).first() if code.isprintable() else None  # PostgreSQL refuses a NUL byte


def _grid(side: str, aspects: tuple[AspectInfo, ...], rows: Iterable[Released], matrix: Matrix) -> Grid:
    shown = tuple(Row(name, release, aspects, matrix, home, who) for name, release, home, who in rows)
    return Grid(side, aspects, shown)


def _whole_side(side: str, rows: Iterable[Released], matrix: Matrix) -> Grid:
    return replace(_grid(side, matrix.aspects_of(side), rows, matrix), fields=matrix.fields_of(side))


def _cell(answer: Answer) -> Cell:
    return Cell(answer.aspect.code, answer.state, answer.stage, answer.stage_name, answer.target_stage)


def _topic_view(
    topic: TopicInfo | None, schools: list[Released], authorities: list[Released], matrix: Matrix
) -> TopicView | None:
    if topic is None:
        return None
    school = _grid(Side.SCHOOL, topic.school, schools, matrix)
    authority = _grid(Side.AUTHORITY, topic.authority, authorities, matrix)
    return TopicView(topic, school, authority, tuple(_waiting(school, authority, matrix)))


def _waiting(school: Grid, authority: Grid, matrix: Matrix) -> Iterable[Waiting]:
    """Which next stages wait, each school with its own Träger: first those of the schools, then the other way."""
    bearers = {row.home: (row.name, _standings(row)) for row in authority.rows}
    found: dict[tuple[bool, str, str, str], list[str]] = {}
    for row in school.rows:
        bearer, theirs = bearers[row.home]
        named = bearer if len(bearers) > 1 else ""
        own = _standings(row)
        for other_way, pair in ((False, (own, theirs)), (True, (theirs, own))):
            for wait in waits(*pair, highest=matrix.highest):
                found.setdefault((other_way, wait.code, wait.other, named), []).append(row.name)
    for (other_way, code, other, named), names in sorted(found.items()):
        yield Waiting(code, other, tuple(names), Side.AUTHORITY if other_way else Side.SCHOOL, named)


def _standings(row: Row) -> list[Standing]:
    return [Standing(cell.code, cell.state, cell.stage, cell.target_stage) for cell in row.cells]
