"""Two releases of one school or Träger side by side: in words, aspect by aspect, and as a drawing per field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from matrix.models import Snapshot
from matrix.selectors.catalogue import AspectInfo, Matrix, matrix_of
from matrix.selectors.lineage import way_to
from matrix.selectors.profiles import Answer, answer_from, ratings_in, ratings_of
from matrix.selectors.releases import Changes, changes_between
from matrix.succession import Plan


@dataclass(frozen=True, slots=True)
class AspectPair:
    """One aspect in both releases. `kind` is that of `scoring.Change`, or "same", or "ended" with its matrix.

    `old` speaks of stages of the newer matrix; `then` is what was said in the older one where that reads
    differently, because the aspect had another code or the stage another number.
    """

    aspect: AspectInfo
    old: Answer
    new: Answer
    kind: str
    highest: int  # of the stages of `old`
    then: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldPair:
    """A field of the newer release's matrix, or (code "") what only the older matrix had."""

    code: str
    name: str
    pairs: tuple[AspectPair, ...]


@dataclass(frozen=True)
class Comparison:
    old: Snapshot
    new: Snapshot
    old_matrix: Matrix
    new_matrix: Matrix
    changes: Changes

    @property
    def is_across_versions(self) -> bool:
        return self.old_matrix.pk != self.new_matrix.pk

    @property
    def highest(self) -> int:
        return max(self.old_matrix.highest, self.new_matrix.highest)

    @cached_property
    def fields(self) -> tuple[FieldPair, ...]:
        """The newer matrix field by field, then what ended with the older one."""
        found = [
            FieldPair(field.code, field.name, tuple(map(self._pair, field.aspects)))
            for field in self.new_matrix.fields_of(self.new.side)
        ]
        if self.is_across_versions:
            followed = {code for code, found in self._way.successors.items() if found}
            gone = [a for a in self.old_matrix.aspects_of(self.new.side) if a.code not in followed]
            if gone:
                found.append(FieldPair("", "", tuple(map(self._ended, gone))))
        return tuple(found)

    @cached_property
    def _way(self) -> Plan:
        return way_to(self.new_matrix, since=self.old_matrix.pk)

    @cached_property
    def _sources(self) -> dict[str, tuple[AspectInfo, ...]]:
        """Code in the newer matrix -> what it follows in the older one; empty within one version."""
        if not self.is_across_versions:
            return {}
        known = {aspect.code: aspect for aspect in self.old_matrix.aspects_of(self.new.side)}
        return {
            code: tuple(known[one] for one in olds if one in known)
            for code, olds in self._way.sources().items()
        }

    @cached_property
    def _kinds(self) -> dict[str, str]:
        changes = self.changes
        every = (*changes.raised, *changes.lowered, *changes.rated, *changes.other)
        return {change.code: change.kind for change in every}

    def _pair(self, aspect: AspectInfo) -> AspectPair:
        matrix = self.new_matrix
        old = answer_from(aspect, ratings_in(self.old, matrix).get(aspect.code), matrix)
        new = answer_from(aspect, ratings_of(self.new).get(aspect.code), matrix)
        then = tuple(
            said
            for said in map(self._then, self._sources.get(aspect.code, ()))
            if said.is_answered and (said.aspect.code, said.stage) != (aspect.code, old.stage)
        )
        return AspectPair(aspect, old, new, self._kinds.get(aspect.code, "same"), matrix.highest, then)

    def _ended(self, aspect: AspectInfo) -> AspectPair:
        return AspectPair(aspect, self._then(aspect), Answer(aspect), "ended", self.old_matrix.highest)

    def _then(self, aspect: AspectInfo) -> Answer:
        return answer_from(aspect, ratings_of(self.old).get(aspect.code), self.old_matrix)


def compare(old: Snapshot, new: Snapshot) -> Comparison:
    """Both are releases of the same subject, read with their catalogue and ratings; the caller may read them."""
    matrices = matrix_of(old.catalogue), matrix_of(new.catalogue)
    return Comparison(old, new, *matrices, changes_between(old, new))
