"""What must still be used for its purpose: whoever retires it is warned, since the notice of a grant may forbid it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.utils import timezone

from equipment.models import StockBatch
from equipment.outside import binding_years


class Bound(NamedTuple):
    """Pieces of one source whose Zweckbindung ends in `until`, this year or later."""

    until: int
    fund: str
    pieces: int


def still_bound(lines: Iterable[StockBatch], *, authority_id: int) -> list[Bound]:
    """By the year in which it ends; one query. Lines without source or year of purchase tell nothing."""
    years, this_year = binding_years(authority_id), timezone.localdate().year
    found: Counter[tuple[int, str]] = Counter()
    for line in lines:
        span = years.get(line.funding_source_id or 0)
        if span and line.purchase_year and line.purchase_year + span >= this_year:
            found[line.purchase_year + span, str(line.funding_source)] += line.quantity
    return [Bound(*key, pieces) for key, pieces in sorted(found.items())]
