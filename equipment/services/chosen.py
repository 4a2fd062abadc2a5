"""Many stock lines at once: all or nothing, pieces and serial numbers never lost, and a trail for each line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import between, record, record_many
from core.errors import Conflict, DomainError
from core.parsing import one_line
from equipment.merging import Step, columns
from equipment.models import StockBatch
from equipment.models.stock import rows_on
from equipment.selectors import chosen_lines, chosen_steps, steps_print
from equipment.services.inventory import lock_stock
from equipment.services.stock import tidy

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

MOST = 100_000  # pieces of one line


@dataclass(frozen=True, slots=True)
class Done:
    """How many lines were chosen, and how many of them are part of another line now."""

    lines: int
    merged: int


@transaction.atomic
def change_lines(
    school: School, *, pks: Iterable[int], values: dict[str, Any], seen: str, actor: User
) -> Done:
    """Give all chosen lines these values; lines that say the same then become one, quantities added.

    `seen` names the steps that were shown (`selectors.steps_print`). Raises Conflict, with nothing written, when
    by now something else would happen.
    """
    lock_stock(school.pk)
    values = tidy(values)
    chosen = chosen_lines(user=actor, school=school, pks=pks)
    steps = chosen_steps(chosen, user=actor, school=school, values=values)
    _as_shown(steps, values, seen)
    survivors = [step.into or step.parts[0] for step in steps]
    merges = [step for step in steps if step.is_merge]
    told = {one.pk: _told(one, values) for one in chosen}
    for step in merges:
        _absorb(step, actor)
    _write(school, [one.pk for one in survivors if told.get(one.pk)], columns(values))
    record_many(
        actor,
        "equipment.stock_changed",
        [(one, told[one.pk]) for one in survivors if told.get(one.pk)],
    )
    return Done(len(chosen), len(chosen) - sum(1 for step in steps if step.into is None))


@transaction.atomic
def retire_lines(school: School, *, pks: Iterable[int], reason: str, seen: str, actor: User) -> Done:
    """Take all chosen lines out of the count for one reason. Raises DomainError without a reason."""
    lock_stock(school.pk)
    why = one_line(reason)
    if not why:
        raise DomainError(_("Name the reason, such as “broken” or “lease ended”."))
    values = {"state": StockBatch.State.RETIRED.value, "retired_reason": why[:200]}
    chosen = chosen_lines(user=actor, school=school, pks=pks)
    _as_shown([Step([one]) for one in chosen], values, seen)
    _retire(school, chosen, values, actor)
    return Done(len(chosen), 0)


@transaction.atomic
def hand_over_lines(
    school: School, target: School, *, pks: Iterable[int], values: dict[str, Any], seen: str, actor: User
) -> Done:
    """Give all chosen lines to another school of the same Träger; `values` are building and room there.

    At the old school the line stays readable, retired with the reason. Raises DomainError for a school of another
    Träger or the same school, and Conflict as `change_lines`.
    """
    if target.pk == school.pk or target.authority_id != school.authority_id:
        raise DomainError(_("Choose another school of the same school authority."))
    for pk in sorted((school.pk, target.pk)):
        lock_stock(pk)
    values = tidy(values)
    chosen = chosen_lines(user=actor, school=school, pks=pks)
    steps = chosen_steps(chosen, user=actor, school=target, values=values)
    _as_shown(steps, values, seen)
    _retire(
        school,
        chosen,
        {
            "state": StockBatch.State.RETIRED.value,
            "retired_reason": _("handed over to %(school)s") % {"school": target},
        },
        actor,
        verb="equipment.stock_handed_over",
    )
    for step in steps:
        _arrive(step, school, target, values, actor)
    return Done(len(chosen), sum(len(step.lines) - 1 for step in steps))


def _as_shown(steps: list[Step], values: dict[str, Any], seen: str) -> None:
    if not steps:
        raise DomainError(_("Choose lines first."))
    if steps_print(steps, values) != seen:
        raise Conflict(
            _(
                "The stock has changed since this preview was made. Check the new preview and confirm it again."
            )
        )
    if any(step.quantity > MOST for step in steps):
        raise DomainError(_("A line would hold more than 100,000 pieces. Nothing was changed."))


def _absorb(step: Step, actor: User) -> None:
    """One line for all of the step; what pointed to the others points to it."""
    survivor, *others = step.lines
    before = survivor.quantity
    quantity, serials = step.quantity, step.serials
    places = "; ".join(dict.fromkeys(one.place or _("no fixed place") for one in others))
    pieces = sum(one.quantity for one in others)
    _repoint([one.pk for one in others], survivor.pk)
    StockBatch.unscoped.filter(pk__in=[one.pk for one in others]).delete()
    survivor.quantity, survivor.serials = quantity, serials
    _write(survivor.school, [survivor.pk], {"quantity": quantity, "serials": serials})
    changes = {"quantity": [before, quantity], "pieces": [None, pieces], "from": [None, places[:200]]}
    record(actor, "equipment.stock_merged", survivor, changes)


def _repoint(pks: list[int], to: int) -> None:
    """Rows that refer to lines which are gone now (needs, deliveries) refer to the line that holds their pieces."""
    for rows, name in rows_on(pks):
        rows.update(**{name: to})


def _write(school: School, pks: list[int], values: dict[str, Any]) -> None:
    rows = StockBatch.unscoped.filter(school=school, pk__in=pks)
    rows.update(**values, version=F("version") + 1, changed_at=timezone.now())


def _retire(
    school: School,
    chosen: list[StockBatch],
    values: dict[str, Any],
    actor: User,
    verb: str = "equipment.stock_retired",
) -> None:
    told = [(one, _told(one, values)) for one in chosen]
    _write(school, [one.pk for one in chosen], values)
    record_many(actor, verb, told)


def _arrive(step: Step, source: School, target: School, values: dict[str, Any], actor: User) -> None:
    first = step.into or step.parts[0]
    quantity, serials = step.quantity, step.serials
    pieces = sum(one.quantity for one in step.parts)
    changes: dict[str, Any] = {"pieces": [None, pieces], "from": [None, str(source)[:200]]}
    if step.into:
        _write(target, [first.pk], {"quantity": quantity, "serials": serials})
        first.quantity = quantity
        record(
            actor, "equipment.stock_received", first, changes | {"quantity": [quantity - pieces, quantity]}
        )
        return
    kept = {
        field.attname: getattr(first, field.attname)
        for field in StockBatch._meta.concrete_fields
        if field.attname not in {"id", "school_id", "submission_id", "version", "changed_at"}
    }
    made = StockBatch(
        **(kept | columns(values) | {"school_id": target.pk, "quantity": quantity, "serials": serials})
    )
    made.save(force_insert=True)
    record(actor, "equipment.stock_received", made, changes)


def _told(batch: StockBatch, values: dict[str, Any]) -> dict[str, list[Any]]:
    return between({name: getattr(batch, name) for name in values}, values)
