"""Two releases of one school or Träger side by side: in words, aspect by aspect, and as a drawing per field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from matrix.models import Snapshot
from matrix.selectors.catalogue import AspectInfo, Matrix, matrix_of
from matrix.selectors.profiles import Answer, answer_from, ratings_of
from matrix.selectors.releases import Changes, changes_between


@dataclass(frozen=True, slots=True)
class AspectPair:
    """One aspect in both releases. `kind` is that of `scoring.Change`, or "same"."""

    aspect: AspectInfo
    old: Answer
    new: Answer
    kind: str


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
        """The newer matrix field by field; aspects are matched by code, whichever version they come from."""
        found = [
            FieldPair(field.code, field.name, tuple(map(self._pair, field.aspects)))
            for field in self.new_matrix.fields_of(self.new.side)
        ]
        known = {aspect.code for aspect in self.new_matrix.aspects_of(self.new.side)}
        gone = [a for a in self.old_matrix.aspects_of(self.new.side) if a.code not in known]
        if gone:
            found.append(FieldPair("", "", tuple(map(self._pair, gone))))
        return tuple(found)

    @cached_property
    def _kinds(self) -> dict[str, str]:
        changes = self.changes
        every = (*changes.raised, *changes.lowered, *changes.rated, *changes.other)
        return {change.code: change.kind for change in every}

    def _pair(self, aspect: AspectInfo) -> AspectPair:
        old = answer_from(aspect, ratings_of(self.old).get(aspect.code), self.old_matrix)
        new = answer_from(aspect, ratings_of(self.new).get(aspect.code), self.new_matrix)
        return AspectPair(aspect, old, new, self._kinds.get(aspect.code, "same"))


def compare(old: Snapshot, new: Snapshot) -> Comparison:
    """Both are releases of the same subject, read with their catalogue and ratings; the caller may read them."""
    matrices = matrix_of(old.catalogue), matrix_of(new.catalogue)
    return Comparison(old, new, *matrices, changes_between(old, new))
