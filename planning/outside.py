"""What apps above know of a budget: until when money can be had, and what was ordered and spent of it.

Grants and orders lie there. They fill slots when they are ready; here nobody knows which they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from core.slots import Slot

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


DeadlineTeller = Callable[["User", "SchoolAuthority"], dict[str, Deadline]]
# Answers for each code of a funding source that has a day, with a fixed number of queries.
DEADLINES: Slot[DeadlineTeller] = Slot("until when money can be had")


def deadlines_of(*, user: User, authority: SchoolAuthority) -> dict[str, Deadline]:
    """Code of a funding source -> the day until which its money can be had, as far as `user` may read it."""
    tell = DEADLINES.provider
    return tell(user, authority) if tell else {}


@dataclass(frozen=True, slots=True)
class Spending:
    """Euro gross: what the orders of a need come to, and what its invoices do; `reasons` for more than approved.

    `rounding` is what of it comes of rounding each order.
    """

    ordered: Decimal = Decimal("0.00")
    spent: Decimal = Decimal("0.00")
    reasons: tuple[str, ...] = ()
    rounding: Decimal = Decimal("0.00")


SpendingTeller = Callable[["User", Collection[int]], dict[int, Spending]]
# They are given keys of needs, and keys of free budget lines; what has no orders is left out. Both answer with a
# fixed number of queries.
SPENDING: Slot[SpendingTeller] = Slot("what was spent on needs")
FREE_SPENDING: Slot[SpendingTeller] = Slot("what was spent on free budget lines")


def spending_on(items: Collection[int], *, user: User) -> dict[int, Spending]:
    """Need -> what became of its money, as far as `user` may read it."""
    tell = SPENDING.provider
    return tell(user, items) if tell and items else {}


def free_spending_on(lines: Collection[int], *, user: User) -> dict[int, Spending]:
    """Free budget line -> what became of its money, as far as `user` may read it."""
    tell = FREE_SPENDING.provider
    return tell(user, lines) if tell and lines else {}
