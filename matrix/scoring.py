"""Pure arithmetic of the matrix: counts, sortings and which side waits for which. Imports no Django.

Four states are never mixed up: "none" (not rated), "rated", "unknown" (weiß nicht), "not_applicable"
(trifft nicht zu). Only "rated" carries a stage; nothing else ever counts as a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NONE, RATED, UNKNOWN, NOT_APPLICABLE = "none", "rated", "unknown", "not_applicable"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one aspect stands on one side of a joined topic."""

    code: str
    state: str = NONE
    stage: int | None = None
    target_stage: int | None = None
    target_year: int | None = None

    def next_stage(self, highest: int) -> int | None:
        """The stage this aspect wants to reach next; None when it is not rated or has arrived.

        An aspect has arrived at its target stage, or at the highest stage where no target was set.
        """
        if self.state != RATED or self.stage is None:
            return None
        wanted = highest if self.target_stage is None else min(self.target_stage, highest)
        return self.stage + 1 if self.stage < wanted else None


@dataclass(frozen=True, slots=True)
class Wait:
    """The next stage of `code` waits for `other`, which has not yet reached `needed`."""

    code: str
    next_stage: int
    other: str
    other_stage: int
    needed: int
    other_target: int | None = None
    other_year: int | None = None


def waits(own: Iterable[Standing], others: Iterable[Standing], *, highest: int) -> list[Wait]:
    """Which next stages of one side wait for the other side of the same joined topic.

    Rule: whoever stands on stage n and wants to reach n + 1 waits for each aspect of the other side that is
    rated below n, that is, for whoever is behind. On equal stages nobody waits: both go on together. So two
    sides never wait for each other. An aspect that is not rated, not known or does not apply is no reason to
    wait: it is unanswered, not zero (`unanswered` names it).
    """
    found = []
    behind = [other for other in others if other.state == RATED and other.stage is not None]
    for mine in own:
        wanted = mine.next_stage(highest)
        if wanted is None:
            continue
        needed = wanted - 1
        found += [
            Wait(mine.code, wanted, other.code, other.stage, needed, other.target_stage, other.target_year)
            for other in behind
            if other.stage is not None and other.stage < needed
        ]
    return found


def unanswered(standings: Iterable[Standing]) -> list[str]:
    """Codes of aspects without an answer or with "weiß nicht": what a talk should clear first."""
    return [standing.code for standing in standings if standing.state in {NONE, UNKNOWN}]


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many subjects stand where on one aspect; no average, because stages are no school marks."""

    stages: tuple[int, ...]  # index 0 counts stage 1
    unknown: int = 0
    not_applicable: int = 0
    none: int = 0

    @property
    def rated(self) -> int:
        return sum(self.stages)

    @property
    def total(self) -> int:
        return self.rated + self.unknown + self.not_applicable + self.none


def distribution(standings: Iterable[tuple[str, int | None]], *, highest: int) -> Distribution:
    counted = Counter((state, stage if state == RATED else None) for state, stage in standings)
    return Distribution(
        stages=tuple(counted[RATED, stage] for stage in range(1, highest + 1)),
        unknown=counted[UNKNOWN, None],
        not_applicable=counted[NOT_APPLICABLE, None],
        none=counted[NONE, None],
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One aspect that stands differently in two releases; a stage of None means: not rated."""

    code: str
    old_state: str
    old_stage: int | None
    new_state: str
    new_stage: int | None

    @property
    def kind(self) -> str:
        """ "raised", "lowered", "rated" (has a stage now) or "other" (lost its stage, or changed its state)."""
        if self.old_stage is not None and self.new_stage is not None:
            return "raised" if self.new_stage > self.old_stage else "lowered"
        return "rated" if self.new_stage is not None else "other"


def changes(old: Mapping[str, Mapping], new: Mapping[str, Mapping]) -> list[Change]:
    """What differs between the ratings of two releases, in the order of the newer one."""
    found = []
    for code in [*new, *(code for code in old if code not in new)]:
        before, after = old.get(code, {}), new.get(code, {})
        change = Change(
            code, before.get("state", NONE), before.get("stage"), after.get("state", NONE), after.get("stage")
        )
        if (change.old_state, change.old_stage) != (change.new_state, change.new_stage):
            found.append(change)
    return found
