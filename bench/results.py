"""One line of the printed list."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """`ratio` is value / baseline in the same unit; memory has no baseline and compares with its aim alone.

    `queries`: what one request asks of the database, where that is counted.
    """

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None
    aim: float
    queries: int | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(self).items()
        }


def against(
    name: str, value: float, baseline: float, *, unit: str, aim: float, queries: int | None = None
) -> Result:
    """A measured value beside a baseline of the same run."""
    return Result(name, value, unit, baseline, value / baseline, aim, queries)


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_seconds(work: Callable[[], object], *, times: int) -> float:
    """Median wall time of `times` calls after one that warms up."""
    work()
    return statistics.median(seconds(work) for _turn in range(times))
