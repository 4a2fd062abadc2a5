"""Bars by year as plain geometry: templates draw them, the table beside them says the same in numbers.

Coordinates are text: a German template would print 12.5 as 12,5, which SVG does not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 8, 22, 28
STEPS = 4  # lines behind the bars, about
PAPER = (  # on white; static/css/forecast.css has them for both grounds
    "#1d4f91", "#b3541e", "#2f7d4f", "#7a3e8e", "#a88a00", "#0f7c8c", "#a32a4a",
    "#5a6b1f", "#6a5acd", "#8a5a3c", "#3d6f9e", "#56616d", "#8c97a3",
)  # fmt: skip
Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Series:
    """One colour (`tone` counts in PAPER), from the ground upwards; values by year, not negative."""

    label: str
    tone: int
    values: Sequence[Number]


def short(value: Number, *, euro: bool) -> str:
    """For the axis and above a bar: thousands and millions; the exact amount stands in the table."""
    exact = Decimal(value)
    if not euro or exact < 1000:
        return str(number_format(round(exact), use_l10n=True, force_grouping=True))
    if exact < 1_000_000:
        return _("%(amount)s k€") % {"amount": number_format(round(exact / 1000), use_l10n=True)}
    millions = number_format(round(exact / 1_000_000, 1), use_l10n=True)
    return _("%(amount)s m€") % {"amount": millions}


def stacked(
    *, title: str, finding: str, years: Sequence[int], series: Sequence[Series], euro: bool
) -> dict[str, Any]:
    """A bar a year with its parts upon each other, and their sum above it."""
    shown = [one for one in series if any(value > 0 for value in one.values)]
    sums = [sum((Decimal(one.values[at]) for one in shown), Decimal(0)) for at in range(len(years))]
    frame = _Frame(max(sums) if sums else Decimal(0), len(years))
    bars = []
    for at, year in enumerate(years):
        below, parts = Decimal(0), []
        for one in shown:
            if one.values[at]:
                parts.append(frame.part(at, below, Decimal(one.values[at]), tone=one.tone))
                below += Decimal(one.values[at])
        bars.append(frame.bar(at, year, sums[at], parts, short(sums[at], euro=euro) if sums[at] else ""))
    return frame.chart(title, finding, bars, [_key(one) for one in shown], euro=euro)


def paired(
    *, title: str, finding: str, years: Sequence[int], series: Sequence[Series], euro: bool
) -> dict[str, Any]:
    """Two bars a year beside each other: one for each series."""
    values = [Decimal(value) for one in series for value in one.values]
    frame = _Frame(max(values) if values else Decimal(0), len(years))
    bars = []
    for at, year in enumerate(years):
        parts = [
            frame.part(at, Decimal(0), Decimal(one.values[at]), tone=one.tone, slot=(slot, len(series)))
            for slot, one in enumerate(series)
            if one.values[at]
        ]
        bars.append(frame.bar(at, year, Decimal(0), parts, ""))
    return frame.chart(title, finding, bars, [_key(one) for one in series], euro=euro)


def _key(one: Series) -> dict[str, str]:
    return {"label": one.label, "tone": str(one.tone), "paper": PAPER[one.tone]}


def _round_step(top: Decimal) -> Decimal:
    """1, 2 or 5 times a power of ten, so that about STEPS lines stand below `top`; whole numbers at least."""
    rough = float(top) / STEPS
    if rough <= 1:
        return Decimal(1)
    power = 10 ** floor(log10(rough))
    return Decimal(next(one for one in (power, 2 * power, 5 * power, 10 * power) if one >= rough))


class _Frame:
    """Turns values into places."""

    def __init__(self, top: Decimal, columns: int) -> None:
        self.step = _round_step(top)
        self.lines = max(ceil(top / self.step), 1)
        self.top = self.step * self.lines
        self.column = (WIDTH - LEFT - RIGHT) / max(columns, 1)

    def _height(self, value: Decimal) -> float:
        return float(value / self.top) * (HEIGHT - TOP - BOTTOM)

    def _y(self, value: Decimal) -> float:
        return HEIGHT - BOTTOM - self._height(value)

    def part(
        self, at: int, below: Decimal, value: Decimal, *, tone: int, slot: tuple[int, int] = (0, 1)
    ) -> dict[str, str]:
        number, of = slot
        width = self.column * 0.68 / of
        left = LEFT + self.column * (at + 0.16) + number * width
        return {
            "x": f"{left:.1f}",
            "y": f"{self._y(below + value):.1f}",
            "width": f"{width:.1f}",
            "height": f"{max(self._height(value), 0.5):.1f}",
            "tone": str(tone),
            "paper": PAPER[tone],
        }

    def bar(
        self, at: int, year: int, total: Decimal, parts: list[dict[str, str]], text: str
    ) -> dict[str, Any]:
        return {
            "year": str(year),
            "x": f"{LEFT + self.column * (at + 0.5):.1f}",
            "text_y": f"{self._y(total) - 6:.1f}",
            "text": text,
            "parts": parts,
        }

    def chart(
        self, title: str, finding: str, bars: list[dict[str, Any]], keys: list[dict[str, str]], *, euro: bool
    ) -> dict[str, Any]:
        lines = [self.step * number for number in range(self.lines + 1)]
        return {
            "title": title,
            "finding": finding,
            "alternative": f"{title}: {finding}",
            "width": str(WIDTH),
            "height": str(HEIGHT),
            "left": str(LEFT),
            "right": str(WIDTH - RIGHT),
            "label_x": str(LEFT - 8),
            "year_y": str(HEIGHT - 8),
            "lines": [
                {
                    "y": f"{self._y(one):.1f}",
                    "text_y": f"{self._y(one) + 4:.1f}",
                    "text": short(one, euro=euro),
                }
                for one in lines
            ],
            "bars": bars,
            "keys": keys,
        }
