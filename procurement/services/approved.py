"""What the council has approved binds an order: above it goes only the head of department, with a reason that stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.audit import record
from core.errors import DomainError
from core.money import digits, require_plausible
from planning.models import Budget, BudgetLine
from procurement.models import OrderLine
from procurement.reckoning import Rest, rest_of

if TYPE_CHECKING:
    from accounts.models import User
    from needs.models import NeedItem
    from procurement.models import Order


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be ordered of one need or free line, beside what of it is approved and ordered; `gross` in euro."""

    what: str
    pieces: int
    gross: Decimal
    rest: Rest

    @property
    def above(self) -> Decimal:
        """How much more than is left of what was approved; nothing where nobody has approved an amount."""
        return self.rest.above(self.gross)

    @property
    def text(self) -> str:
        words: dict[str, Any] = {
            "what": self.what,
            "count": self.pieces,
            "gross": digits(self.gross),
            "approved": digits(self.rest.approved or Decimal(0)),
            "ordered": digits(self.rest.ordered),
            "above": digits(self.above),
        }
        said = ngettext(
            "%(what)s: %(count)s piece costs %(gross)s € gross. Approved are %(approved)s €, of which %(ordered)s € "
            "are ordered already: %(above)s € too much.",
            "%(what)s: %(count)s pieces cost %(gross)s € gross. Approved are %(approved)s €, of which %(ordered)s € "
            "are ordered already: %(above)s € too much.",
            self.pieces,
        )
        return said % words


def require_approved(asked: Sequence[Asked], *, reason: str) -> list[Asked]:
    """Those that go above what was approved, which the `reason` allows. Raises DomainError without one.

    No reason allows an amount that no column holds.

    Who may give a reason is asked by the caller.
    """
    for one in asked:
        require_plausible(one.gross, what=one.what)
    above = [one for one in asked if one.above]
    if above and not reason:
        told = " ".join(one.text for one in above)
        more = _(
            "Order fewer pieces. Only the head of department may order more than was approved, and writes down why."
        )
        raise DomainError(f"{told} {more}")
    return above


def rest_of_need(item: NeedItem, *, besides: OrderLine | None = None) -> Rest:
    """What of the need nobody has ordered, a line that is being changed left out. The caller holds the need's row."""
    decided = BudgetLine.unscoped.filter(item=item, budget__state=Budget.State.DECIDED)
    newest = decided.order_by("budget__year", "pk").last()
    return rest_of(item.quantity, _lines(besides, item=item), newest.approved if newest else None)


def rest_of_free_line(line: BudgetLine, *, besides: OrderLine | None = None) -> Rest:
    """What of a free line is not ordered. Its row is locked, so that two orders never take the same money."""
    held = BudgetLine.unscoped.select_for_update(of=("self",)).get(pk=line.pk)
    return rest_of(0, _lines(besides, budget_line=held), held.approved or Decimal(0))


def _lines(besides: OrderLine | None, **which: Any) -> Any:
    lines = OrderLine.unscoped.filter(**which).order_by().with_kept()
    return lines.exclude(pk=besides.pk) if besides else lines


def note_above(order: Order, asked: Asked, *, reason: str, actor: User) -> None:
    """The sentence of the trail: how much more, and why."""
    changes = {
        "line": ["", f"{asked.pieces} × {asked.what}"],
        "above": ["", str(asked.above)],
        "reason": ["", reason],
    }
    record(actor, "procurement.ordered_above", order, changes)
