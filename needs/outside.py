"""What apps above this one have to say about a need, on the list of the school and on the page of the need.

Each fills a slot when it is ready; here nobody knows which there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.slots import Slot

if TYPE_CHECKING:
    from accounts.models import User
    from needs.models import NeedItem


@dataclass(frozen=True, slots=True)
class Word:
    """`text` is the result in a few words, `title` says whose, `reasons` stand on the page of the need alone."""

    title: str
    text: str
    reasons: tuple[str, ...] = ()


Teller = Callable[["User", Sequence["NeedItem"]], dict[int, Word]]
# Each answers for all of the needs with at most one query: key of the need -> its word.
WORDS: Slot[Teller] = Slot("words about needs", several=True)


def words_about(items: Sequence[NeedItem], *, user: User) -> dict[int, list[Word]]:
    """Need -> what there is to say about it, as far as `user` may read it."""
    found: dict[int, list[Word]] = {item.pk: [] for item in items}
    for tell in WORDS.providers() if items else ():
        for pk, word in tell(user, items).items():
            found[pk].append(word)
    return found
