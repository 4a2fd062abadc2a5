"""How a rating looks and reads, the same on pages and in PDF: four tones, three signs, three words."""

from __future__ import annotations

from math import ceil

from django.utils.translation import gettext as _

STATES = frozenset({"rated", "unknown", "not_applicable", "none"})
MARKS = {"unknown": "?", "not_applicable": "–", "none": "·"}  # what stands where a stage would stand


def tone_step(stage: int, most: int) -> int:
    """1 to 4, whatever the number of stages."""
    return min(4, max(1, ceil(4 * stage / max(most, 1))))


def state_word(state: str) -> str:
    """The word for a state without a stage; `state` is a key of MARKS."""
    return {"unknown": _("do not know"), "not_applicable": _("does not apply"), "none": _("not rated")}[state]
