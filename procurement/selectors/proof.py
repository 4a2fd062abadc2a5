"""The proof of use of a grant as plain values: the same lines and sums as its ledger page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement.models import FundCall
from procurement.selectors.funding import Money, ledger_lines, money_of

if TYPE_CHECKING:
    from accounts.models import User
    from procurement.models import Allocation, Grant


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One charged delivery; amounts in euro gross. `file` is the stored name of the invoice, empty without one.

    `section`, `competence` and `plan` are those of the need as the school sent it; a free budget line has none.
    """

    category: str
    school_number: str
    school: str
    what: str
    pieces: int
    supplier: str
    order: str
    invoice_id: int
    invoice: str
    invoiced_on: date
    amount: Decimal
    funded: Decimal
    own: Decimal
    section: str
    competence: str
    plan: str
    reason: str
    file: str


@dataclass(frozen=True, slots=True)
class Proof:
    grant: Grant
    money: Money
    lines: list[ProofLine]


def proof_of_use(*, user: User, grant: Grant) -> Proof:
    """Two queries, whatever was charged."""
    rows = ledger_lines(user=user, grant=grant)
    calls = list(FundCall.visible_to(user).filter(grant=grant))
    return Proof(grant, money_of(grant, rows, calls), [_line(row) for row in rows])


def _line(row: Allocation) -> ProofLine:
    delivery = row.delivery
    line, item = delivery.line, delivery.line.item
    invoice: Any = delivery.invoice  # nothing is charged without one
    return ProofLine(
        category=str(row.category or ""),
        school_number=delivery.school.school_number,
        school=str(delivery.school),
        what=f"{line.product} ({line.type})" if line.type else line.product,
        pieces=delivery.kept,
        supplier=line.order.supplier,
        order=line.order.number,
        invoice_id=invoice.pk,
        invoice=invoice.number,
        invoiced_on=invoice.date,
        amount=row.amount,
        funded=row.funded,
        own=row.own,
        section=item.section_name if item else "",
        competence=item.competence_name if item else "",
        plan=item.plan_name if item else "",
        reason=row.reason,
        file=invoice.file.name or "",
    )
