"""What is on its way to a school and not in its stock yet: apps above this one know.

They register a function when they are ready; here nobody knows which there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """`teller` answers for these schools in a fixed number of queries, as far as the user may read it."""
    _tellers[:] = [teller]


def coming_to(schools: Collection[int], *, user: User) -> dict[tuple[int, int], tuple[Coming, ...]]:
    """(school, type) -> what is on its way."""
    found: dict[tuple[int, int], list[Coming]] = defaultdict(list)
    for tell in _tellers if schools else ():
        for one in tell(user, schools):
            found[one.school_id, one.type_id].append(one)
    return {key: tuple(parts) for key, parts in found.items()}
