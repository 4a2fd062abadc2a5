"""Load the rules of hints of one version of the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import audit
from core.errors import DomainError
from matrix.hint_reading import AspectOfRules, RuleReading
from matrix.models import Aspect, Catalogue, HintRule

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
        raise DomainError("\n".join(reading.problems))
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
    audit.record(actor, "matrix.hint_rules_loaded", catalogue, {"rules": [len(known), len(wanted)]})
    return True


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
