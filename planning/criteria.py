"""What counts when a Träger ranks needs over all its schools, and how much each begins to count.

A value is a whole number from 0 (does not apply) to 3 (applies fully); a score is the sum of value × weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LOWEST, HIGHEST = 0, 3  # of a value
MOST_WEIGHT = 9


@dataclass(frozen=True, slots=True)
class Criterion:
    """`short` heads its column; `weight` is the one a new ranking begins with."""

    key: str
    label: Any
    short: Any
    weight: int


CRITERIA = (
    Criterion("legal", _("Law or safety asks for it"), pgettext_lazy("criterion", "Law"), 3),
    Criterion("standard", _("The standard is not met"), pgettext_lazy("criterion", "Standard"), 3),
    Criterion("life", _("End of useful life"), pgettext_lazy("criterion", "Age"), 2),
    Criterion("readiness", _("The school is ready"), pgettext_lazy("criterion", "Readiness"), 2),
    Criterion("social", _("Social need"), pgettext_lazy("criterion", "Social"), 1),
    Criterion(
        "transition", _("Effect on the change to other schools"), pgettext_lazy("criterion", "Transition"), 1
    ),
    Criterion("deadline", _("A funding deadline is near"), pgettext_lazy("criterion", "Deadline"), 2),
)
KEYS = tuple(one.key for one in CRITERIA)


def score(values: Mapping[str, int], weights: Mapping[str, int]) -> int:
    """The weighted sum over all criteria."""
    return sum(values[key] * weights[key] for key in KEYS)
