"""Is there enough? Actual figures against their targets. Pure arithmetic; the words are added by selectors.

Rounding: shares to whole percent, half up, but never as far as 100 or a target that is not reached; pupils per device
up to one decimal. Verdicts compare the exact numbers and know no rounding.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

FULFILLED, PARTLY, OPEN, UNKNOWN = "fulfilled", "partly", "open", "unknown"
HALF = Fraction(1, 2)
HALF_WAY = Decimal("0.5")  # from half of what the target asks for, it counts as partly fulfilled


@dataclass(frozen=True, slots=True)
class Measure:
    """`actual` and `needed` in the unit of the target; None where it cannot be calculated."""

    actual: Decimal | None
    verdict: str


def verdict_of(*, have: Decimal, needed: Decimal) -> str:
    """Fulfilled from `needed` up, partly from half of it up, else open."""
    if have >= needed:
        return FULFILLED
    return PARTLY if have >= needed * HALF_WAY else OPEN


def percent_shown(exact: Fraction, *, target: int | None = None) -> Decimal:
    """Whole percent, half up. What falls short of 100 or of the target is shown below it."""
    shown = math.floor(exact + HALF)
    missed = (limit for limit in (100, target) if limit is not None and exact < limit)
    return Decimal(min([shown, *(limit - 1 for limit in missed)]))


def share(*, part: int | None, whole: int | None, target: int | None) -> Measure:
    """`part` of `whole` in percent against `target` percent."""
    if part is None or not whole:
        return Measure(None, UNKNOWN)
    shown = percent_shown(Fraction(part * 100, whole), target=target)
    if target is None:
        return Measure(shown, UNKNOWN)
    # multiplied out, so that no division rounds the verdict
    return Measure(shown, verdict_of(have=Decimal(part) * 100, needed=Decimal(target) * Decimal(whole)))


def ratio(*, pupils: int | None, devices: int, target: Decimal | None) -> Measure:
    """Pupils per device against at most `target` pupils per device."""
    if not pupils:
        return Measure(None, UNKNOWN)
    shown = (Decimal(pupils) / devices).quantize(Decimal("0.1"), ROUND_CEILING) if devices else None
    if target is None:
        return Measure(shown, UNKNOWN)
    return Measure(shown, verdict_of(have=devices * target, needed=Decimal(pupils)))


def missing_devices(pupils: int | None, devices: int, target: Decimal | None) -> int:
    """How many more devices the target asks for; 0 where it is met or cannot be calculated."""
    if not pupils or not target:
        return 0
    needed = (Decimal(pupils) / target).to_integral_value(ROUND_CEILING)
    return max(int(needed) - devices, 0)


def missing_parts(part: int | None, whole: int | None, target: int | None) -> int:
    """How many more of `whole` must have it to reach `target` percent; 0 where that cannot be calculated."""
    if part is None or not whole or not target:
        return 0
    return max(-(-whole * target // 100) - part, 0)
