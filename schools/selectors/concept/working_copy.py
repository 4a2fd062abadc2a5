"""The school's working copy: its page, and one section to write in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools import framework
from schools.models import CompetenceUse, ConceptSection, MediaConcept, School

if TYPE_CHECKING:
    from accounts.models import User

State = MediaConcept.State
STATE_TONES = {
    State.DRAFT: "neutral",
    State.CONSULTATION: "info",
    State.DISCUSSED: "info",
    State.ADOPTED: "success",
    State.SUBMITTED: "success",
    State.REVISION: "warning",
}


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section in the task list."""

    number: int
    heading: str
    words: int
    changed_by: str
    changed_at: datetime | None
    is_open: bool  # the concept may be written in

    @property
    def status(self) -> str:
        if not self.words:
            return _("empty")
        return _("draft") if self.is_open else _("adopted")

    @property
    def tone(self) -> str:
        if not self.words:
            return "neutral"
        return "info" if self.is_open else "success"

    @property
    def length(self) -> str:
        return ngettext("%(count)d word", "%(count)d words", self.words) % {"count": self.words}


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """Everything the school's own page of its concept shows."""

    concept: MediaConcept
    tone: str
    sections: tuple[SectionLine, ...]
    filled: int
    competences: int

    @property
    def total(self) -> int:
        return framework.SECTION_COUNT

    @property
    def competence_total(self) -> int:
        return len(framework.competences())

    @property
    def empty_headings(self) -> list[str]:
        return [f"{line.number} {line.heading}" for line in self.sections if not line.words]

    @property
    def is_begun(self) -> bool:
        return bool(self.filled or self.concept.file)

    @property
    def first_empty(self) -> int | None:
        """Where to go on writing; None when nothing is left or a file is the whole concept."""
        if self.concept.file or not self.concept.is_open:
            return None
        return next((line.number for line in self.sections if not line.words), None)


def concept_of(*, user: User, school: School) -> MediaConcept:
    """The working copy, unsaved and empty when the school has not begun."""
    found: MediaConcept | None = MediaConcept.visible_to(user).filter(school=school).first()
    return found or MediaConcept(school=school)


def concept_page(*, user: User, school: School) -> ConceptPage:
    rows = {
        row.number: row
        for row in ConceptSection.visible_to(user).filter(school=school).select_related("changed_by")
    }
    concept = concept_of(user=user, school=school)
    lines = tuple(
        _section_line(plan, rows.get(plan.number), is_open=concept.is_open) for plan in framework.sections()
    )
    used = CompetenceUse.visible_to(user).filter(school=school).values_list("competence", flat=True)
    return ConceptPage(
        concept=concept,
        tone=STATE_TONES[State(concept.state)],
        sections=lines,
        filled=sum(1 for line in lines if line.words),
        competences=len(set(used) & set(framework.competences_by_number())),
    )


def _section_line(plan: framework.SectionPlan, row: ConceptSection | None, *, is_open: bool) -> SectionLine:
    if row is None or not row.text:
        return SectionLine(plan.number, plan.heading, 0, "", None, is_open)
    words = max(framework.word_count(row.text), 1)
    return SectionLine(plan.number, plan.heading, words, str(row.changed_by or ""), row.changed_at, is_open)


@dataclass(frozen=True, slots=True)
class SectionPage:
    """One section to write in."""

    plan: framework.SectionPlan
    text: str
    version: int
    changed_by: str
    changed_at: datetime | None
    previous: framework.SectionPlan | None
    next: framework.SectionPlan | None

    @property
    def words(self) -> int:
        return framework.word_count(self.text)


def section_page(*, user: User, school: School, number: int) -> SectionPage:
    """Raises LookupError for a number outside of the twelve."""
    plan = framework.section(number)
    sections = ConceptSection.visible_to(user).filter(school=school, number=number)
    row = sections.select_related("changed_by").first() or ConceptSection(number=number)
    return SectionPage(
        plan=plan,
        text=row.text,
        version=row.version,
        changed_by=str(row.changed_by or ""),
        changed_at=row.changed_at if row.version else None,
        previous=framework.section(number - 1) if number > 1 else None,
        next=framework.section(number + 1) if number < framework.SECTION_COUNT else None,
    )
