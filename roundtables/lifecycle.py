"""Which step leads where: meetings from the plan to sealed minutes, milestones from agreed to kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from roundtables.models import Meeting, Milestone


@dataclass(frozen=True, slots=True)
class Machine:
    """The states of one kind of row, and from each the states that come next; `refused` names both."""

    states: type[TextChoices]
    steps: Mapping[str, frozenset[str]]
    refused: Any

    def label(self, state: str) -> str:
        return str(self.states(state).label)


def _machine(states: type[TextChoices], refused: Any, **steps: str) -> Machine:
    return Machine(states, {state: frozenset(onward.split()) for state, onward in steps.items()}, refused)


MEETING = _machine(
    Meeting.State,
    gettext_lazy(
        "The meeting has the state “%(old)s” by now and cannot become “%(new)s”. Please look at the page again."
    ),
    planned="running cancelled",
    running="draft",
    draft="running review",
    review="draft sealed",
    sealed="",
    cancelled="",
)
MILESTONE = _machine(
    Milestone.State,
    gettext_lazy("A milestone with the state “%(old)s” cannot become “%(new)s”."),
    open="in_progress done moved dropped",
    in_progress="open done moved dropped",
    moved="in_progress done dropped",  # a date that moves once more is the same state again
    done="in_progress",
    dropped="open",
)
TAKEN_UP_AGAIN = {("done", "in_progress"), ("dropped", "open")}  # of a milestone: these need a reason


def step(machine: Machine, old: str, new: str, *, refused: str = "") -> bool:
    """Whether something is to be done: False when the row is there already.

    DomainError when no step leads there, in the words of `refused` where those help more.
    """
    if new not in machine.steps:
        raise DomainError(_("There is no such state."))
    if new in machine.steps[old]:
        return True
    if new == old:
        return False
    raise DomainError(refused or machine.refused % {"old": machine.label(old), "new": machine.label(new)})


def onward(machine: Machine, state: str) -> frozenset[str]:
    """What a form may offer: to stay, and every step from here."""
    return machine.steps[state] | {state}
