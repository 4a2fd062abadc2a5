"""Schools × aspects out of released pictures: one table for the Träger, the round table and the report."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from matrix import scoring
from matrix.models import Catalogue, Side, Snapshot
from matrix.selectors.catalogue import AspectInfo, FieldInfo, Matrix, current_catalogue, matrix_of
from matrix.selectors.profiles import Answer, ratings_in, released_answers, with_ratings
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User
    from matrix.querysets import SnapshotQuerySet

HEAD_COLUMNS = ("name", "released")  # sortable beside the aspects themselves


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One school or Träger; without a release `snapshot_pk` is None and every answer is "none"."""

    subject: School | SchoolAuthority | SchoolName
    answers: tuple[Answer, ...]
    snapshot_pk: int | None = None
    taken_at: datetime | None = None
    is_older_version: bool = False  # released with an earlier version of the matrix

    @property
    def is_released(self) -> bool:
        return self.snapshot_pk is not None


@dataclass(frozen=True, slots=True)
class HeatMap:
    matrix: Matrix
    side: str
    fields: tuple[FieldInfo, ...]
    rows: tuple[HeatRow, ...]
    bearers: Mapping[int, Snapshot]  # Träger key -> its release

    @property
    def aspects(self) -> tuple[AspectInfo, ...]:
        return tuple(aspect for field in self.fields for aspect in field.aspects)

    @property
    def released(self) -> int:
        return sum(row.is_released for row in self.rows)

    @property
    def distributions(self) -> tuple[scoring.Distribution, ...]:
        """Per column, over the released rows only: who released nothing is no "not rated"."""
        rows = [row.answers for row in self.rows if row.is_released]
        return tuple(
            scoring.distribution(
                ((answers[place].state, answers[place].stage) for answers in rows),
                highest=self.matrix.highest,
            )
            for place in range(len(self.aspects))
        )

    @property
    def waiting(self) -> dict[str, int]:
        """Aspect code -> number of schools whose next stage waits for the Träger."""
        return _waiting(self.rows, self.matrix, self.bearers) if self.side == Side.SCHOOL else {}

    def only_field(self, code: str) -> HeatMap:
        """The columns of one field; all of them where no field has this code."""
        chosen = tuple(field for field in self.fields if field.code == code)
        if not chosen:
            return self
        keep = [place for place, aspect in enumerate(self.aspects) if aspect.field_code == code]
        rows = tuple(replace(row, answers=tuple(row.answers[i] for i in keep)) for row in self.rows)
        return replace(self, fields=chosen, rows=rows)

    def sorted_by(self, key: str, *, descending: bool = False) -> HeatMap:
        """Rows by name, release date or an aspect's stage; what has no value stands last both ways."""
        codes = [aspect.code for aspect in self.aspects]

        def value(row: HeatRow) -> Any:
            if key in codes:
                return row.answers[codes.index(key)].stage
            return row.taken_at if key == "released" else str(row.subject).casefold()

        known = [row for row in self.rows if value(row) is not None]
        rest = [row for row in self.rows if value(row) is None]
        return replace(self, rows=(*sorted(known, key=value, reverse=descending), *rest))


@dataclass(frozen=True, slots=True)
class Released:
    """A release before anything of it is read."""

    pk: int
    taken_at: datetime
    catalogue: int


@dataclass(frozen=True, slots=True)
class SchoolName:
    """As much of a school as a row shows, and the number that stands in addresses."""

    pk: int
    number: str
    name: str
    authority_id: int

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class HeatSource:
    """Which releases a heat map shows, with the reader's eyes. What they say costs nothing until it is `read`."""

    catalogue: Catalogue
    schools: tuple[SchoolName, ...]  # in the order of the rows, also those without a release
    releases: Mapping[int, Released]  # school key -> its newest release
    bearers: Mapping[int, Released]  # Träger key -> its newest release
    visible: SnapshotQuerySet

    @property
    def matrix(self) -> Matrix:
        return matrix_of(self.catalogue)

    @property
    def fields(self) -> tuple[FieldInfo, ...]:
        return self.matrix.fields_of(Side.SCHOOL)

    @property
    def key(self) -> Hashable:
        """All that the heat map depends on: matrix and the ways to it, names in their order, releases."""
        rows = tuple((school, self.releases.get(school.pk)) for school in self.schools)
        return (self.catalogue.pk, self.catalogue.loaded_at, tuple(self.bearers.items()), rows)

    def read(self) -> HeatMap:
        keys = [release.pk for release in (*self.releases.values(), *self.bearers.values())]
        found = with_ratings(self.visible.filter(pk__in=keys))
        released = {release.school_id: release for release in found}
        matrix = self.matrix
        blank = tuple(Answer(aspect) for aspect in matrix.aspects_of(Side.SCHOOL))
        return HeatMap(
            matrix,
            Side.SCHOOL,
            self.fields,
            tuple(
                _row(school, released[school.pk], self.catalogue)
                if school.pk in released
                else HeatRow(school, blank)
                for school in self.schools
            ),
            {release.authority_id: release for release in found if release.authority_id},
        )


