"""What was ordered and spent of approved needs; orders lie in an app above, which registers when it is ready."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Spending:
    """Euro gross: what the orders of a need come to, and what its invoices do; `reasons` for more than approved.

    `rounding` is what of it comes of rounding each order.
    """

    ordered: Decimal = Decimal("0.00")
    spent: Decimal = Decimal("0.00")
    reasons: tuple[str, ...] = ()
    rounding: Decimal = Decimal("0.00")


Teller = Callable[["User", Collection[int]], dict[int, Spending]]
_tellers: list[Teller] = []
_free_tellers: list[Teller] = []


def register(teller: Teller, free: Teller) -> None:
    """`teller` is given keys of needs, `free` those of free budget lines; both answer with a fixed number of queries.

    What has no orders is left out.
    """
    _tellers.append(teller)
    _free_tellers.append(free)


def spending_on(items: Collection[int], *, user: User) -> dict[int, Spending]:
    """Need -> what became of its money, as far as `user` may read it."""
    found: dict[int, Spending] = {}
    for tell in _tellers if items else ():
        found |= tell(user, items)
    return found


def free_spending_on(lines: Collection[int], *, user: User) -> dict[int, Spending]:
    """Free budget line -> what became of its money, as far as `user` may read it."""
    found: dict[int, Spending] = {}
    for tell in _free_tellers if lines else ():
        found |= tell(user, lines)
    return found
