"""Pure: which aspects and stages of a new matrix follow those of the old one. Imports no Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matrix.scoring import NOT_APPLICABLE, RATED, UNKNOWN


@dataclass(frozen=True, slots=True)
class AspectText:
    """All that somebody read who answered an aspect. Equal texts: the answer still fits."""

    side: str
    name: str
    question: str
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`successors`: old code -> new codes, none where the aspect ends; `stages`: old stage -> new one or None."""

    successors: Mapping[str, tuple[str, ...]]
    stages: Mapping[int, int | None]

    def sources(self) -> dict[str, tuple[str, ...]]:
        """New code -> the old codes that it follows."""
        found: dict[str, tuple[str, ...]] = {}
        for old, news in self.successors.items():
            for new in news:
                found[new] = (*found.get(new, ()), old)
        return found

    def then(self, later: Plan) -> Plan:
        """Both steps as one: what became of the oldest aspects and stages in the newest version."""
        successors = {
            code: tuple(dict.fromkeys(last for new in news for last in later.successors.get(new, ())))
            for code, news in self.successors.items()
        }
        stages = {stage: later.stages.get(after) if after else None for stage, after in self.stages.items()}
        return Plan(successors, stages)


def propose(old: Mapping[str, AspectText], new: Mapping[str, AspectText]) -> Plan:
    """What a machine can know: an equal text, under its own code or another; else the same code and half the text.

    Where only the code is the same, nothing is proposed: a matrix may have been numbered anew.
    """
    successors = {code: _successor(code, text, new) for code, text in old.items()}
    return Plan(successors, stage_steps(_most(old.values()), _most(new.values())))


def _successor(code: str, text: AspectText, new: Mapping[str, AspectText]) -> tuple[str, ...]:
    same = new.get(code)
    if same == text:
        return (code,)
    if moved := [other for other, candidate in new.items() if candidate == text]:
        return (moved[0],)
    is_kin = same and same.side == text.side and (same.name == text.name or same.question == text.question)
    return (code,) if is_kin else ()


def _most(texts: Iterable[AspectText]) -> int:
    return max((len(text.stages) for text in texts), default=0)


def stage_steps(old: int, new: int) -> dict[int, int | None]:
    """Lowest to lowest, highest to highest, between them the lower one: nobody is moved further than they are."""
    if old == new:
        return {stage: stage for stage in range(1, old + 1)}
    return {stage: (stage - 1) * (new - 1) // max(old - 1, 1) + 1 for stage in range(1, old + 1)}


def crossing(stages: Mapping[int, int | None]) -> tuple[int, int] | None:
    """The first two old stages of which the higher one would lie below the lower one afterwards."""
    before: tuple[int, int] | None = None
    for old, new in sorted(stages.items()):
        if new is None:
            continue
        if before and new < before[1]:
            return before[0], old
        before = old, new
    return None


def translated(plan: Plan, ratings: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The ratings of a release in aspects and stages of a later version, by the rules of carrying answers over."""
    found = {}
    for code, old_codes in plan.sources().items():
        moved = [_moved(plan, ratings[old]) for old in old_codes if old in ratings]
        if known := [rating for rating in moved if rating]:
            found[code] = known[most_cautious([(rating["state"], rating["stage"]) for rating in known])]
    return found


def _moved(plan: Plan, rating: Mapping[str, Any]) -> dict[str, Any] | None:
    """None where the stage of an answer ends. A target that ends, or falls below the stage, goes with its year."""
    stage, target = rating.get("stage"), rating.get("target_stage")
    after, aim = plan.stages.get(stage) if stage else None, plan.stages.get(target) if target else None
    if stage and after is None:
        return None
    if aim is not None and aim < (after or 0):
        aim = None
    year = rating.get("target_year") if aim else None
    return {**rating, "stage": after, "target_stage": aim, "target_year": year}


def moved_thresholds(
    stages: Sequence[int], values: Sequence[Any], steps: Mapping[int, int | None]
) -> dict[int, Any] | None:
    """From which value a rule of hints reaches which new stage; None where its stages cannot be told any more.

    Where two old stages become one, it is reached with the lower one's value. A rule knows stage 1 only as what lies
    below the others, so it ends where the old stage 1 is no longer the lowest.
    """
    after = [steps.get(stage) for stage in (1, *stages)]
    if after[0] != 1 or None in after:
        return None
    found: dict[int, Any] = {}
    for stage, value in zip(after[1:], values, strict=True):
        if stage is not None and stage > 1:
            found.setdefault(stage, value)
    return found or None


def most_cautious(answers: Sequence[tuple[str, int | None]]) -> int:
    """Place of the answer that stands for several that become one: the lowest stage, else what is not known,
    last one that was taken back.

    No average: stages are no school marks.
    """
    order = {RATED: 0, UNKNOWN: 1, NOT_APPLICABLE: 2}
    return min(
        range(len(answers)), key=lambda place: (order.get(answers[place][0], 3), answers[place][1] or 0)
    )
