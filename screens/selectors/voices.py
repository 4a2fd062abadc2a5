"""Questions to everybody: what a telephone sees, what the wall sees, what the moderator sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from roundtables.models import Meeting
from roundtables.selectors.sealing import SealingWarning
from screens.models import SHOWN_FROM, Entrance, Question
from screens.selectors.keys import PageKeys

KEYS = PageKeys("screens.entrance")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with how often it was given; `share` is in percent of all who answered."""

    text: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the feedback: how many gave which mark, from 1 (does not apply) to 4 (applies)."""

    text: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what may be shown of it: results only of a closed one that enough have answered."""

    question: Question
    voices: int
    answers: tuple[Answer, ...] = ()
    statements: tuple[Statement, ...] = ()
    is_again: bool = False

    @property
    def is_open(self) -> bool:
        return self.question.state == Question.State.OPEN

    @property
    def is_hidden(self) -> bool:
        return self.question.state == Question.State.CLOSED and self.question.sums is None

    @property
    def is_too_few(self) -> bool:
        return self.is_hidden and self.voices < SHOWN_FROM

    @property
    def is_too_alike(self) -> bool:
        """Almost the same people answered the same question before."""
        return self.is_hidden and not self.is_too_few

    @property
    def needed(self) -> int:
        return SHOWN_FROM


def asked(question: Question, *, voices: int = 0) -> Asked:
    """`voices` counts those of an open question; a closed one knows its own."""
    total = question.voices if question.voices is not None else voices
    sums = question.sums
    if sums is None:
        return Asked(question, total)
    if question.kind == Question.Kind.FEEDBACK:
        told = zip(question.options, sums, strict=True)
        return Asked(question, total, statements=tuple(Statement(text, tuple(row)) for text, row in told))
    return Asked(question, total, answers=tuple(_answers(question, sums)))


def _answers(question: Question, sums: list[int]) -> Iterable[Answer]:
    """A scale stays in its order; of dots the most frequent first, equals in their order."""
    told = list(zip(question.options, sums, strict=True))
    if question.kind == Question.Kind.DOTS:
        told.sort(key=lambda pair: -pair[1])
    for text, count in told:
        yield Answer(text, count, round(100 * count / (question.voices or 1)))


def questions_of(meeting: Meeting) -> tuple[Asked, ...]:
    """All questions of a meeting with their standing; `meeting` is visible to whoever asks."""
    rows = list(meeting.questions.annotate(given=Count("ballots")))
    before = [row for row in rows if row.state != Question.State.DRAFT]
    return tuple(replace(asked(row, voices=row.given), is_again=_is_again(row, before)) for row in rows)


def _is_again(row: Question, before: Iterable[Question]) -> bool:
    """Asked again, or about to be."""
    is_draft = row.state == Question.State.DRAFT
    return row.first_id is not None or (is_draft and any(row.repeats(one) for one in before))


def current_question(meeting: Meeting) -> Asked | None:
    """The open question, or else the one that was closed last."""
    rows: Any = meeting.questions.exclude(state=Question.State.DRAFT).annotate(given=Count("ballots"))
    found = rows.order_by(
        "-state", "-created_at", "-pk"
    ).first()  # "open" stands behind "closed" in the alphabet
    return asked(found, voices=found.given) if found else None


def entrance_of(meeting: Meeting) -> Entrance | None:
    """The door of this meeting, open or not; None while it was never opened."""
    return meeting.entrance if hasattr(meeting, "entrance") else None


def entrance_by(code: str) -> Entrance | None:
    """The open door under this code, as people type it; None where there is none."""
    said = "".join(code.upper().split())
    if not said.isascii() or not said.isalnum():
        return None
    rows = Entrance.unscoped.filter(is_open=True).exclude(meeting__state__in=["sealed", "cancelled"])
    return rows.select_related("meeting__series").filter(code=said).first()


def entrance_key(entrance: Entrance) -> str:
    """What a telephone shows to ask whether there is something new."""
    return KEYS.key_of(entrance.pk)


def entrance_revision(key: str) -> int | None:
    """Grows with each question that is opened or closed; None for a key that the portal has not made."""
    return Entrance.unscoped.filter(pk=KEYS.pk_of(key) or 0).values_list("revision", flat=True).first()


def has_voice(question: Question, device: str) -> bool:
    """Whether this device has answered the question; all that a telephone learns of its own voice."""
    return bool(device) and question.ballots.filter(device=question.device_key(device)).exists()


def left_to_answer(meeting: Meeting) -> list[SealingWarning]:
    """What is asked just now, and what becomes of it when the meeting ends."""
    address = reverse("screens:question_list", args=[meeting.pk])
    found = meeting.questions.filter(state=Question.State.OPEN).first()
    if found is None:
        return []
    if found.kind == Question.Kind.FEEDBACK:
        text = _("The feedback on the meeting is open. It stays so until you close it, or until the night.")
    else:
        text = _("“%(question)s” is still asked. When the meeting ends, it is closed and counted.") % {
            "question": found.text
        }
    return [SealingWarning(text, "", address)]
