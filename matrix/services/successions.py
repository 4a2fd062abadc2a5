"""What becomes of the answers when another version of the matrix comes into force: carried over, never moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import DomainError
from matrix.models import Aspect, AspectSuccession, AssessmentRound, Catalogue, Rating, Succession
from matrix.selectors import matrix_of
from matrix.succession import AspectText, Plan, crossing, most_cautious
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_REASON = 2000  # of a rating; what does not fit stands in the history
GONE = 0  # no stage has this number


@dataclass(slots=True)
class Forecast:
    """How many answers go on. `by_code` counts per old aspect all answers that stand there."""

    kept: int = 0  # carried over to the same text
    rechecks: int = 0  # carried over, to be checked again
    ended: int = 0  # old answers that go nowhere; they stay in the history
    by_code: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, int]:
        return {"kept": self.kept, "rechecks": self.rechecks, "ended": self.ended}


@dataclass(frozen=True, slots=True)
class Move:
    """The answers of one school or Träger that become one answer to the new aspect `code`."""

    code: str
    sources: tuple[tuple[str, Rating], ...]  # old code, answer; the one that stands for all comes first
    needs_recheck: bool


def texts_of(catalogue: Catalogue) -> dict[str, AspectText]:
    matrix = matrix_of(catalogue)
    return {
        aspect.code: AspectText(
            aspect.side, aspect.name, aspect.question, tuple(stage.text for stage in aspect.stages)
        )
        for field_ in matrix.fields
        for aspect in field_.aspects
    }


def check_plan(plan: Plan, old: Mapping[str, AspectText], new: Mapping[str, AspectText]) -> None:
    """DomainError where a plan names what is not there, changes the side or lets stages cross."""
    for code, successors in plan.successors.items():
        for successor in successors:
            if code not in old or successor not in new:
                raise DomainError(
                    _("%(old)s cannot become %(new)s: there is no such aspect.")
                    % {"old": code, "new": successor}
                )
            if old[code].side != new[successor].side:
                raise DomainError(
                    _("%(old)s cannot become %(new)s: one belongs to the schools, the other to the Träger.")
                    % {"old": code, "new": successor}
                )
    if pair := crossing(plan.stages):
        raise DomainError(
            _("The stages cross: the old stage %(high)s would lie below the old stage %(low)s.")
            % {"low": pair[0], "high": pair[1]}
        )


def forecast(plan: Plan, old: Catalogue, new: Mapping[str, AspectText]) -> Forecast:
    """What this plan would do to the answers of all schools and Träger as they stand now. Writes nothing."""
    found = Forecast()
    for _move in _moves(plan, old, new, found):
        pass
    return found


def lock_everybody() -> None:
    """No school and no Träger answers or releases until the transaction ends: each of them locks its own row."""
    for model in (School, SchoolAuthority):
        list(model.unscoped.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def carry_over(plan: Plan, old: Catalogue, new: Catalogue, *, actor: User | None) -> Forecast:
    """Append the answers of the old version to the new one and let open sittings go on in it.

    A carried answer keeps day, name and sitting of the one it follows, so that age, the ten-minute update and
    "answered since the last release" stay true. Needs `lock_everybody` in the same transaction.
    """
    succession = Succession.objects.create(
        old=old, new=new, stages={str(stage): after for stage, after in plan.stages.items()}, made_by=actor
    )
    before, after = _by_code(old), _by_code(new)
    AspectSuccession.objects.bulk_create(
        AspectSuccession(succession=succession, old=before[code], new=after[successor])
        for code, successors in plan.successors.items()
        for successor in successors
    )
    found = Forecast()
    moves = _moves(plan, old, texts_of(new), found)
    Rating.unscoped.bulk_create(_carried(move, after[move.code], plan) for move in moves)
    Succession.objects.filter(pk=succession.pk).update(**found.as_dict())
    AssessmentRound.unscoped.filter(released_at__isnull=True).update(catalogue=new)
    return found


def _by_code(catalogue: Catalogue) -> dict[str, Aspect]:
    return {aspect.code: aspect for aspect in Aspect.objects.filter(field__catalogue=catalogue)}


def _moves(plan: Plan, old: Catalogue, new: Mapping[str, AspectText], counted: Forecast) -> Iterator[Move]:
    texts = texts_of(old)
    sources = plan.sources()
    unchanged = {
        code
        for code, (first, *more) in sources.items()
        if not more and len(plan.successors[first]) == 1 and texts[first] == new[code]
    }
    for answers in _answers_by_subject(old):
        said = {code for code, rating in answers.items() if rating.state != Rating.WITHDRAWN}
        counted.by_code.update(said)
        carried: set[str] = set()
        for code, old_codes in sources.items():
            known = [(one, answers[one]) for one in old_codes if one in answers]
            known = [(one, rating) for one, rating in known if _stage_after(rating, plan) is not GONE]
            if not known:
                continue
            move = _move(code, known, plan, is_unchanged=code in unchanged)
            if said.isdisjoint(one for one, _rating in known):
                yield replace(move, needs_recheck=False)
                continue
            counted.kept += not move.needs_recheck
            counted.rechecks += move.needs_recheck
            carried.update(one for one, _rating in known)
            yield move
        counted.ended += len(said - carried)


def _move(code: str, known: list[tuple[str, Rating]], plan: Plan, *, is_unchanged: bool) -> Move:
    first = most_cautious([(rating.state, rating.stage) for _code, rating in known])
    ordered = (known[first], *known[:first], *known[first + 1 :])
    ratings = [rating for _code, rating in known]
    settled = all(
        not rating.needs_recheck and _stage_after(rating, plan) == rating.stage for rating in ratings
    )
    return Move(code, ordered, needs_recheck=not (is_unchanged and settled))


def _stage_after(rating: Rating, plan: Plan) -> int | None:
    """The stage in the new matrix; None for an answer without a stage, GONE where its stage ends."""
    return plan.stages.get(rating.stage) or GONE if rating.stage else None


def _answers_by_subject(old: Catalogue) -> Iterator[dict[str, Rating]]:
    """Old code -> the answer that counts, school by school and Träger by Träger."""
    current = Rating.unscoped.current().filter(aspect__field__catalogue=old).select_related("aspect")
    # an answer that was taken back goes along: a version that comes back must not show what stood there before
    found: dict[tuple[int | None, int | None], dict[str, Rating]] = {}
    for rating in current:
        found.setdefault((rating.school_id, rating.authority_id), {})[rating.aspect.code] = rating
    yield from found.values()


def _carried(move: Move, aspect: Aspect, plan: Plan) -> Rating:
    first = move.sources[0][1]
    stage = _stage_after(first, plan)
    target = plan.stages.get(first.target_stage) if first.target_stage else None
    if target is not None and target < (stage or 0):
        target = None
    return Rating(
        round_id=first.round_id,
        school_id=first.school_id,
        authority_id=first.authority_id,
        aspect=aspect,
        state=first.state,
        stage=stage,
        target_stage=target,
        target_year=first.target_year if target else None,
        priority=first.priority,
        reason=_reason(move),
        evidence_url=first.evidence_url,
        evidence_file=first.evidence_file.name,
        evidence_name=first.evidence_name,
        rated_by_id=first.rated_by_id,
        rated_at=first.rated_at,
        source=Rating.Source.CARRIED,
        needs_recheck=move.needs_recheck,
    )


def _reason(move: Move) -> str:
    """The own words; where several answers become one, all of them under their old codes."""
    if len(move.sources) == 1:
        return move.sources[0][1].reason
    parts = [f"{code}: {rating.reason}" for code, rating in move.sources if rating.reason]
    return "\n\n".join(parts)[:LONGEST_REASON]
