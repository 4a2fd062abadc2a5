"""What is on its way to a school and not in its stock yet: apps above this one know.

One of them fills a slot when it is ready; here nobody knows which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.slots import Slot

if TYPE_CHECKING:
    from accounts.models import User


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


def coming_to(schools: Collection[int], *, user: User) -> dict[tuple[int, int], tuple[Coming, ...]]:
    """(school, type) -> what is on its way."""
    found: dict[tuple[int, int], list[Coming]] = defaultdict(list)
    tell = COMING.provider
    for one in tell(user, schools) if tell and schools else ():
        found[one.school_id, one.type_id].append(one)
    return {key: tuple(parts) for key, parts in found.items()}
