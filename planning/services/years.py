"""The Träger's own dates and words for a phase of its planning year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record, set_values
from core.errors import Conflict, DomainError
from needs.services.rounds import locked_round
from planning.models import PlanningPhase
from planning.phases import BY_NUMBER, REPORTING

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority

NAMES = ("title", "begins_on", "ends_on", "school_text", "authority_text", "is_active")


@transaction.atomic
def save_phase(
    authority: SchoolAuthority,
    *,
    year: int,
    number: int,
    values: dict[str, Any],
    actor: User | None,
    is_new: bool = False,
) -> PlanningPhase:
    """Set one phase. That of reporting needs ends with the round's own day, whatever `values` say.

    Raises Conflict when `is_new` and somebody has set it in between, DomainError for days in the wrong order.
    """
    planning = locked_round(authority.pk, year)
    row = PlanningPhase.unscoped.filter(planning=planning, number=number).first()
    if row and is_new:
        raise Conflict(_("Somebody else has changed this phase in between. Please open the page again."))
    row = row or PlanningPhase(planning=planning, number=number)
    told = values | ({"ends_on": None} if number == REPORTING else {})
    last = planning.deadline if number == REPORTING else told["ends_on"]
    if last is None or told["begins_on"] > last:
        raise DomainError(_("The last day lies before the first day."))
    changes = set_values(row, {name: told[name] for name in NAMES})
    if changes:
        row.save()
        record(actor, "planning.phase_changed", row, changes)
    return row


@transaction.atomic
def reset_phase(authority: SchoolAuthority, *, year: int, number: int, actor: User | None) -> None:
    """Back to what the portal proposes; nothing happens where nothing was changed."""
    planning = locked_round(authority.pk, year)
    row = PlanningPhase.unscoped.filter(planning=planning, number=number).first()
    if row and number in BY_NUMBER:
        record(actor, "planning.phase_reset", row)
        row.delete()
