"""Bars by year as plain geometry: templates draw them, the table beside them says the same in numbers.

Coordinates are text: a German template would print 12.5 as 12,5, which SVG does not read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

STEPS = 4  # lines behind the bars, about
PAPER = (  # on white; static/css/forecast.css has them for both grounds
    "#1d4f91", "#b3541e", "#2f7d4f", "#7a3e8e", "#a88a00", "#0f7c8c", "#a32a4a",
    "#5a6b1f", "#6a5acd", "#8a5a3c", "#3d6f9e", "#56616d", "#8c97a3",
)  # fmt: skip
Number = int | Decimal
Bars = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn on: its size and its margins."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    is_narrow: bool = False


WIDE = Sheet(width=720, height=320, left=64, right=8, top=22, bottom=28)
NARROW = Sheet(width=320, height=250, left=12, right=2, top=12, bottom=26, is_narrow=True)  # of a telephone
LETTER = 7  # about the width of one at the size of static/css/forecast.css: words of the axis need room
BESIDE_AXIS = 8  # between its words and the first column


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

    def bars(frame: _Frame) -> Bars:
        found = []
        for at, year in enumerate(years):
            below, parts = Decimal(0), []
            for one in shown:
                if one.values[at]:
                    parts.append(frame.part(at, below, Decimal(one.values[at]), tone=one.tone))
                    below += Decimal(one.values[at])
            found.append(frame.bar(at, year, sums[at], parts, short(sums[at], euro=euro) if sums[at] else ""))
        return found

    top = max(sums) if sums else Decimal(0)
    return _chart((title, finding), _Scale(top, euro=euro), len(years), bars, shown)


def paired(
    *, title: str, finding: str, years: Sequence[int], series: Sequence[Series], euro: bool
) -> dict[str, Any]:
    """Two bars a year beside each other: one for each series."""
    values = [Decimal(value) for one in series for value in one.values]

    def bars(frame: _Frame) -> Bars:
        found = []
        for at, year in enumerate(years):
            parts = [
                frame.part(at, Decimal(0), Decimal(one.values[at]), tone=one.tone, slot=(slot, len(series)))
                for slot, one in enumerate(series)
                if one.values[at]
            ]
            found.append(frame.bar(at, year, Decimal(0), parts, ""))
        return found

    top = max(values) if values else Decimal(0)
    return _chart((title, finding), _Scale(top, euro=euro), len(years), bars, series)


def _chart(
    said: tuple[str, str],
    scale: _Scale,
    columns: int,
    bars: Callable[[_Frame], Bars],
    series: Sequence[Series],
) -> dict[str, Any]:
    """The same bars twice: on a wide sheet, and under `narrow` on one for a telephone."""
    title, finding = said
    wide, narrow = (_Frame(sheet, scale, columns) for sheet in (WIDE, NARROW))
    return wide.drawn(bars(wide)) | {
        "title": title,
        "finding": finding,
        "alternative": f"{title}: {finding}",
        "keys": [_key(one) for one in series],
        "narrow": narrow.drawn(bars(narrow)),
    }


def _key(one: Series) -> dict[str, str]:
    return {"label": one.label, "tone": str(one.tone), "paper": PAPER[one.tone]}


def _round_step(top: Decimal) -> Decimal:
    """1, 2 or 5 times a power of ten, so that about STEPS lines stand below `top`; whole numbers at least."""
    rough = float(top) / STEPS
    if rough <= 1:
        return Decimal(1)
    power = 10 ** floor(log10(rough))
    return Decimal(next(one for one in (power, 2 * power, 5 * power, 10 * power) if one >= rough))


class _Scale:
    """How high the bars reach, and the lines behind them."""

    def __init__(self, top: Decimal, *, euro: bool) -> None:
        step = _round_step(top)
        self.lines = [step * number for number in range(max(ceil(top / step), 1) + 1)]
        self.texts = [short(one, euro=euro) for one in self.lines]
        self.top = self.lines[-1]


class _Frame:
    """Turns values into places of a sheet."""

    def __init__(self, sheet: Sheet, scale: _Scale, columns: int) -> None:
        self.sheet, self.scale = sheet, scale
        words = max(len(text) for text in scale.texts) * LETTER
        self.left = sheet.left + words if sheet.is_narrow else max(sheet.left, words + BESIDE_AXIS)
        self.column = (sheet.width - self.left - sheet.right) / max(columns, 1)

    def _height(self, value: Decimal) -> float:
        return float(value / self.scale.top) * (self.sheet.height - self.sheet.top - self.sheet.bottom)

    def _y(self, value: Decimal) -> float:
        return self.sheet.height - self.sheet.bottom - self._height(value)

    def part(
        self, at: int, below: Decimal, value: Decimal, *, tone: int, slot: tuple[int, int] = (0, 1)
    ) -> dict[str, str]:
        number, of = slot
        width = self.column * 0.68 / of
        left = self.left + self.column * (at + 0.16) + number * width
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
        """On a narrow sheet neighbouring sums would run into each other: there the table says them."""
        return {
            "year": f"\N{RIGHT SINGLE QUOTATION MARK}{year % 100:02}" if self.sheet.is_narrow else str(year),
            "x": f"{self.left + self.column * (at + 0.5):.1f}",
            "text_y": f"{self._y(total) - 6:.1f}",
            "text": "" if self.sheet.is_narrow else text,
            "parts": parts,
        }

    def drawn(self, bars: Bars) -> dict[str, Any]:
        sheet = self.sheet
        return {
            "width": str(sheet.width),
            "height": str(sheet.height),
            "left": str(self.left),
            "right": str(sheet.width - sheet.right),
            "label_x": str(self.left - BESIDE_AXIS),
            "year_y": str(sheet.height - 8),
            "lines": [
                {"y": f"{self._y(one):.1f}", "text_y": f"{self._y(one) + 4:.1f}", "text": text}
                for one, text in zip(self.scale.lines, self.scale.texts, strict=True)
            ],
            "bars": bars,
        }
