"""Versions of the matrix for the administration: those in force one after the other, and one being mapped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from matrix.models import Catalogue, CatalogueUpload, Succession
from matrix.succession import AspectText, Plan

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One old aspect. `kind`: "same" (text and code), "moved" (text alone), "changed", "split", "merged", "ended"."""

    code: str
    text: AspectText
    successors: tuple[tuple[str, AspectText], ...]
    merged_with: tuple[str, ...]  # other old codes that go to the same new aspect
    answers: int  # of all schools and Träger together

    @property
    def kind(self) -> str:
        if len(self.successors) != 1:
            return "split" if self.successors else "ended"
        code, text = self.successors[0]
        if self.merged_with:
            return "merged"
        if text != self.text:
            return "changed"
        return "same" if code == self.code else "moved"


def mapping_rows(
    plan: Plan, old: Mapping[str, AspectText], new: Mapping[str, AspectText], answers: Mapping[str, int]
) -> list[MappingRow]:
    sources = plan.sources()
    rows = []
    for code, text in old.items():
        successors = tuple((one, new[one]) for one in plan.successors.get(code, ()) if one in new)
        merged = tuple(other for one, _text in successors for other in sources[one] if other != code)
        rows.append(MappingRow(code, text, successors, merged, answers.get(code, 0)))
    return rows


def without_forebears(plan: Plan, new: Mapping[str, AspectText]) -> list[tuple[str, AspectText]]:
    """New aspects that follow nothing: everybody answers them for the first time."""
    known = plan.sources()
    return [(code, text) for code, text in new.items() if code not in known]


def catalogue_versions() -> list[Catalogue]:
    """All versions, newest first, with the number of their aspects."""
    return list(Catalogue.objects.annotate(aspects=Count("fields__aspects")).order_by("-is_current", "-pk"))


def successions() -> list[Succession]:
    """Every change of the version in force, newest first."""
    return list(Succession.objects.select_related("old", "new", "made_by").order_by("-pk")[:50])


def open_uploads(*, user: User) -> Any:
    visible = CatalogueUpload.visible_to(user).filter(committed_at__isnull=True)
    return visible.select_related("uploaded_by").defer("content", "plan")
