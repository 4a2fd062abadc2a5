"""The ten-minute update: which answers of the last round want a look, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from matrix.models import AGED_AFTER
from matrix.selectors.hints import Hint
from matrix.selectors.profiles import Answer, Profile


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that nobody has looked at since the last release, or since its question has new words."""

    answer: Answer
    is_aged: bool
    contradiction: str = ""  # what the figures speak for instead
    outside: str = ""  # reason of a floor above, such as an open milestone

    @property
    def needs_recheck(self) -> bool:
        return self.answer.needs_recheck

    @property
    def code(self) -> str:
        return self.answer.aspect.code

    @property
    def is_first(self) -> bool:
        return bool(self.needs_recheck or self.is_aged or self.reasons)

    @property
    def reasons(self) -> list[str]:
        """Why this comes first, as parts of a sentence; age and another text are badges of their own."""
        return [text for text in (self.contradiction, self.outside) if text]


@dataclass(frozen=True, slots=True)
class UpdateQueue:
    waiting: tuple[Waiting, ...]
    total: int  # aspects with an answer: what has none cannot be confirmed
    unanswered: str  # code of the first aspect without an answer, "" where all have one

    @property
    def checked(self) -> int:
        return self.total - len(self.waiting)

    @property
    def first(self) -> int:
        """How many are asked first, for whichever reason."""
        return sum(one.is_first for one in self.waiting)

    def pick(self, code: str = "") -> Waiting | None:
        """The one somebody asked for, else the next one."""
        return next((one for one in self.waiting if one.code == code), next(iter(self.waiting), None))


def update_queue(
    found: Profile,
    *,
    hints: Mapping[str, Hint] | None = None,
    first: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> UpdateQueue:
    """Answers carried over to another text, aged ones, what figures contradict or `first` names, then the rest.

    Each group in the order of the matrix. `first` is what this app cannot know because it lies below
    (`reasons_from_above`). What was answered or confirmed since the last release has left the queue, unless that
    too is longer ago than `AGED_AFTER`.
    """
    limit = (now or timezone.now()) - AGED_AFTER
    answered = [answer for answer in found.answers if answer.is_answered]
    waiting = [
        Waiting(answer, aged, _contradiction(answer, hints or {}), (first or {}).get(answer.aspect.code, ""))
        for answer in answered
        if (aged := bool(answer.rated_at and answer.rated_at < limit))
        or answer.needs_recheck
        or not answer.is_of_this_round
    ]
    waiting.sort(key=lambda one: (not one.needs_recheck, not one.is_aged, not one.reasons))
    return UpdateQueue(tuple(waiting), len(answered), found.next_open())


def _contradiction(answer: Answer, hints: Mapping[str, Hint]) -> str:
    hint = hints.get(answer.aspect.code)
    if hint is None or not hint.contradicts(answer):
        return ""
    return _("your figures speak otherwise: %(hint)s") % {"hint": hint.suggests}
