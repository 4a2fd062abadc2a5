"""A ranking with ties as plain data: groups in their order, all of a group on the same position. No Django.

Every move gives back the same things, each once: a total preorder stays one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

Groups = tuple[tuple[int, ...], ...]


def by_score(scores: Mapping[int, int], order: Sequence[int]) -> Groups:
    """The highest score first; equal scores share a position and stand in the order of `order`."""
    ranked = sorted(order, key=lambda one: -scores[one])
    return tuple(tuple(group) for _score, group in groupby(ranked, key=scores.__getitem__))


def of_places(places: Mapping[int, int | None], order: Sequence[int]) -> Groups:
    """Things with the same place share a position; those without one stand at the end, each for itself."""
    placed = {one: place for one in order if (place := places.get(one)) is not None}
    ranked = sorted(placed, key=placed.__getitem__)
    groups = tuple(tuple(group) for _place, group in groupby(ranked, key=placed.__getitem__))
    return groups + tuple((one,) for one in order if one not in placed)


def positions(groups: Groups) -> dict[int, int]:
    """As people count: 1, 2, 2, 4."""
    found: dict[int, int] = {}
    next_one = 1
    for group in groups:
        found |= dict.fromkeys(group, next_one)
        next_one += len(group)
    return found


def stepped(groups: Groups, one: int, *, up: bool) -> Groups:
    """One step: out of a shared position to just before (or behind) the others, else past the neighbours."""
    at = _place_of(groups, one)
    rest = tuple(other for other in groups[at] if other != one)
    before, after = groups[:at], groups[at + 1 :]
    if rest:
        middle = ((one,), rest) if up else (rest, (one,))
        return (*before, *middle, *after)
    if up and before:
        return (*before[:-1], (one,), before[-1], *after)
    if not up and after:
        return (*before, after[0], (one,), *after[1:])
    return groups


def moved(groups: Groups, one: int, *, to: int, shared: bool = False) -> Groups:
    """To position `to` (from 1, cut to what there is); `shared` with what stands there, else before it."""
    rest = _without(groups, one)
    at = _index_at(rest, to)
    if shared and rest:
        at = min(at, len(rest) - 1)
        return (*rest[:at], (*rest[at], one), *rest[at + 1 :])
    return (*rest[:at], (one,), *rest[at:])


def _place_of(groups: Groups, one: int) -> int:
    return next(at for at, group in enumerate(groups) if one in group)


def _without(groups: Groups, one: int) -> Groups:
    left: Iterable[tuple[int, ...]] = (tuple(other for other in group if other != one) for group in groups)
    return tuple(group for group in left if group)


def _index_at(groups: Groups, position: int) -> int:
    """The group that holds this position; behind all where there is none."""
    counted = 0
    for at, group in enumerate(groups):
        counted += len(group)
        if position <= counted:
            return at
    return len(groups)
