"""Several views of one aspect side by side: what was released, and how others see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matrix.models import Snapshot, Voice
from matrix.selectors.catalogue import Matrix, matrix_of
from matrix.selectors.profiles import Answer, released_answers

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School, SchoolAuthority


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """One other view; `differs` says that both named a stage and not the same one."""

    voice: Voice
    stage_name: str
    differs: bool


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


def voice_rows(snapshot: Snapshot, *, user: User) -> tuple[VoiceRow, ...]:
    """All aspects of this release, with the views that the reader may read."""
    matrix = matrix_of(snapshot.catalogue)
    found = _newest(Voice.visible_to(user).filter(**_about(snapshot)))
    by_code: dict[str, list[Voice]] = {}
    for voice in found:
        by_code.setdefault(voice.aspect.code, []).append(voice)
    return tuple(
        VoiceRow(snapshot.subject, answer, _lines(answer, by_code.get(answer.aspect.code, []), matrix))
        for answer in released_answers(snapshot, matrix)
    )


def voices_of(subject: School | SchoolAuthority, code: str, *, user: User) -> list[Voice]:
    """The newest view of each speaker on one aspect of this school or Träger."""
    about = {"snapshot__in": subject.snapshots.values("pk"), "aspect__code": code}
    return _newest(Voice.visible_to(user).filter(**about))


def voices_in_topic(authority: SchoolAuthority, code: str, *, user: User) -> list[Voice]:
    """Views on aspects of one joined topic, of a Träger and its schools, those about schools first."""
    rows = Voice.visible_to(user).filter(aspect__topic__code=code)
    schools = rows.filter(snapshot__school__authority=authority)
    return [*_newest(schools), *_newest(rows.filter(snapshot__authority=authority))]


def _about(snapshot: Snapshot) -> dict[str, Any]:
    return {"snapshot__school": snapshot.school_id, "snapshot__authority": snapshot.authority_id}


def _newest(rows: Any) -> list[Voice]:
    """One per speaker, subject and aspect."""
    key = ("snapshot__school_id", "snapshot__authority_id", "aspect__code", "kind", "by_school_id")
    joined = rows.select_related(
        "aspect", "by_school", "said_by", "snapshot__school", "snapshot__authority", "snapshot__catalogue"
    )
    return list(joined.defer("snapshot__data").order_by(*key, "-pk").distinct(*key))


def _lines(answer: Answer, voices: list[Voice], matrix: Matrix) -> tuple[VoiceLine, ...]:
    return tuple(
        VoiceLine(
            voice,
            matrix.stage_name(voice.stage),
            bool(voice.stage and answer.stage and voice.stage != answer.stage),
        )
        for voice in voices
    )
