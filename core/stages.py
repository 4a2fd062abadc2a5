"""How a rating looks and reads, the same on pages and in PDF: four tones, three signs, three words."""

from __future__ import annotations

from math import ceil

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

STATES = frozenset({"rated", "unknown", "not_applicable", "none"})
MARKS = {"unknown": "?", "not_applicable": "–", "none": "·"}  # what stands where a stage would stand


def tone_step(stage: int, most: int) -> int:
    """1 to 4, whatever the number of stages."""
    return min(4, max(1, ceil(4 * stage / max(most, 1))))


def state_word(state: str) -> str:
    """The word for a state without a stage; `state` is a key of MARKS."""
    return {"unknown": _("do not know"), "not_applicable": _("does not apply"), "none": _("not rated")}[state]


def bars(stage: int, most: int) -> SafeString:
    """Rising bars, filled up to the stage: readable without colour and in print. Two paths keep big tables light."""
    shapes = [
        f"M{1 + 6 * step} {15 - _height(step, most)}h4v{_height(step, most)}h-4z" for step in range(most)
    ]
    return format_html(
        '<svg class="stage__bars" aria-hidden="true" viewBox="0 0 {} 16">'
        '<path d="{}"/><path class="off" d="{}"/></svg>',
        6 * most, "".join(shapes[:stage]), "".join(shapes[stage:]),
    )  # fmt: skip


def _height(step: int, most: int) -> int:
    return round(4 + 10 * (step + 1) / most)
