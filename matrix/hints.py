"""Pure arithmetic of hints: which stages a figure speaks for, and whether an answer says otherwise.

A rule gives for some stages the value from which that stage is reached. The value then speaks for the stages
from the last one reached up to the one before the next named one: a rule that knows stages 2 and 3 of four
speaks for 1, for 2, or for "3 or higher", because nothing it counts tells 3 and 4 apart. Imports no Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

Number = Fraction | float  # exact; `inf` where something is shared out among nothing
PLACEHOLDERS = frozenset({"anzahl", "gesamt", "wert", "jahre", "schulen"})  # of a rule's sentence


@dataclass(frozen=True, slots=True)
class FactKind:
    """What a rule may ask for. `of_authorities`: can also be counted over all schools of a Träger."""

    takes_years: bool = False
    of_authorities: bool = True


# Names that stored rules and files of rules use: they stay. `matrix.selectors.facts` says what each counts.
FACTS = {
    "presentation_share": FactKind(),
    "wlan_share": FactKind(),
    "pupils_per_device": FactKind(),
    "teacher_device_share": FactKind(),
    "young_device_share": FactKind(takes_years=True),
    "dated_device_share": FactKind(),
    "concept_adopted_share": FactKind(takes_years=True),
    "concept_sections": FactKind(of_authorities=False),
    "competences": FactKind(of_authorities=False),
    "competence_areas": FactKind(of_authorities=False),
    "trainings_done": FactKind(takes_years=True, of_authorities=False),
}


@dataclass(frozen=True, slots=True)
class Span:
    """The stages from `low` to `high` of a matrix whose highest stage is `highest`."""

    low: int
    high: int
    highest: int

    def __contains__(self, stage: int) -> bool:
        return self.low <= stage <= self.high

    @property
    def is_open_above(self) -> bool:
        return self.low < self.high == self.highest

    @property
    def is_open_below(self) -> bool:
        return self.low == 1 < self.high

    @property
    def says_nothing(self) -> bool:
        return (self.low, self.high) == (1, self.highest)


def span_of(
    value: Number, thresholds: Sequence[tuple[int, Fraction]], *, at_most: bool, highest: int
) -> Span:
    """`thresholds` are (stage, value) in rising order of the stages; `at_most`: smaller values are better."""
    low, high = 1, highest
    for stage, threshold in thresholds:
        reached = value <= threshold if at_most else value >= threshold
        if not reached:
            high = stage - 1
            break
        low = stage
    return Span(low, high, highest)


def common(spans: Iterable[Span]) -> Span | None:
    """The stages that every figure speaks for; where they speak against each other, those of the weakest."""
    found = sorted(spans, key=lambda span: (span.high, span.low))
    if not found:
        return None
    low, high = max(span.low for span in found), found[0].high
    return Span(low, high, found[0].highest) if low <= high else found[0]
