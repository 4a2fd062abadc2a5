"""The way of one item, from draft to "in operation"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from needs.models import NeedItem, NeedStep
from needs.states import MAIN_WAY, State

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Way:
    """The steps taken, oldest first, and what lies ahead on the main way (nothing after a refusal)."""

    steps: list[NeedStep]
    ahead: tuple[State, ...]
    place: int  # how far on the main way, 1 is the draft; 0 beside it

    @property
    def length(self) -> int:
        return len(MAIN_WAY)


def way_of(item: NeedItem, *, user: User) -> Way:
    steps = NeedStep.visible_to(user).filter(item=item)
    state = State(item.state)
    place = MAIN_WAY.index(state) + 1 if state in MAIN_WAY else 0
    return Way(list(steps), MAIN_WAY[place:] if place else (), place)
