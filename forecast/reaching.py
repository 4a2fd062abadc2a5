"""How a standard is reached beside the wave, and what leaves the wave by it. Pure arithmetic, no Django."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from forecast.reckoning import Line, Plan
from standards.reckoning import Lot


class Early(NamedTuple):
    """Pieces that are replaced `at` years after the first one, before the end of their life: they wore out sooner."""

    school: int
    type: int
    year: int  # of purchase
    at: int
    quantity: int


def spread(pieces: int, years: int) -> list[int]:
    """As evenly as whole pieces go; together they are `pieces`."""
    return [pieces * (at + 1) // years - pieces * at // years for at in range(years)]


def to_buy(missing: int, worn: Iterable[Lot], *, life: int | None, first_year: int, years: int) -> int:
    """Of the pieces that a standard lacks those that come beside the wave, which replaces what is too old by itself.

    What is worn out before its time does not wait for the end of its life: it counts as replaced only where that
    falls into the first `years` years, in which the standard is to be reached.
    """
    if life is None:
        return missing
    replaced = sum(
        lot.quantity
        for lot in worn
        if lot.purchase_year is not None and (lot.is_sound or lot.purchase_year + life < first_year + years)
    )
    return max(missing - replaced, 0)


def reach(
    missing: int, worn: Iterable[Lot], *, life: int | None, first_year: int, years: int
) -> tuple[list[tuple[int, int]], list[tuple[int, int, int]]]:
    """How a standard is reached in equal parts: (years from the first, pieces) that are bought, and
    (year of purchase, years from the first, pieces) of what is replaced before the end of its life.

    A piece that is replaced for the standard leaves the wave, or it would be bought twice. Worn-out pieces come first,
    the oldest before the others.
    """
    lots = list(worn)
    parts = spread(to_buy(missing, lots, life=life, first_year=first_year, years=years), years)
    early = [
        [lot.purchase_year, lot.quantity]
        for lot in sorted(lots, key=lambda one: one.purchase_year or 0)
        if not lot.is_sound
        and life is not None
        and lot.purchase_year is not None
        and lot.purchase_year + life >= first_year + years
    ]
    bought, moved = [], []
    for at, part in enumerate(parts):
        left = part
        while left and early:
            year, pieces = early[0]
            taken = min(left, pieces)
            moved.append((year, at, taken))
            left -= taken
            early[0][1] -= taken
            if not early[0][1]:
                early.pop(0)
        if left:
            bought.append((at, left))
    return bought, moved


def brought_forward(lines: Iterable[Line], early: Iterable[Early], plan: Plan) -> list[Line]:
    """The same pieces; what is replaced early stands there as if its life ended then."""
    waiting: defaultdict[tuple[int, int, int | None], list[list[int]]] = defaultdict(list)
    for one in early:
        waiting[one.school, one.type, one.year].append([one.at, one.quantity])
    found = []
    for line in lines:
        queue, left = waiting.get((line.school, line.type, line.year), []), line.quantity
        while queue and left:
            at, pieces = queue[0]
            taken = min(left, pieces)
            life = plan.kinds[line.type].life or 0
            found.append(line._replace(year=plan.first_year + at - life, quantity=taken))
            left -= taken
            queue[0][1] -= taken
            if not queue[0][1]:
                queue.pop(0)
        if left:
            found.append(line._replace(quantity=left))
    return found
