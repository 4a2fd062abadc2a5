"""How long things must be used for what a programme paid them for (Zweckbindung), which an app above this one keeps.

It fills a slot when it is ready; here nobody knows which one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.slots import Slot

# Answers for the key of a Träger with years from purchase by source; one query.
BINDING_YEARS: Slot[Callable[[int], Mapping[int, int]]] = Slot("how long sources bind what they paid")


def binding_years(authority_id: int) -> Mapping[int, int]:
    tell = BINDING_YEARS.provider
    return tell(authority_id) if tell else {}
