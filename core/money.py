"""Euro as Decimal: rounded once, to the cent, half up as invoices do; parts that add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.figures import figure

CENT = Decimal("0.01")
PERCENT = Decimal(100)
TOO_MUCH = Decimal(10) ** 10  # the columns of budgets and orders end here


def cents(amount: Decimal | int) -> Decimal:
    """`amount` in euro with exactly two decimals, half a cent up (kaufmännisch, DIN 1333)."""
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def gross(net: Decimal, vat_rate: Decimal) -> Decimal:
    """`net` with value-added tax on top; `vat_rate` in percent, such as 19."""
    return cents(net * (PERCENT + vat_rate) / PERCENT)


def require_plausible(amount: Decimal, *, what: object) -> None:
    """DomainError for a sum that no column holds; it is a slip in quantity or price of `what`."""
    if abs(amount) >= TOO_MUCH:
        words = {"what": what}
        raise DomainError(
            _("%(what)s: this amount is too large to be true. Check quantity and price.") % words
        )


def digits(amount: Decimal | int) -> str:
    """94050 -> 94.050,00: always with cents, as columns of money are compared digit by digit."""
    return figure(amount, decimals=2)


def euro(amount: Decimal | int) -> str:
    """94050 -> 94.050,00 €, which no line parts."""
    return f"{digits(amount)}\N{NO-BREAK SPACE}€"


def euro_or_dash(amount: Decimal | int | None) -> str:
    """As `euro`; a dash where no amount is known."""
    return "–" if amount is None else euro(amount)


def share_out(amount: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """`amount` in parts after `weights`, each in whole cents, together exactly `amount`.

    The cents that rounding down leaves go to the largest remainders, the earlier part first. Weights are not
    negative; when all are zero the parts are equal. Raises ValueError without any weight.
    """
    if not weights:
        raise ValueError("nobody to share with")
    shares = [Decimal(weight) for weight in weights]
    total = sum(shares, Decimal(0))
    if not total:
        shares, total = [Decimal(1)] * len(shares), Decimal(len(shares))
    whole = int(cents(amount) / CENT)
    exact = [Decimal(whole) * share / total for share in shares]
    parts = [int(part.to_integral_value(ROUND_DOWN)) for part in exact]
    left = whole - sum(parts)
    step = 1 if left >= 0 else -1
    by_remainder = sorted(range(len(parts)), key=lambda at: (-abs(exact[at] - parts[at]), at))
    for at in by_remainder[: abs(left)]:
        parts[at] += step
    return [part * CENT for part in parts]
