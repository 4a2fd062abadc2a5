"""What an act would do to the chosen lines, before it does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from core.fingerprint import fingerprint_of
from equipment.merging import Step, plan_of, steps_of
from equipment.models import StockBatch

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School


def chosen_lines(*, user: User, school: School, pks: Iterable[int]) -> list[StockBatch]:
    """The lines that the user has chosen, as far as they exist and still count, in the order of the list."""
    found = StockBatch.visible_to(user).filter(school=school, pk__in=list(pks))
    found = found.exclude(state=StockBatch.State.RETIRED).select_related("type", "funding_source")
    return list(found.order_by(*(StockBatch._meta.ordering or [])))


def chosen_steps(
    chosen: list[StockBatch], *, user: User, school: School, values: Mapping[str, Any]
) -> list[Step]:
    """What becomes of the chosen lines in `school`, which may be another one than theirs."""
    others = StockBatch.visible_to(user).filter(school=school, type__in={one.type_id for one in chosen})
    others = others.exclude(state=StockBatch.State.RETIRED).exclude(pk__in=[one.pk for one in chosen])
    for name in ("building", "room"):
        if name in values:
            others = others.filter(**{f"{name}__iexact": values[name]})
    return steps_of(chosen, others.select_related("type", "funding_source"), values)


def steps_print(steps: list[Step], values: Mapping[str, Any]) -> str:
    """Names what was shown, so that nothing else is done."""
    return fingerprint_of(plan_of(steps, values))