def heat_source(
    asked: SchoolAuthority | QuerySet[School], *, user: User, catalogue: Catalogue | None = None
) -> HeatSource | None:
    """The schools of a Träger, or any queryset of schools, and their newest releases: three queries.

    None while no matrix is loaded.
    """
    catalogue = catalogue or current_catalogue()
    if not catalogue:
        return None
    rows = (
        School.visible_to(user).filter(authority=asked).open()
        if isinstance(asked, SchoolAuthority)
        else asked
    )
    names = ("pk", "school_number", "display_name", "name", "authority_id")
    named = rows.order_by("name", "school_number").values_list(*names)
    schools = tuple(
        SchoolName(pk, number, shown or name, bearer) for pk, number, shown, name, bearer in named
    )
    bearers = {school.authority_id for school in schools}
    visible = Snapshot.visible_to(user)
    newest = visible.filter(Q(school__authority__in=bearers) | Q(authority__in=bearers)).newest()
    releases: dict[int, Released] = {}
    others: dict[int, Released] = {}
    for school, authority, *said in newest.values_list(
        "school_id", "authority_id", "pk", "taken_at", "catalogue_id"
    ):
        (releases if school else others)[school or authority] = Released(*said)
    shown = {school.pk: releases[school.pk] for school in schools if school.pk in releases}
    return HeatSource(catalogue, schools, shown, others, visible)


def heatmap(
    asked: SchoolAuthority | QuerySet[School], *, user: User, catalogue: Catalogue | None = None
) -> HeatMap | None:
    """The school side of a Träger's schools, or of any queryset of schools, with the reader's eyes.

    Schools without a release are rows too. None while no matrix is loaded.
    """
    source = heat_source(asked, user=user, catalogue=catalogue)
    return source.read() if source else None


def _row(subject: School | SchoolAuthority | SchoolName, snapshot: Snapshot, catalogue: Catalogue) -> HeatRow:
    answers = released_answers(snapshot, matrix_of(catalogue))
    is_older = snapshot.catalogue_id != catalogue.pk
    return HeatRow(subject, answers, snapshot.pk, snapshot.taken_at, is_older)


def standings(
    aspects: Iterable[AspectInfo], snapshot: Snapshot | None, matrix: Matrix
) -> list[scoring.Standing]:
    """Where a release (or its absence: all "none") puts these aspects of this matrix."""
    ratings = ratings_in(snapshot, matrix) if snapshot else {}
    return [_standing(aspect.code, ratings.get(aspect.code, {})) for aspect in aspects]


def _standing(code: str, plain: Mapping[str, Any]) -> scoring.Standing:
    return scoring.Standing(
        code,
        plain.get("state", scoring.NONE),
        plain.get("stage"),
        plain.get("target_stage"),
        plain.get("target_year"),
    )


def _waiting(rows: Iterable[HeatRow], matrix: Matrix, authorities: Mapping[int, Snapshot]) -> dict[str, int]:
    others = {
        pk: {topic.code: standings(topic.authority, snapshot, matrix) for topic in matrix.topics}
        for pk, snapshot in authorities.items()
    }
    counted: dict[str, int] = {}
    for row in rows:
        known = others.get(getattr(row.subject, "authority_id", 0), {})
        for code in _waiting_codes(row, matrix, known):
            counted[code] = counted.get(code, 0) + 1
    return counted


def _waiting_codes(row: HeatRow, matrix: Matrix, known: Mapping[str, list[scoring.Standing]]) -> list[str]:
    return [
        answer.aspect.code
        for answer in row.answers
        if scoring.waits([answer.standing], known.get(answer.aspect.topic_code, []), highest=matrix.highest)
    ]
