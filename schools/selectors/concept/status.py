"""The concept in one row, as other apps ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schools import framework
from schools.models import MediaConcept, School


@dataclass(frozen=True, slots=True)
class ConceptStatus:
    """The concept in one row, as a released picture keeps it. Dates as ISO text."""

    state: str
    discussed_on: str | None
    adopted_on: str | None
    next_review_on: str | None
    version: int | None  # newest adopted version
    filled_sections: int  # of SECTION_COUNT
    has_file: bool  # a file that counts as the whole concept
    competences: int  # of all in the framework


def concept_status(*, school: School) -> ConceptStatus:
    """The caller has already asked whether this school may be read."""
    concept: MediaConcept = getattr(school, "concept", None) or MediaConcept(school=school)
    used = {use.competence for use in school.competence_uses.only("competence")}
    return ConceptStatus(
        state=concept.state,
        discussed_on=_iso(concept.discussed_on),
        adopted_on=_iso(concept.adopted_on),
        next_review_on=_iso(concept.next_review_on),
        version=school.concept_versions.values_list("number", flat=True).order_by("-number").first(),
        filled_sections=school.concept_sections.exclude(text="").count(),
        has_file=bool(concept.file),
        competences=len(used & set(framework.competences_by_number())),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
