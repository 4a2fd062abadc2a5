"""Load the rules of hints of one version of the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from matrix.hint_reading import AspectOfRules, RuleReading
from matrix.models import Aspect, Catalogue, HintRule
from matrix.succession import Plan, moved_thresholds

if TYPE_CHECKING:
    from accounts.models import User


def aspects_of_rules(catalogue: Catalogue) -> dict[str, AspectOfRules]:
    """What rules of this matrix are checked against: code -> side and highest stage."""
    rows = Aspect.objects.filter(field__catalogue=catalogue).values_list("code", "field__side")
    return {code: AspectOfRules(side, len(catalogue.stage_names)) for code, side in rows}


@transaction.atomic
def load_hint_rules(catalogue: Catalogue, reading: RuleReading, *, actor: User | None = None) -> bool:
    """These rules and no others hold for this matrix. Safe to run again; True where something changed."""
    if reading.problems:
        raise DomainError("\n".join(map(str, reading.problems)))
    Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    aspects = {aspect.code: aspect for aspect in Aspect.objects.filter(field__catalogue=catalogue)}
    wanted = [
        HintRule(
            aspect=aspects[row.code],
            fact=row.fact,
            at_most=row.at_most,
            years=row.years,
            stages=list(row.stages),
            values=list(row.values),
            sentence=row.sentence,
        )
        for row in reading.rules
    ]
    known = list(HintRule.objects.filter(aspect__field__catalogue=catalogue).order_by("pk"))
    if list(map(_content, known)) == list(map(_content, wanted)):
        return False
    HintRule.objects.filter(aspect__field__catalogue=catalogue).delete()
    HintRule.objects.bulk_create(wanted)
    # by this moment each process knows that the rules it remembers are no longer those
    Catalogue.objects.filter(pk=catalogue.pk).update(loaded_at=timezone.now())
    audit.record(actor, "matrix.hint_rules_loaded", catalogue, {"rules": [len(known), len(wanted)]})
    return True


@dataclass(frozen=True, slots=True)
class LostRule:
    """A rule that a new version of the matrix leaves behind, and why."""

    code: str
    sentence: str
    why: str


@dataclass(frozen=True, slots=True)
class RuleMove:
    """What becomes of the rules: (rule, new code, new stage -> value), those that end, or all of the version's own."""

    carried: tuple[tuple[HintRule, str, dict[int, Decimal]], ...] = ()
    lost: tuple[LostRule, ...] = ()
    has_own: bool = False  # the version comes back with rules of its own: they hold, none is carried


def moved_rules(plan: Plan, old: Catalogue, *, new: Catalogue | None) -> RuleMove:
    """Rules of the old version under the mapping. `new` is None while it is not written. Writes nothing."""
    if new and HintRule.objects.filter(aspect__field__catalogue=new).exists():
        return RuleMove(has_own=True)
    carried: dict[tuple[str, str], tuple[HintRule, str, dict[int, Decimal]]] = {}
    lost = []
    for rule in HintRule.objects.filter(aspect__field__catalogue=old).select_related("aspect"):
        code = rule.aspect.code
        thresholds = moved_thresholds(rule.stages, rule.values, plan.stages)
        successors = plan.successors.get(code, ())
        free = [new_code for new_code in successors if (new_code, rule.fact) not in carried]
        if thresholds and free:
            carried |= {(new_code, rule.fact): (rule, new_code, thresholds) for new_code in free}
        elif not successors:
            lost.append(LostRule(code, rule.sentence, _("The aspect has no successor.")))
        elif not thresholds:
            lost.append(
                LostRule(code, rule.sentence, _("Its stages have no successors that it can tell apart."))
            )
        else:
            lost.append(LostRule(code, rule.sentence, _("Another rule already counts the same there.")))
    return RuleMove(tuple(carried.values()), tuple(lost))


def carry_rules(plan: Plan, old: Catalogue, new: Catalogue) -> RuleMove:
    """Let the rules of the old version hold for the new one, by the mapping. The old ones stay where they are."""
    found = moved_rules(plan, old, new=new)
    aspects = {aspect.code: aspect for aspect in Aspect.objects.filter(field__catalogue=new)}
    HintRule.objects.bulk_create(
        HintRule(
            aspect=aspects[code],
            fact=rule.fact,
            at_most=rule.at_most,
            years=rule.years,
            stages=list(thresholds),
            values=list(thresholds.values()),
            sentence=rule.sentence,
        )
        for rule, code, thresholds in found.carried
    )
    return found


def _content(rule: HintRule) -> tuple:
    return (
        rule.aspect_id,
        rule.fact,
        rule.at_most,
        rule.years,
        rule.sentence,
        tuple(rule.stages),
        tuple(map(float, rule.values)),
    )
