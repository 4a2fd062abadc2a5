"""What is missing and on its way, counted one piece after the other: slow, obvious, what the pages must agree with."""

from __future__ import annotations

from decimal import Decimal

from core.money import gross
from tests.needs.conftest import YEAR

PIECE = Decimal("419.90")  # net


def slow_listed(code, needs):
    """What the list of the year asks for and nobody has recognised: the school need not report it twice."""
    undecided = {"draft", "reported", "deferred"}
    own = (told for told in needs if told["code"] == code and told["year"] == YEAR)
    return sum(told["quantity"] for told in own if told["state"] in undecided)


def slow_left(type_, target, needs, stock):
    """One piece after the other."""
    usable = coming = 0
    for lot in (one for one in stock if one["code"] == type_.code):
        if lot["purchase_year"] is None or lot["purchase_year"] + type_.useful_life > YEAR:
            usable += lot["quantity"]
    for told in (one for one in needs if one["code"] == type_.code):
        if told["state"] in {"recognised", "budgeted", "ordered"}:
            coming += slow_coming(told)
    return max(target - usable, 0) - coming


def slow_coming(told):
    """Each piece that the approved money pays, and where more are ordered, all that are."""
    if told["approved"] is None or told["state"] == "recognised":
        return told["quantity"]
    paid = 0
    while paid < told["quantity"] and gross(PIECE * (paid + 1), Decimal(19)) <= told["approved"]:
        paid += 1
    ordered = told["ordered"] if told["state"] == "ordered" else 0
    return max(paid, min(ordered, told["quantity"]))
