"""What is missing against the standard in force, in the Trägerbericht: by type and by school, frozen as texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.money import digits
from reports import wording

if TYPE_CHECKING:
    from standards.selectors import GapTable
    from standards.selectors.figures import Totals


TARGET, MISSING, LEFT = 0, 3, 4  # columns
NOTHING = "–"


def standard_part(table: GapTable) -> dict[str, Any] | None:
    """None where no standard is in force; money only for readers of prices."""
    if not table.version:
        return None
    words = {"title": table.version.title, "day": wording.day(table.version.decided_on)}
    said = _("Stock against “%(title)s”, decided on %(day)s.") % words
    heads = [
        pgettext("pieces", "Target"),
        _("Stock"),
        pgettext("pieces", "usable"),
        pgettext("pieces", "missing"),
    ]
    rest, money = table.tells_coming, table.has_prices
    if rest:
        heads.append(pgettext("pieces", "left to report"))
    return {
        "text": f"{said} {table.reckoned_with}",
        "heads": [*heads, pgettext("pieces", "cost of these, euro net")] if money else heads,
        "types": [row_of(str(type_), sums, rest=rest, money=money) for type_, sums in table.by_type()],
        "schools": [row_of(str(school), sums, rest=rest, money=money) for school, sums in table.by_school()],
        "total": [row_of(_("Together"), table.total, rest=rest, money=money)],
    }


def row_of(name: str, sums: Totals, *, rest: bool, money: bool) -> dict[str, Any]:
    """`rest`: with what is left to report.

    What is in no sum is said beside it: numbers of schools that are missing, pieces without a price.
    """
    numbers = (sums.target, sums.stock, sums.usable, sums.missing, sums.left)
    cells = [{"text": wording.number(number), "lacks": ""} for number in numbers]
    if not sums.is_known:
        for at in (TARGET, MISSING, LEFT):
            cells[at]["text"] = NOTHING
    if sums.unknown:
        cells[MISSING]["lacks"] = _("figures missing")
    if not rest:
        del cells[LEFT]
    if money:
        cells.append(_cost(sums))
    return {"name": name, "cells": cells}


def _cost(sums: Totals) -> dict[str, str]:
    """An amount that no price made up is no zero, and neither is that of an unknown number."""
    if not sums.is_known:
        return {"text": NOTHING, "lacks": ""}
    if sums.unpriced and not sums.cost:
        return {"text": _("price missing"), "lacks": ""}
    return {"text": digits(sums.cost), "lacks": _("price missing") if sums.unpriced else ""}
