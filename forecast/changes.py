"""What a scenario changes: its JSON, checked on the way in and turned into a plan. No database.

    {"price_index": "2.5", "pupils": "1.0", "pupils_of": {"990012": "3.0"}, "lives": {"DEV_TABLET_POOL": 5,
     "NET_AP": null}, "shares": {"PRES_DISPLAY": "50"}, "fund_shares": {"DP2": "90"}, "standard": 2,
     "standard_years": 3}

Rates are percent a year, shares percent of a piece's price; a life of null means that nobody plans to replace the
type. `standard` is the number of a version of the Träger's Ausstattungsstandard: what its schools lack of it is
bought in the first `standard_years` years. Schools are named by their number, types and sources by their code, so
that a scenario survives a new key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from forecast.reckoning import HORIZON, Plan

HIGHEST_RATE, LONGEST_LIFE = Decimal(20), 50  # percent a year up and down, years
SINGLE = ("price_index", "pupils")
STANDARD, STANDARD_YEARS, USUAL_YEARS = "standard", "standard_years", 3
BY_CODE = ("pupils_of", "lives", "shares", "fund_shares")


def checked(changes: Any) -> dict[str, Any]:
    """The same changes, tidied: what changes nothing is left out. Raises ValueError for anything else."""
    if not isinstance(changes, dict) or set(changes) - {*SINGLE, *BY_CODE, STANDARD, STANDARD_YEARS}:
        raise ValueError("unknown change")
    found: dict[str, Any] = {}
    for name in SINGLE:
        if rate := _rate(changes.get(name, "0")):
            found[name] = f"{rate:f}"
    for name in BY_CODE:
        rows = changes.get(name, {})
        if not isinstance(rows, dict):
            raise ValueError(name)  # noqa: TRY004 - wrong input, not a wrong call
        if rows:
            found[name] = {str(code): CHECKS[name](value) for code, value in sorted(rows.items())}
    if (version := changes.get(STANDARD)) is not None:
        found[STANDARD] = _whole(version, 32767)
        found[STANDARD_YEARS] = _whole(changes.get(STANDARD_YEARS, USUAL_YEARS), HORIZON)
    return found


def _whole(value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise ValueError(f"out of bounds: {value!r}")
    return value


def _number(value: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"no number: {value!r}") from error
    if not number.is_finite():
        raise ValueError(f"no number: {value!r}")
    return number


def _rate(value: Any) -> Decimal:
    rate = _number(value)
    if abs(rate) > HIGHEST_RATE:
        raise ValueError(f"rate out of bounds: {rate}")
    return rate


def _share(value: Any) -> str:
    share = _number(value)
    if not 0 <= share <= 100:
        raise ValueError(f"share out of bounds: {share}")
    return f"{share:f}"


def _life(value: Any) -> int | None:
    return None if value is None else _whole(value, LONGEST_LIFE)


CHECKS: dict[str, Callable[[Any], Any]] = {
    "pupils_of": lambda value: f"{_rate(value):f}",
    "lives": _life,
    "shares": _share,
    "fund_shares": _share,
}


def changed_plan(
    plan: Plan,
    changes: Mapping[str, Any],
    *,
    types: Mapping[str, int],
    funds: Mapping[str, int],
    schools: Mapping[str, int],
) -> Plan:
    """`plan` with these changes; the mappings lead from code or number to key. Codes that are gone are left out."""
    kinds = dict(plan.kinds)
    for code, years in changes.get("lives", {}).items():
        if code in types:
            kinds[types[code]] = replace(kinds[types[code]], life=years)

    def keyed(name: str, keys: Mapping[str, int]) -> dict[int, Decimal]:
        return {keys[code]: Decimal(value) for code, value in changes.get(name, {}).items() if code in keys}

    return replace(
        plan,
        kinds=kinds,
        price_index=Decimal(changes.get("price_index", "0")),
        pupils=Decimal(changes.get("pupils", "0")),
        pupils_of=keyed("pupils_of", schools),
        shares=keyed("shares", types),
        fund_shares=keyed("fund_shares", funds),
    )
