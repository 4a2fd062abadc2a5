"""From one version of the matrix to another: which aspects and stages follow which, over all changes between them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache, reduce

from matrix.models import Aspect, AspectSuccession, JoinedTopic, Succession
from matrix.selectors.catalogue import Matrix, TopicInfo, matrix_of
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


def codes_of(matrix: Matrix, aspects: Iterable[Aspect]) -> list[str]:
    """What became in this matrix of these rows, read with their field; each code once."""
    known = (codes_in(matrix, aspect.code, since=aspect.field.catalogue_id) for aspect in aspects)
    return list(dict.fromkeys(code for codes in known for code in codes))


def version_at(moment: datetime) -> int | None:
    """Key of the version that was in force then; None while the one in force is still that one."""
    later = Succession.objects.filter(made_at__gt=moment).order_by("pk")
    return later.values_list("old_id", flat=True).first()


def topic_in(matrix: Matrix, topic: JoinedTopic | None) -> TopicInfo | None:
    """The joined topic that holds most of what became of this one's aspects, read with its catalogue."""
    if topic is None or topic.catalogue_id == matrix.pk:
        return matrix.topic(topic.code) if topic else None
    asked = matrix_of(topic.catalogue).topic(topic.code)
    aspects = (*asked.school, *asked.authority) if asked else ()
    after = {code for one in aspects for code in codes_in(matrix, one.code, since=topic.catalogue_id)}
    shares = [
        (len(after & {one.code for one in (*new.school, *new.authority)}), new) for new in matrix.topics
    ]
    share, most = max(shares, key=lambda pair: pair[0], default=(0, None))
    return most if share else None


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
