"""From one version of the matrix to another: which aspects and stages follow which, over all changes between them."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache, reduce

from matrix.models import AspectSuccession, Succession
from matrix.selectors.catalogue import Matrix
from matrix.succession import Plan


def way_to(matrix: Matrix, *, since: int) -> Plan:
    """How the version with the key `since` became this one; an empty plan where it came later or never.

    Two queries, once per process: a change of the matrix is never changed itself.
    """
    return _way(since, matrix.pk, matrix.loaded_at)


def codes_in(matrix: Matrix, code: str, *, since: int) -> tuple[str, ...]:
    """What became in this matrix of an aspect of the version with the key `since`: itself within one version."""
    return (code,) if since == matrix.pk else way_to(matrix, since=since).successors.get(code, ())


def stage_in(matrix: Matrix, stage: int | None, *, since: int) -> int | None:
    """The same of a stage; None where there is none, or where it ended on the way."""
    if stage is None or since == matrix.pk:
        return stage
    return way_to(matrix, since=since).stages.get(stage)


@lru_cache(maxsize=32)
def _way(old: int, new: int, _loaded_at: datetime) -> Plan:
    path = _path(old, new)
    if not path:
        return Plan({}, {})
    successors: dict[int, dict[str, tuple[str, ...]]] = {change.pk: {} for change in path}
    rows = AspectSuccession.objects.filter(succession__in=path).order_by("pk")
    for change, before, after in rows.values_list("succession_id", "old__code", "new__code"):
        successors[change][before] = (*successors[change].get(before, ()), after)
    plans = [Plan(successors[change.pk], _stages(change)) for change in path]
    return reduce(Plan.then, plans)


def _path(old: int, new: int) -> list[Succession]:
    """The changes on the shortest way, oldest first: back from the last time that `new` came into force."""
    found: list[Succession] = []
    for change in Succession.objects.order_by("-pk"):
        if not found and change.new_id != new:
            continue
        found.insert(0, change)
        if change.old_id == old:
            return found
    return []


def _stages(change: Succession) -> dict[int, int | None]:
    return {int(stage): after for stage, after in change.stages.items()}
