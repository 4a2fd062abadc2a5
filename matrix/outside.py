"""What apps above say of a rating: where a difference stands on an agenda, and what should be asked first.

They fill slots when they are ready; here nobody knows which they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.slots import Slot

if TYPE_CHECKING:
    from accounts.models import User
    from matrix.models import Snapshot
    from matrix.selectors.catalogue import Matrix
    from schools.models import School, SchoolAuthority


@dataclass(frozen=True, slots=True)
class Place:
    """The item of an agenda that a difference has become."""

    title: str
    url: str


# `provider(release, codes, user=…)`: aspect code -> its place.
AGENDAS: Slot[Callable[..., dict[str, Place]]] = Slot("what stands on an agenda")
# `provider(subject, matrix=…, user=…)`: aspect code -> why it is asked first, for the subject's own people. In a fixed
# number of queries.
ASKED_FIRST: Slot[Callable[..., Mapping[str, str]]] = Slot("what should be asked first", several=True)


def on_agendas(release: Snapshot, codes: list[str], *, user: User) -> dict[str, Place]:
    """Aspect code -> where its difference stands on an agenda that the reader may read."""
    ask = AGENDAS.provider
    return ask(release, codes, user=user) if ask and codes else {}


def reasons_from_above(subject: School | SchoolAuthority, *, matrix: Matrix, user: User) -> dict[str, str]:
    """Codes are those of this matrix, the one that the subject answers."""
    found: dict[str, str] = {}
    for ask in ASKED_FIRST.providers():
        for code, text in ask(subject, matrix=matrix, user=user).items():
            found[code] = f"{found[code]}; {text}" if code in found else text
    return found
