"""The budget table: filled while it is a draft, handed to the treasury, decided by the council."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import between, record
from core.days import day_in_words, require_not_before, require_past
from core.errors import Conflict, DomainError, require_seen, still_there
from core.marks import made_before
from core.money import cents, digits, gross, require_plausible
from needs.models import NeedItem
from needs.services.rounds import decide as decide_need
from needs.states import State
from planning.models import Budget, BudgetLine
from planning.selectors.budgets import Candidate, candidates

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority

WORDS = ("text", "accounting", "account", "net", "vat_rate")
DONE = (State.BUDGETED, State.ORDERED, State.DELIVERED, State.IN_OPERATION)


@transaction.atomic
def add_needs(
    authority: SchoolAuthority, *, year: int, items: Collection[int], actor: User
) -> list[BudgetLine]:
    """One line for each of these ranked needs. Raises DomainError when one has no price or is in a table already."""
    budget = _draft(authority, year)
    offered = {one.item.pk: one for one in candidates(user=actor, authority=authority, year=year)}
    if not items:
        raise DomainError(_("Choose at least one need."))
    if any(pk not in offered for pk in items):
        raise Conflict(
            _("One of these needs can no longer be taken: it stands in a table already, or was decided.")
        )
    chosen = [one for pk, one in offered.items() if pk in set(items)]
    unpriced = [str(one.item) for one in chosen if one.net is None]
    if unpriced:
        raise DomainError(_("A price is missing: %(names)s.") % {"names": ", ".join(unpriced)})
    lines = BudgetLine.unscoped.bulk_create(_line_of(budget, one) for one in chosen)
    _touch(budget)
    record(actor, "planning.budget_filled", budget, {"lines": ["", [line.text for line in lines]]})
    return lines


def _line_of(budget: Budget, one: Candidate) -> BudgetLine:
    line = BudgetLine(budget=budget, item=one.item)
    told = {
        "text": one.text,
        "accounting": one.accounting,
        "account": "",
        "net": one.net,
        "vat_rate": one.vat_rate,
    }
    return _filled(line, told)


def _filled(line: BudgetLine, values: dict[str, Any]) -> BudgetLine:
    """Net and rate give tax and gross, each in whole cents, so that they add up."""
    for name in WORDS:
        setattr(line, name, values[name])
    line.net = cents(line.net)
    line.gross = gross(line.net, line.vat_rate)
    line.vat = line.gross - line.net
    require_plausible(line.gross, what=line.text)
    return line


@transaction.atomic
def add_line(
    authority: SchoolAuthority, *, year: int, values: dict[str, Any], submission_id: UUID, actor: User
) -> BudgetLine:
    """A free line. The same submission sent again answers with the line that it made."""
    budget = _draft(authority, year)
    if known := made_before(BudgetLine.unscoped, submission_id, budget_id=budget.pk):
        return known
    line = _filled(BudgetLine(budget=budget, submission_id=submission_id), values)
    line.save(force_insert=True)
    _touch(budget)
    record(actor, "planning.budget_line_added", line, {"gross": ["", str(line.gross)]})
    return line


@transaction.atomic
def update_line(line: BudgetLine, *, values: dict[str, Any], actor: User) -> BudgetLine:
    """Words and amount of a line, while the table is a draft."""
    budget = _draft(line.budget.authority, line.budget.year)
    stored = _stored(line)
    before = {name: getattr(stored, name) for name in WORDS}
    _filled(stored, values).save()
    _touch(budget)
    after = {name: getattr(stored, name) for name in WORDS}
    record(actor, "planning.budget_line_changed", stored, between(before, after))
    return stored


@transaction.atomic
def delete_line(line: BudgetLine, *, actor: User) -> None:
    """Out of the draft; its need can be taken again."""
    budget = _draft(line.budget.authority, line.budget.year)
    stored = _stored(line)
    record(actor, "planning.budget_line_deleted", stored)
    stored.delete()
    _touch(budget)


@transaction.atomic
def approve_line(line: BudgetLine, *, approved: Decimal, reason: str, actor: User) -> BudgetLine:
    """What the council gives for one line of a requested table; less needs a reason, which the school reads."""
    budget = _locked(line.budget.authority, line.budget.year)
    if not budget.is_requested:
        raise DomainError(_("The table is not with the treasury."))
    stored = _stored(line)
    amount = cents(approved)
    if not 0 <= amount <= stored.gross:
        raise DomainError(_("Approved is an amount from 0 to what was requested."))
    if amount < stored.gross and not reason.strip():
        raise DomainError(_("Say why less is approved. The school reads it."))
    before = stored.approved
    stored.approved, stored.reason = amount, reason.strip()
    stored.save(update_fields=["approved", "reason"])
    _touch(budget)
    record(actor, "planning.budget_line_approved", stored, {"approved": [str(before or ""), str(amount)]})
    return stored


@transaction.atomic
def request_budget(
    authority: SchoolAuthority, *, year: int, requested_on: date, version: int, actor: User
) -> Budget:
    """Hand the table to the treasury: from then on its lines are fixed. Raises DomainError for an empty one."""
    budget = _draft(authority, year)
    _require_seen(budget, version)
    if not budget.lines.exists():
        raise DomainError(_("The table is empty. Add at least one line."))
    require_past(requested_on, field="requested_on")
    budget.state, budget.requested_on = Budget.State.REQUESTED, requested_on
    _touch(budget)
    record(actor, "planning.budget_requested", budget)
    return budget


@transaction.atomic
def withdraw_budget(authority: SchoolAuthority, *, year: int, actor: User) -> Budget:
    """Back to a draft, without what was approved so far."""
    budget = _locked(authority, year)
    if budget.is_settled:
        raise DomainError(_("The council has decided on this table."))
    if budget.is_requested:
        budget.lines.update(approved=None, reason="")
        budget.state, budget.requested_on = Budget.State.DRAFT, None
        _touch(budget)
        record(actor, "planning.budget_withdrawn", budget)
    return budget


@transaction.atomic
def decide_budget(
    authority: SchoolAuthority,
    *,
    year: int,
    decided_on: date,
    paper: str,
    version: int,
    actor: User,
    is_rejected: bool = False,
    reason: str = "",
) -> Budget:
    """The council's decision: approved needs are budgeted, refused ones deferred, each with a reason for its school.

    A line that nobody cut is approved in full. Raises DomainError when a need is no longer recognised, or when the
    whole table is rejected without a reason, or for a day that cannot be.
    """
    budget = _locked(authority, year)
    if not budget.is_requested:
        raise DomainError(_("The table is not with the treasury."))
    _require_seen(budget, version)
    require_past(decided_on, field="decided_on")
    told_early = _("The council cannot have decided before the table was handed in on %(day)s.")
    require_not_before(decided_on, budget.requested_on, told_early, field="decided_on")
    if is_rejected and not reason.strip():
        raise DomainError(_("Say why the table was rejected. The schools read it."))
    budget.state = Budget.State.REJECTED if is_rejected else Budget.State.DECIDED
    budget.decided_on, budget.paper = decided_on, paper.strip()
    lines = list(budget.lines.order_by("item_id", "pk"))
    for line in lines:
        if is_rejected:
            line.approved, line.reason = Decimal(0), reason.strip()
        elif line.approved is None:
            line.approved = line.gross
    BudgetLine.unscoped.bulk_update(lines, ["approved", "reason"])
    _touch(budget)
    _move_needs(budget, [line for line in lines if line.item_id], actor)
    record(actor, "planning.budget_decided", budget, {"state": ["requested", str(budget.state)]})
    return budget


def _move_needs(budget: Budget, lines: list[BudgetLine], actor: User) -> None:
    """In the order of their keys, as every writer of needs takes them."""
    items = NeedItem.unscoped.filter(budget_lines__in=lines).select_related("type")
    by_pk = {item.pk: item for item in items}
    pairs = [(line, by_pk[line.item_id]) for line in lines if line.item_id]
    stuck = [
        str(item) for line, item in pairs if line.approved and item.state not in (State.RECOGNISED, *DONE)
    ]
    if stuck:
        words = {"names": ", ".join(stuck)}
        raise DomainError(
            _("No longer recognised: %(names)s. Recognise them again, or cut their lines to 0.") % words
        )
    for line, item in pairs:
        if item.state == State.RECOGNISED:
            state = State.BUDGETED if line.approved else State.DEFERRED
            decide_need(item, state=state, reason=_told(budget, line), version=item.version, actor=actor)


def _told(budget: Budget, line: BudgetLine) -> str:
    """What the school reads."""
    words = {
        "year": budget.year,
        "day": day_in_words(budget.decided_on),
        "paper": f" ({budget.paper})" if budget.paper else "",
        "approved": digits(line.approved or Decimal(0)),
        "gross": digits(line.gross),
        "reason": line.reason,
    }
    if not line.approved:
        return (_("Not approved in the budget %(year)s on %(day)s%(paper)s. %(reason)s") % words).strip()
    if line.approved < line.gross:
        text = _(
            "In the budget %(year)s since %(day)s%(paper)s: %(approved)s of %(gross)s € gross. %(reason)s"
        )
        return (text % words).strip()
    return _("In the budget %(year)s since %(day)s%(paper)s: %(approved)s € gross.") % words


def _locked(authority: SchoolAuthority, year: int) -> Budget:
    """All tables of the Träger under lock: a need stands in one open table at most."""
    Budget.unscoped.get_or_create(authority=authority, year=year)
    tables = Budget.unscoped.select_for_update(of=("self",)).filter(authority=authority).order_by("pk")
    return next(table for table in tables if table.year == year)


def _draft(authority: SchoolAuthority, year: int) -> Budget:
    budget = _locked(authority, year)
    if not budget.is_draft:
        raise DomainError(_("The table was handed in and is fixed. Take it back first."))
    return budget


def _stored(line: BudgetLine) -> BudgetLine:
    gone = _("Somebody else has deleted this line in between.")
    return still_there(BudgetLine.unscoped.all(), line.pk, gone=gone)


def _touch(budget: Budget) -> None:
    budget.version += 1
    budget.save()


def _require_seen(budget: Budget, version: int) -> None:
    changed = _("Somebody else has changed the table since you opened it. Look at it once more.")
    require_seen(budget.version, version, changed=changed)
