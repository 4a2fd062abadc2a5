"""Several views of one aspect side by side: what was released, and how others see it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Q

from matrix.models import Snapshot, Voice
from matrix.selectors.catalogue import AspectInfo, Matrix, TopicInfo, matrix_of
from matrix.selectors.lineage import codes_in, stage_in
from matrix.selectors.profiles import Answer, released_answers

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School, SchoolAuthority

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """One other view in the words of a matrix that may be newer than the view; `code` is its aspect there.

    `stage` is None where the stage that was named ended with its version. `differs` says that both named a stage
    and not the same one.
    """

    voice: Voice
    code: str
    stage: int | None
    stage_name: str
    differs: bool = False

    @property
    def is_reworded(self) -> bool:
        """What was said then reads differently in this matrix."""
        return (self.voice.aspect.code, self.voice.stage) != (self.code, self.stage)

    @property
    def is_without_stage(self) -> bool:
        return bool(self.voice.stage and not self.stage)


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """An aspect with the released answer and the newest view of each speaker."""

    subject: School | SchoolAuthority
    answer: Answer
    lines: tuple[VoiceLine, ...]

    @property
    def open_differences(self) -> list[VoiceLine]:
        """Those that may be talked about at the table: what the adviser says is the school's to read."""
        return [line for line in self.lines if line.differs and line.voice.kind != Voice.Kind.ADVISER]


def newest_by_code(
    rows: Iterable[T], matrix: Matrix, *, of: Callable[[T], tuple[Hashable, str, int]]
) -> dict[str, list[T]]:
    """Code in this matrix -> what counts there, out of `rows`, newest first; `of` tells speaker, code and version.

    The newest of each speaker. Where several aspects became one, what a speaker said last to each of them stands
    until there is a view in newer words. What belongs to a version that did not lead here is left out.
    """
    found: dict[str, list[T]] = {}
    versions: dict[tuple[Hashable, str], int] = {}
    for row in rows:
        speaker, code, version = of(row)
        for here in codes_in(matrix, code, since=version):
            if versions.setdefault((speaker, here), version) == version:
                found.setdefault(here, []).append(row)
    return found


def voice_rows(snapshot: Snapshot, *, user: User) -> tuple[VoiceRow, ...]:
    """All aspects of this release, with the views that the reader may read."""
    matrix = matrix_of(snapshot.catalogue)
    found = _lines(Voice.visible_to(user).filter(**about(snapshot)), matrix)
    return tuple(
        VoiceRow(snapshot.subject, answer, _beside(answer, found.get(answer.aspect.code, [])))
        for answer in released_answers(snapshot, matrix)
    )


def voices_of(
    subject: School | SchoolAuthority, aspect: AspectInfo, matrix: Matrix, *, user: User
) -> list[VoiceLine]:
    """The newest view of each speaker on one aspect of this school or Träger, in the words of its matrix."""
    ours = Q(aspect=aspect.pk) | ~Q(snapshot__catalogue=matrix.pk)
    rows = Voice.visible_to(user).filter(ours, snapshot__in=subject.snapshots.values("pk"))
    return _lines(rows, matrix).get(aspect.code, [])


def voices_in_topic(
    authority: SchoolAuthority, topic: TopicInfo, matrix: Matrix, *, user: User
) -> list[VoiceLine]:
    """Views on aspects of one joined topic, of a Träger and its schools, those about schools first."""
    aspects = (*topic.school, *topic.authority)
    ours = Q(aspect__in=[aspect.pk for aspect in aspects]) | ~Q(snapshot__catalogue=matrix.pk)
    rows = Voice.visible_to(user).filter(ours)
    schools = _lines(rows.filter(snapshot__school__authority=authority), matrix)
    bearer = _lines(rows.filter(snapshot__authority=authority), matrix)
    found = [line for aspect in aspects for line in schools.get(aspect.code, [])]
    found.sort(key=lambda line: line.voice.snapshot.school_id or 0)
    return [*found, *(line for aspect in aspects for line in bearer.get(aspect.code, []))]


def about(snapshot: Snapshot) -> dict[str, Any]:
    """Filter: views on the same school or Träger, whichever of its releases they are about."""
    return {"snapshot__school": snapshot.school_id, "snapshot__authority": snapshot.authority_id}


def _lines(rows: Any, matrix: Matrix) -> dict[str, list[VoiceLine]]:
    """Code in this matrix -> the views on it, ordered by speaker; one query."""
    key = ("snapshot__school_id", "snapshot__authority_id", "aspect_id", "kind", "by_school_id")
    joined = rows.select_related(
        "aspect", "by_school", "said_by", "snapshot__school", "snapshot__authority", "snapshot__catalogue"
    )
    newest = joined.defer("snapshot__data").order_by(*key, "-pk").distinct(*key)
    known = newest_by_code(sorted(newest, key=lambda voice: -voice.pk), matrix, of=_placed)
    return {
        code: [_line(voice, code, matrix) for voice in sorted(voices, key=_speaker)]
        for code, voices in known.items()
    }


def _placed(voice: Voice) -> tuple[Hashable, str, int]:
    return _speaker(voice), voice.aspect.code, voice.snapshot.catalogue_id


def _speaker(voice: Voice) -> tuple[Any, ...]:
    """Who speaks, and about whom."""
    return (
        voice.snapshot.school_id or 0,
        voice.snapshot.authority_id or 0,
        voice.kind,
        voice.by_school_id or 0,
    )


def _line(voice: Voice, code: str, matrix: Matrix) -> VoiceLine:
    stage = stage_in(matrix, voice.stage, since=voice.snapshot.catalogue_id)
    return VoiceLine(voice, code, stage, matrix.stage_name(stage))


def _beside(answer: Answer, lines: list[VoiceLine]) -> tuple[VoiceLine, ...]:
    return tuple(
        replace(line, differs=bool(line.stage and answer.stage and line.stage != answer.stage))
        for line in lines
    )
