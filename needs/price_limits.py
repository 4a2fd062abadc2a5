"""The price limit of the current planning round, for forecasts: they part their amounts as needs and budget do."""

from __future__ import annotations

from forecast.outside import LIMIT, Limit
from needs.models import PlanningRound


def limit_of(authority_id: int) -> Limit:
    """Of the newest round up to the current one: a round takes over the limit of the one before; two queries."""
    current = PlanningRound.current_year(authority_id)
    said = PlanningRound.newest(authority_id, until=current)
    return Limit(said.price_limit, said.year) if said else Limit(PlanningRound().price_limit, None)


def lend() -> None:
    LIMIT.fill(limit_of)
