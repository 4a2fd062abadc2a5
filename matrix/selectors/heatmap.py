"""Schools × aspects out of released pictures: one table for the Träger, the round table and the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from matrix import scoring
from matrix.models import Catalogue, Side, Snapshot
from matrix.selectors.catalogue import AspectInfo, FieldInfo, Matrix, current_catalogue, matrix_of
from matrix.selectors.profiles import Answer, ratings_of, released_answers, with_ratings
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User

HEAD_COLUMNS = ("name", "released")  # sortable beside the aspects themselves


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One school or Träger; without a release `snapshot_pk` is None and every answer is "none"."""

    subject: School | SchoolAuthority
    answers: tuple[Answer, ...]
    snapshot_pk: int | None = None
    taken_at: datetime | None = None
    is_older_version: bool = False  # released with an earlier version of the matrix, matched by code

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

    @property
    def key(self) -> tuple[Any, ...]:
        """What the table depends on: columns, releases of the Träger, per row the release and the name above it."""
        rows = ((row.snapshot_pk, row.taken_at, str(row.subject), row.is_older_version) for row in self.rows)
        bearers = tuple((pk, release.pk, release.taken_at) for pk, release in self.bearers.items())
        return (self.matrix.pk, bearers, tuple(field.code for field in self.fields), *rows)

    def only_field(self, code: str) -> HeatMap:
        """The columns of one field; all of them where no field has this code."""
        chosen = tuple(field for field in self.fields if field.code == code)
        if not chosen:
            return self
        keep = [place for place, aspect in enumerate(self.aspects) if aspect.field_code == code]
        rows = tuple(replace(row, answers=tuple(row.answers[i] for i in keep)) for row in self.rows)
        return replace(self, fields=chosen, rows=rows)

    def sort_keys(self) -> tuple[str, ...]:
        return (*HEAD_COLUMNS, *(aspect.code for aspect in self.aspects))

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


def heatmap(
    source: SchoolAuthority | QuerySet[School], *, user: User, catalogue: Catalogue | None = None
) -> HeatMap | None:
    """The school side of a Träger's schools, or of any queryset of schools, with the reader's eyes.

    Schools without a release are rows too. None while no matrix is loaded.
    """
    catalogue = catalogue or current_catalogue()
    if not catalogue:
        return None
    asked = (
        School.visible_to(user).filter(authority=source).open()
        if isinstance(source, SchoolAuthority)
        else source
    )
    every = list(asked.order_by("name", "school_number"))
    visible = Snapshot.visible_to(user)
    snapshots = newest_of_schools(visible, every)
    bearers = newest_of_authorities(visible, {school.authority_id for school in every})
    found = heatmap_of(snapshots, catalogue, Side.SCHOOL, authorities=bearers)
    released = {row.subject.pk: row for row in found.rows}
    blank = tuple(Answer(aspect) for aspect in found.aspects)
    return replace(found, rows=tuple(released.get(school.pk) or HeatRow(school, blank) for school in every))


def newest_of_schools(visible: Any, schools: Iterable[School]) -> list[Snapshot]:
    """The newest release of each of these schools among the `visible` ones, with its ratings alone."""
    known = {school.pk: school for school in schools}
    found = with_ratings(visible.filter(school__in=known.keys()).newest())
    for snapshot in found:
        snapshot.school = known[snapshot.school_id or 0]
    return found


def newest_of_authorities(visible: Any, pks: Iterable[int]) -> dict[int, Snapshot]:
    """Träger key -> its newest release among the `visible` ones."""
    found = visible.filter(authority__in=list(pks)).newest().select_related("authority")
    return {snapshot.authority_id: snapshot for snapshot in with_ratings(found) if snapshot.authority_id}


def heatmap_of(
    snapshots: Iterable[Snapshot],
    catalogue: Catalogue,
    side: str,
    *,
    authorities: Mapping[int, Snapshot] | None = None,
) -> HeatMap:
    """A heat map of exactly these releases, one row each, in their order; no query but for the catalogue.

    `authorities` maps a Träger's key to its release: then `waiting` counts the schools that wait for it.
    """
    matrix = matrix_of(catalogue)
    rows = [
        HeatRow(
            snapshot.subject,
            released_answers(snapshot, matrix),
            snapshot.pk,
            snapshot.taken_at,
            snapshot.catalogue_id != catalogue.pk,
        )
        for snapshot in snapshots
    ]
    return HeatMap(matrix, side, matrix.fields_of(side), tuple(rows), authorities or {})


def standings(aspects: Iterable[AspectInfo], snapshot: Snapshot | None) -> list[scoring.Standing]:
    """Where a release (or its absence: all "none") puts these aspects."""
    ratings = ratings_of(snapshot) if snapshot else {}
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
        pk: {topic.code: standings(topic.authority, snapshot) for topic in matrix.topics}
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
