"""How many pieces a standard asks for, and how many are missing. Pure arithmetic, no Django.

Target of a rule: ceil(basis / every) × quantity, in whole sets. Targets of several rules for one type add up; an
exception replaces the sum. Usable is what is in use or in store, not worn out, and not older than the rule allows:
purchase year + age > this year. What has no year of purchase counts as usable and is told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """Counts of one school; None where nobody has entered them. `years`: year group -> (classes, pupils).

    `span`: first and last year group of its school type; None where that says nothing, as at a Förderschule.
    """

    school_type: str
    pupils: int | None = None
    classes: int | None = None
    teachers: int | None = None
    rooms: int | None = None
    years: Mapping[int, tuple[int, int]] | None = None
    rooms_by_type: Mapping[str, int] | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    quantity: int
    every: int
    per: str
    school_types: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    room_type: str = ""  # empty: teaching rooms


@dataclass(frozen=True, slots=True)
class Lot:
    """Alike pieces of one type. `is_there`: in use or in store; `is_sound`: that, and not worn out."""

    quantity: int
    purchase_year: int | None
    is_sound: bool
    is_there: bool = True


def applies(rule: Rule, school_type: str) -> bool:
    return not rule.school_types or school_type in rule.school_types


def basis_of(rule: Rule, basis: Basis) -> int | None:
    """What the rule counts at this school; None where the number is missing."""
    if rule.per == "school":
        return 1
    if rule.per == "teacher":
        return basis.teachers
    if rule.per == "room":
        return (basis.rooms_by_type or {}).get(rule.room_type) if rule.room_type else basis.rooms
    whole = basis.pupils if rule.per == "pupil" else basis.classes
    if rule.year_from is None or rule.year_to is None:
        return whole
    if basis.years:
        at = 1 if rule.per == "pupil" else 0
        return sum(
            counts[at] for year, counts in basis.years.items() if rule.year_from <= year <= rule.year_to
        )
    return _by_span(rule.year_from, rule.year_to, basis.span, whole)


def _by_span(first: int, last: int, span: tuple[int, int] | None, whole: int | None) -> int | None:
    """Without numbers per year group only all or nothing can be said."""
    if span is None:
        return None
    if last < span[0] or first > span[1]:
        return 0
    return whole if first <= span[0] and last >= span[1] else None


def target_of(rule: Rule, counted: int) -> int:
    """Whole sets: 15 per 2 classes are 45 for 5 classes."""
    return -(-counted // rule.every) * rule.quantity


def target(rules: Iterable[Rule], basis: Basis) -> int | None:
    """Pieces of one type; None when a rule that applies cannot be reckoned."""
    total = 0
    for rule in rules:
        if applies(rule, basis.school_type):
            counted = basis_of(rule, basis)
            if counted is None:
                return None
            total += target_of(rule, counted)
    return total


def is_usable(lot: Lot, *, this_year: int, max_age: int | None) -> bool:
    """`max_age` in years; None: age does not matter."""
    if not lot.is_sound:
        return False
    return max_age is None or lot.purchase_year is None or lot.purchase_year + max_age > this_year


def usable(lots: Iterable[Lot], *, this_year: int, max_age: int | None) -> int:
    return sum(lot.quantity for lot in lots if is_usable(lot, this_year=this_year, max_age=max_age))
