"""Orders out of a free line of the Mittelanmeldung, which comes of no need: for a school, by the list or by words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import record
from core.days import require_past
from core.errors import DomainError
from core.marks import made_before
from core.parsing import one_line
from planning.models import Budget, BudgetLine
from procurement.models import Order, OrderLine
from procurement.models.orders import sums_of
from procurement.services.approved import Asked, note_above, require_approved, rest_of_free_line
from procurement.services.orders import OwnWords, above_words, check_price, of_entry, open_order

if TYPE_CHECKING:
    from accounts.models import User
    from equipment.models import FundingSource, PriceEntry
    from schools.models import School


@dataclass(frozen=True, slots=True)
class Piecewise:
    """What is bought for which school, and how many pieces of it."""

    what: PriceEntry | OwnWords
    school: School
    pieces: int


@transaction.atomic
def order_free_line(
    line: BudgetLine,
    *,
    number: str,
    ordered_on: date,
    fund: FundingSource,
    note: str,
    wanted: Piecewise,
    submission_id: UUID,
    actor: User,
    above_reason: str = "",
) -> Order:
    """One order with one line. The same submission sent again answers with the order that it made.

    Raises DomainError before the council has decided, for a day that is still to come, a price or school of another
    Träger, a price that is not valid on the day, a number that is taken, and above what was approved and not ordered,
    unless `above_reason` says why (as `place_order` does).
    """
    stored = BudgetLine.unscoped.select_related("budget__authority").get(pk=line.pk)
    authority, what = stored.budget.authority, wanted.what
    if known := made_before(Order.unscoped, submission_id, authority_id=authority.pk):
        return known
    require_past(ordered_on, field="ordered_on")
    if stored.item_id or stored.budget.state != Budget.State.DECIDED or not stored.approved:
        raise DomainError(_("Only what the council has approved can be ordered."))
    seller = authority.pk if isinstance(what, OwnWords) else what.authority_id
    if not seller == authority.pk == wanted.school.authority_id:
        raise DomainError(_("Choose product and school anew."))
    if not isinstance(what, OwnWords):
        check_price(what, ordered_on)
    said = {"number": one_line(number), "ordered_on": ordered_on, "supplier": what.supplier, "fund": fund}
    order = open_order(
        Order(authority=authority, note=note.strip(), by=actor, submission_id=submission_id, **said)
    )
    money = sums_of(what.price, wanted.pieces, what.vat_rate)
    asked = Asked(str(stored), wanted.pieces, money["gross"], rest_of_free_line(stored))
    above = require_approved([asked], reason=above_reason)
    OrderLine.unscoped.create(
        order=order,
        budget_line=stored,
        school=wanted.school,
        quantity=wanted.pieces,
        **of_entry(what),
        **money,
        **above_words(above_reason, actor) if above else {},
    )
    record(actor, "procurement.order_placed", order, {"lines": [None, 1]})
    for one in above:
        note_above(order, one, reason=above_reason, actor=actor)
    return order
