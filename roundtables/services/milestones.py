"""What happens to milestones and agreements between the meetings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.days import day_in_figures
from core.errors import DomainError, require_seen
from roundtables.lifecycle import MILESTONE, TAKEN_UP_AGAIN, step
from roundtables.models import AgendaItem, Agreement, Meeting, Milestone
from roundtables.services.guards import tell_tables

if TYPE_CHECKING:
    from accounts.models import User

State = Milestone.State
TRAILED = ("state", "state_reason", "due_on", "evidence", "done_on")


@transaction.atomic
def move_milestone(
    milestone: Milestone,
    *,
    state: str,
    actor: User,
    reason: str = "",
    due_on: date | None = None,
    evidence: str = "",
    done_on: date | None = None,
    seen: str = "",
) -> Milestone:
    """Set the state of a milestone (roundtables/lifecycle.py); the trail keeps every earlier one.

    Moved needs a new date and a reason, dropped and taken up again a reason, done has a date (today if none is
    given) and names its evidence. The same state again corrects reason, date or evidence. `seen` is the
    fingerprint the writer began with; Conflict if somebody saved in between.
    """
    stored = Milestone.unscoped.select_for_update(of=("self",)).get(pk=milestone.pk)
    if seen:
        require_seen(stored.fingerprint(), seen, theirs=stored.get_state_display())
    before = {name: getattr(stored, name) for name in TRAILED}
    step(MILESTONE, stored.state, state)
    _check_reason(stored.state, state, reason)
    stored.state, stored.state_reason, stored.evidence = state, reason, evidence
    stored.done_on = _day_done(done_on) if state == State.DONE else None
    if state == State.DONE and before["state"] != State.DONE and not evidence.strip():
        raise DomainError(_("Say what shows that it is done."))
    if state == State.MOVED:
        _set_new_date(stored, due_on)
    changes = audit.between(before, {name: getattr(stored, name) for name in TRAILED})
    if changes:
        stored.changed_at = timezone.now()
        stored.save()
        tell_tables(stored.series_id)
        audit.record(actor, "roundtables.milestone_moved", stored, changes)
    return stored


def _check_reason(old: str, new: str, reason: str) -> None:
    if reason.strip():
        return
    if new in {State.MOVED, State.DROPPED}:
        raise DomainError(_("Say why the milestone is moved or dropped."))
    if (old, new) in TAKEN_UP_AGAIN:
        raise DomainError(_("Say why the milestone is taken up again."))


def _day_done(day: date | None) -> date:
    today = timezone.localdate()
    if day and day > today:
        raise DomainError(_("A milestone cannot be done in the future."))
    return day or today


def _set_new_date(milestone: Milestone, due_on: date | None) -> None:
    if due_on is None or due_on == milestone.due_on:
        if milestone.moved_at is None:
            raise DomainError(_("Name the new date of the milestone."))
        return  # moved earlier; only reason or evidence changes
    if due_on < timezone.localdate():
        raise DomainError(_("The new date lies in the past. Name a day from today on."), field="due_on")
    if due_on < milestone.first_due_on:
        words = {"day": day_in_figures(milestone.first_due_on)}
        raise DomainError(
            _("A milestone is moved to a later day: it was agreed for %(day)s.") % words, field="due_on"
        )
    milestone.due_on, milestone.moved_at = due_on, timezone.now()


@transaction.atomic
def settle_agreement(agreement: Agreement, *, is_done: bool, actor: User) -> Agreement:
    """Tick an agreement off, or take the tick back. One that was postponed has to be agreed first."""
    rows = Agreement.unscoped.filter(pk=agreement.pk)
    if is_done and rows.filter(consensus=Agreement.Consensus.POSTPONED).exists():
        raise DomainError(_("The table postponed this: it is ticked off once it is agreed."))
    changed = rows.filter(is_done=not is_done).update(is_done=is_done)
    agreement.is_done = is_done
    if changed and is_done:  # an agenda that is only planned needs no word about it any more
        carried = {"origin": AgendaItem.Origin.AGREEMENT, "origin_id": agreement.pk}
        untouched = AgendaItem.unscoped.filter(**carried, meeting__state=Meeting.State.PLANNED, notes="")
        untouched.filter(documents=None).delete()
    if changed:
        tell_tables(agreement.series_id)
        audit.record(actor, "roundtables.agreement_settled", agreement, {"is_done": [not is_done, is_done]})
    return agreement
