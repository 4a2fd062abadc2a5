"""What is on its way to a school and not in its stock yet: apps above this one know.

One of them fills a slot when it is ready; here nobody knows which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.slots import Slot

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School


@dataclass(frozen=True, slots=True)
class Coming:
    """Pieces of one type that nobody has to ask for again. `words` tell them with year and state."""

    school_id: int
    type_id: int
    pieces: int
    year: int | None  # planning year of the need that asks for them; None: they come of none
    is_replacement: bool
    words: str


Teller = Callable[["User", Collection[int]], list[Coming]]
# Answers for these schools in a fixed number of queries, as far as the user may read it.
COMING: Slot[Teller] = Slot("what is on its way to schools")
Reads = Callable[["User", "School"], bool]
READS_COMING: Slot[Reads] = Slot("who may read all that is on its way to a school")


def is_told(schools: Iterable[School], *, user: User) -> bool:
    """Whether this reader knows all that is on its way. Who knows a part of it is told nothing.

    A figure less that part would be another one than everybody's, under the same head.
    """
    reads = READS_COMING.provider
    return reads is None or all(reads(user, school) for school in schools)


def coming_to(schools: Collection[int], *, user: User) -> dict[tuple[int, int], tuple[Coming, ...]]:
    """(school, type) -> what is on its way."""
    found: dict[tuple[int, int], list[Coming]] = defaultdict(list)
    tell = COMING.provider
    for one in tell(user, schools) if tell and schools else ():
        found[one.school_id, one.type_id].append(one)
    return {key: tuple(parts) for key, parts in found.items()}
