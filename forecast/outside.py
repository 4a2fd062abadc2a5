"""The price limit between expense (konsumtiv) and investment (investiv), which an app above this one keeps.

It fills a slot when it is ready; here nobody knows which one.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from core.slots import Slot
from forecast.reckoning import PRICE_LIMIT


class Limit(NamedTuple):
    """Euro net a piece, and the planning year of the round that says so; None: no round does, the law's counts."""

    euro: Decimal
    year: int | None


Teller = Callable[[int], Limit]
# Answers for the key of a Träger, in a fixed number of queries.
LIMIT: Slot[Teller] = Slot("the price limit of a Träger")


def limit_of(authority_id: int) -> Limit:
    tell = LIMIT.provider
    return tell(authority_id) if tell else Limit(PRICE_LIMIT, None)
