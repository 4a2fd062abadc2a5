"""The way of a need, as data: which step is allowed, and which side takes it. Everything else is refused."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    REPORTED = "reported", _("reported")
    DISCUSSED = "discussed", _("discussed")
    RECOGNISED = "recognised", _("recognised")
    DEFERRED = "deferred", _("deferred")
    REJECTED = "rejected", _("rejected")
    BUDGETED = "budgeted", _("in the budget")
    ORDERED = "ordered", _("ordered")
    DELIVERED = "delivered", _("delivered")
    IN_OPERATION = "in_operation", _("in operation")


SCHOOL_STEPS: frozenset[tuple[str, str]] = frozenset(
    {(State.DRAFT, State.REPORTED), (State.REPORTED, State.DRAFT)}  # sends, withdraws: always the whole list
)
AUTHORITY_STEPS: dict[str, tuple[str, ...]] = {
    State.DRAFT: (),
    State.REPORTED: (State.DISCUSSED, State.RECOGNISED, State.DEFERRED, State.REJECTED),
    State.DISCUSSED: (State.RECOGNISED, State.DEFERRED, State.REJECTED),
    State.RECOGNISED: (State.BUDGETED, State.DEFERRED, State.REJECTED),
    State.DEFERRED: (State.DISCUSSED, State.RECOGNISED, State.REJECTED),
    State.REJECTED: (State.DISCUSSED,),  # a refusal may be talked about again
    State.BUDGETED: (State.ORDERED, State.DEFERRED),
    State.ORDERED: (State.DELIVERED, State.BUDGETED),  # or the order fell through
    State.DELIVERED: (State.IN_OPERATION,),
    State.IN_OPERATION: (),
}

UNDER_WAY = (State.RECOGNISED, State.BUDGETED, State.ORDERED)  # recognised, and not delivered yet

MAIN_WAY = (
    State.DRAFT,
    State.REPORTED,
    State.DISCUSSED,
    State.RECOGNISED,
    State.BUDGETED,
    State.ORDERED,
    State.DELIVERED,
    State.IN_OPERATION,
)  # as a need goes when nothing holds it up

TONES = {
    State.RECOGNISED: "success",
    State.BUDGETED: "success",
    State.ORDERED: "info",
    State.DELIVERED: "info",
    State.IN_OPERATION: "success",
    State.REPORTED: "info",
    State.DISCUSSED: "info",
    State.DEFERRED: "warning",
    State.REJECTED: "danger",
}


def tone_of(state: str) -> str:
    return TONES.get(State(state), "neutral")
