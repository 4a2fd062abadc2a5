"""What apps above have under way at a meeting. They fill a slot when ready; here nobody knows which they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from core.slots import Slot

if TYPE_CHECKING:
    from roundtables.models import Meeting
    from roundtables.selectors.sealing import SealingWarning

# What each has still open when the talk is over.
STILL_OPEN: Slot[Callable[[Meeting], list[SealingWarning]]] = Slot("what is open at a meeting", several=True)
