"""Until when money of a funding source can be had; grants lie in an app above, which registers when it is ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority

NEAR = ((90, 3), (180, 2), (365, 1))  # days left at most -> value of the criterion


@dataclass(frozen=True, slots=True)
class Deadline:
    """The next day that binds a purchase, or the last one where all have passed; `label` says what is due then."""

    label: str
    day: date

    def value(self, today: date) -> int:
        """0 when it lies far ahead, and when it has passed: then nothing is saved by haste."""
        left = (self.day - today).days
        if left < 0:
            return 0
        return next((value for days, value in NEAR if left <= days), 0)


Teller = Callable[["User", "SchoolAuthority"], dict[str, Deadline]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """`teller` answers for each code of a funding source that has a day, with a fixed number of queries."""
    _tellers.append(teller)


def deadlines_of(*, user: User, authority: SchoolAuthority) -> dict[str, Deadline]:
    """Code of a funding source -> the day until which its money can be had, as far as `user` may read it."""
    found: dict[str, Deadline] = {}
    for tell in _tellers:
        found |= tell(user, authority)
    return found
