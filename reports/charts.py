"""Bar charts as plain geometry: the template draws them, the table beside them says the same in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

WIDTH = 640
LABEL = 190
BAR = 18
STEP = 28


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `width` in chart units, `text` is what stands behind it."""

    label: str
    text: str
    width: float
    y: int

    def drawn(self) -> dict[str, str]:
        """Coordinates as text: a German template would print 12.5 as 12,5, which SVG does not read."""
        return {
            "label": self.label,
            "text": self.text,
            "width": f"{self.width:g}",
            "y": str(self.y),
            "middle": str(self.y + 14),
            "text_x": f"{LABEL + self.width + 8:g}",
        }


def bar_chart(*, title: str, finding: str, rows: list[tuple[str, float, str]]) -> dict[str, Any]:
    """Horizontal bars for (label, value, text); values are not negative. Empty rows give a chart without bars.

    `finding` is the sentence that the chart shows; with the title it becomes the alternative text.
    """
    top = max((value for _label, value, _text in rows), default=0) or 1
    room = WIDTH - LABEL - 90
    bars = [
        Bar(label=label, text=text, width=round(room * value / top, 1), y=STEP * index)
        for index, (label, value, text) in enumerate(rows)
    ]
    return {
        "title": title,
        "finding": finding,
        "alternative": f"{title}: {finding}",
        "width": str(WIDTH),
        "height": str(STEP * max(len(rows), 1)),
        "label_x": str(LABEL - 10),
        "bar_x": str(LABEL),
        "bar_height": str(BAR),
        "bars": [bar.drawn() for bar in bars],
    }
