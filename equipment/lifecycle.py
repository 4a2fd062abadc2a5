"""When things must be replaced: year of purchase plus useful life. Pure arithmetic, no Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

HORIZON = 10  # years that a wave shows, the first one included


@dataclass(frozen=True, slots=True)
class Item:
    """Alike things of one class. `useful_life` in years; None means that nobody plans to replace them."""

    key: str
    quantity: int
    purchase_year: int | None
    useful_life: int | None


@dataclass(slots=True)
class ClassWave:
    """Pieces of one class to replace, by year; what cannot be dated stands apart."""

    by_year: dict[int, int] = field(default_factory=dict)
    overdue: int = 0  # due before the first year; counted in the first year too
    later: int = 0  # due after the last year shown
    unknown: int = 0  # year of purchase missing


@dataclass(frozen=True, slots=True)
class Wave:
    years: tuple[int, ...]
    classes: dict[str, ClassWave]

    @property
    def totals(self) -> dict[int, int]:
        return {year: sum(one.by_year.get(year, 0) for one in self.classes.values()) for year in self.years}


def replacement_year(purchase_year: int | None, useful_life: int | None) -> int | None:
    """Calendar year in which a thing reaches the end of its useful life; None when that cannot be said."""
    if purchase_year is None or useful_life is None:
        return None
    return purchase_year + useful_life


def replacement_wave(items: Iterable[Item], *, first_year: int, horizon: int = HORIZON) -> Wave:
    """Sum `items` by class and year. Classes without a useful life are never due and left out."""
    years = tuple(range(first_year, first_year + horizon))
    classes: dict[str, ClassWave] = {}
    for item in items:
        if item.useful_life is not None:
            _add(classes.setdefault(item.key, ClassWave()), item, years)
    return Wave(years, classes)


def _add(wave: ClassWave, item: Item, years: tuple[int, ...]) -> None:
    due = replacement_year(item.purchase_year, item.useful_life)
    if due is None:
        wave.unknown += item.quantity
    elif due > years[-1]:
        wave.later += item.quantity
    else:
        year = max(due, years[0])
        wave.by_year[year] = wave.by_year.get(year, 0) + item.quantity
        wave.overdue += item.quantity if due < years[0] else 0
