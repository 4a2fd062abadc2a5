"""The ten-minute update: which answers of the last round want a look, and in which order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from matrix.models import AGED_AFTER
from matrix.selectors.profiles import Answer, Profile


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that nobody has looked at since the last release, or since its question has new words."""

    answer: Answer
    is_aged: bool

    @property
    def needs_recheck(self) -> bool:
        return self.answer.needs_recheck

    @property
    def code(self) -> str:
        return self.answer.aspect.code


@dataclass(frozen=True, slots=True)
class UpdateQueue:
    waiting: tuple[Waiting, ...]
    total: int  # aspects with an answer: what has none cannot be confirmed
    unanswered: str  # code of the first aspect without an answer, "" where all have one

    @property
    def checked(self) -> int:
        return self.total - len(self.waiting)

    @property
    def aged(self) -> int:
        return sum(one.is_aged for one in self.waiting)

    def pick(self, code: str = "") -> Waiting | None:
        """The one somebody asked for, else the next one."""
        return next((one for one in self.waiting if one.code == code), next(iter(self.waiting), None))


def update_queue(found: Profile, *, first: Collection[str] = (), now: datetime | None = None) -> UpdateQueue:
    """Answers carried over to another text, aged ones, aspects named in `first`, the rest; each in matrix order.

    `first` is for what this app cannot know, because it lies below the apps that do: aspects with an open
    milestone or a fact that contradicts the answer. What was answered or confirmed since the last release has
    left the queue, unless that too is longer ago than `AGED_AFTER`.
    """
    limit = (now or timezone.now()) - AGED_AFTER
    answered = [answer for answer in found.answers if answer.is_answered]
    waiting = [
        Waiting(answer, is_aged=aged)
        for answer in answered
        if (aged := bool(answer.rated_at and answer.rated_at < limit))
        or answer.needs_recheck
        or not answer.is_of_this_round
    ]
    waiting.sort(key=lambda one: (not one.needs_recheck, not one.is_aged, one.code not in first))
    return UpdateQueue(tuple(waiting), len(answered), found.next_open())
