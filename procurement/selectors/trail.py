"""What was done to an order, as sentences for the offices. Deliveries and invoices stand on the page for themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.audit import trail_of
from core.money import digits

if TYPE_CHECKING:
    from procurement.selectors.orders import OrderPage


@dataclass(frozen=True, slots=True)
class Step:
    """`by` is empty for the portal itself or a former person."""

    at: datetime
    by: str
    text: str


def trail_of_order(page: OrderPage) -> list[Step]:
    """Newest first; one query. The caller may read the order."""
    entries = trail_of(page.order, *(row.line for row in page.rows)).filter(verb__in=SENTENCES)
    return [
        Step(one.at, one.actor.name if one.actor else "", SENTENCES[one.verb](one.subject_text, one.changes))
        for one in entries
    ]


def _placed(_subject: str, changes: dict[str, Any]) -> str:
    count = changes["lines"][1]
    return ngettext("Ordered: %(count)s line.", "Ordered: %(count)s lines.", count) % {"count": count}


def _above(_subject: str, changes: dict[str, Any]) -> str:
    words = {
        "line": changes["line"][1],
        "above": digits(Decimal(changes["above"][1])),
        "reason": changes["reason"][1],
    }
    return _("%(line)s: ordered %(above)s € gross above what was approved. Reason: %(reason)s") % words


def _cancelled(_subject: str, changes: dict[str, Any]) -> str:
    return _("Called off. Reason: %(reason)s") % {"reason": changes["reason"][1]}


def _ended(subject: str, changes: dict[str, Any]) -> str:
    words = {"line": subject, "reason": changes["reason"][1]}
    return _("%(line)s: the rest does not come. Reason: %(reason)s") % words


def _counted_anew(_subject: str, changes: dict[str, Any]) -> str:
    before, after = changes["quantity"]
    words = {"before": before, "after": after, "reason": changes["reason"][1]}
    return _("Quantity changed from %(before)s to %(after)s. Reason: %(reason)s") % words


SENTENCES: dict[str, Callable[[str, dict[str, Any]], str]] = {
    "procurement.order_placed": _placed,
    "procurement.ordered_above": _above,
    "procurement.order_cancelled": _cancelled,
    "procurement.line_ended": _ended,
    "procurement.quantity_changed": _counted_anew,
}
