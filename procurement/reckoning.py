"""What a line of an order binds, and what of a need nobody has ordered yet. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from core.money import CENT, PERCENT
from procurement.models.orders import OrderLine, sums_of

if TYPE_CHECKING:
    from typing import Any

State = OrderLine.State


@dataclass(frozen=True, slots=True)
class Rest:
    """Pieces that are not ordered; `approved` and `ordered` in euro gross. `approved` is None where nothing says so.

    `lines` counts the orders it stands in already.
    """

    pieces: int
    approved: Decimal | None
    ordered: Decimal
    lines: int

    @property
    def is_second(self) -> bool:
        return self.lines > 0

    @property
    def money(self) -> Decimal | None:
        """What is approved and not bound by an order."""
        return None if self.approved is None else max(self.approved - self.ordered, Decimal(0))

    def above(self, gross: Decimal) -> Decimal:
        """How much more than is left `gross` is; cents that come of ordering in parts do not count (`rounding`)."""
        if self.approved is None or self.ordered + gross - self.approved <= rounding(self.lines + 1):
            return Decimal(0)
        return gross - (self.money or Decimal(0))

    def reach(self, price: Decimal, vat_rate: Decimal) -> int:
        """How many of the pieces the money reaches for at this net price."""
        count, money = self.pieces, self.money
        if money is None:
            return count
        piece = (
            price * (PERCENT + vat_rate) / PERCENT
        )  # not rounded: of cheap things cents would be half of it
        count = min(count, int((money + rounding(self.lines + 1)) / piece) + 1)
        while count and self.above(sums_of(price, count, vat_rate)["gross"]):
            count -= 1
        return count


def rounding(lines: int) -> Decimal:
    """What `lines` orders may cost more than one of all their pieces: each rounds its tax (docs/adr/0017)."""
    return CENT * max(lines - 1, 0)


def bound_pieces(line: OrderLine, kept: int) -> int:
    """Pieces that are under way or came; a line that ended early binds only what came of it."""
    if line.state == State.CANCELLED:
        return 0
    return kept if line.state == State.CLOSED else int(line.quantity)


def bound_money(line: OrderLine, kept: int) -> Decimal:
    """What the line obliges to pay, in euro gross."""
    is_whole = line.state in {State.OPEN, State.COMPLETE}
    return line.gross if is_whole else sums_of(line.price, bound_pieces(line, kept), line.vat_rate)["gross"]


def rest_of(quantity: int, lines: Iterable[Any], approved: Decimal | None) -> Rest:
    """`lines` are all that were ordered of the `quantity`, each with the pieces that came and stay (`kept`)."""
    live = [line for line in lines if line.state != State.CANCELLED]
    pieces = sum(bound_pieces(line, line.kept) for line in live)
    ordered = sum((bound_money(line, line.kept) for line in live), Decimal(0))
    return Rest(max(quantity - pieces, 0), approved, ordered, len(live))
