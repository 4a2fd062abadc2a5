"""Where others name another stage than a release: what a table may talk about. Stages alone, no reasons."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from matrix.models import Snapshot, Voice
from matrix.selectors.catalogue import Matrix, matrix_of
from matrix.selectors.lineage import stage_in
from matrix.selectors.profiles import Answer, released_answers
from matrix.selectors.voices import newest_by_code

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class StageSaid:
    """What one of the others named. A school is not named for what it says about its Träger."""

    speaker: str
    said_at: datetime
    stage: int
    stage_name: str
    is_of_a_table: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """An aspect of a release, and the others that see another stage."""

    release: Snapshot
    answer: Answer
    said: tuple[StageSaid, ...]

    @property
    def code(self) -> str:
        return self.answer.aspect.code

    @property
    def label(self) -> str:
        return f"{self.code}, {self.release.subject}"


def differences(releases: Iterable[Snapshot], *, user: User) -> tuple[Difference, ...]:
    """Those of these releases, read with their catalogue, that the person may lay before a table; one query."""
    found = list(releases)
    said: dict[tuple[int | None, int | None], list[dict[str, Any]]] = {}
    of_these = Q(snapshot__school__in={one.school_id for one in found if one.school_id})
    of_these |= Q(snapshot__authority__in={one.authority_id for one in found if one.authority_id})
    for row in Voice.stages_for(user).filter(of_these):
        said.setdefault((row["snapshot__school_id"], row["snapshot__authority_id"]), []).append(row)
    return tuple(
        one
        for release in found
        if (rows := said.get((release.school_id, release.authority_id)))
        for one in _of(release, rows)
    )


def _of(release: Snapshot, rows: list[dict[str, Any]]) -> Iterator[Difference]:
    matrix = matrix_of(release.catalogue)
    newest = sorted(rows, key=lambda row: -row["pk"])
    known = newest_by_code(newest, matrix, of=_placed)
    for answer in released_answers(release, matrix):
        rows = sorted(
            known.get(answer.aspect.code, []), key=lambda row: (row["kind"], row["by_school_id"] or 0)
        )
        if others := _others(answer, rows, matrix):
            yield Difference(release, answer, others)


def _placed(row: dict[str, Any]) -> tuple[Hashable, str, int]:
    return (row["kind"], row["by_school_id"]), row["aspect__code"], row["snapshot__catalogue_id"]


def _others(answer: Answer, rows: list[dict[str, Any]], matrix: Matrix) -> tuple[StageSaid, ...]:
    moved = ((row, stage_in(matrix, row["stage"], since=row["snapshot__catalogue_id"])) for row in rows)
    return tuple(
        StageSaid(
            _speaker(row),
            row["said_at"],
            stage,
            matrix.stage_name(stage),
            is_of_a_table=row["kind"] == Voice.Kind.TABLE,
        )
        for row, stage in moved
        if answer.stage and stage and stage != answer.stage
    )


def _speaker(row: dict[str, Any]) -> str:
    if row["kind"] == Voice.Kind.TABLE:
        return str(row["meeting_title"] or Voice.Kind.TABLE.label)
    return _("A school") if row["by_school_id"] else _("Träger")
