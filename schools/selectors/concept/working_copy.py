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


SECTION_TONES = {
    ConceptSection.State.DRAFT: "info",
    ConceptSection.State.CHECKED: "success",
    ConceptSection.State.ADOPTED: "success",
    ConceptSection.State.OUTDATED: "warning",
}


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section in the task list."""

    number: int
    heading: str
    words: int
    changed_by: str
    changed_at: datetime | None
    state: str  # of ConceptSection.State; counts for a text alone

    @property
    def status(self) -> str:
        return str(ConceptSection.State(self.state).label) if self.words else _("empty")

    @property
    def tone(self) -> str:
        return SECTION_TONES[ConceptSection.State(self.state)] if self.words else "neutral"

    @property
    def length(self) -> str:
        return ngettext("%(count)d word", "%(count)d words", self.words) % {"count": self.words}


@dataclass(frozen=True, slots=True)
class StepLine:
    """One of the seven steps with its sections."""

    plan: framework.StepPlan
    sections: tuple[SectionLine, ...]

    @property
    def title(self) -> str:
        return f"{self.plan.number} {self.plan.name}"


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
    def steps(self) -> tuple[StepLine, ...]:
        by_number = {line.number: line for line in self.sections}
        return tuple(
            StepLine(plan, tuple(by_number[number] for number in plan.sections)) for plan in framework.steps()
        )

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
    if found:
        found.school = school
    return found or MediaConcept(school=school)


def concept_page(*, user: User, school: School) -> ConceptPage:
    rows = {
        row.number: row
        for row in ConceptSection.visible_to(user).filter(school=school).select_related("changed_by")
    }
    concept = concept_of(user=user, school=school)
    lines = tuple(_section_line(plan, rows.get(plan.number)) for plan in framework.sections())
    used = CompetenceUse.visible_to(user).filter(school=school).values_list("competence", flat=True)
    return ConceptPage(
        concept=concept,
        tone=STATE_TONES[State(concept.state)],
        sections=lines,
        filled=sum(1 for line in lines if line.words),
        competences=len(set(used) & set(framework.competences_by_number())),
    )


def _section_line(plan: framework.SectionPlan, row: ConceptSection | None) -> SectionLine:
    if row is None or not row.text:
        return SectionLine(plan.number, plan.heading, 0, "", None, ConceptSection.State.DRAFT)
    words = max(framework.word_count(row.text), 1)
    return SectionLine(plan.number, plan.heading, words, str(row.changed_by or ""), row.changed_at, row.state)


@dataclass(frozen=True, slots=True)
class SectionPage:
    """One section to write in."""

    plan: framework.SectionPlan
    text: str
    version: int
    changed_by: str
    changed_at: datetime | None
    line: SectionLine
    previous: framework.SectionPlan | None
    next: framework.SectionPlan | None

    @property
    def total(self) -> int:
        return framework.SECTION_COUNT

    @property
    def words(self) -> int:
        return framework.word_count(self.text)

    @property
    def is_outdated(self) -> bool:
        return bool(self.text) and self.line.state == ConceptSection.State.OUTDATED


def section_page(*, user: User, school: School, number: int) -> SectionPage:
    """Raises LookupError for a number that no section has."""
    plan = framework.section(number)
    sections = ConceptSection.visible_to(user).filter(school=school, number=number)
    row = sections.select_related("changed_by").first() or ConceptSection(number=number)
    return SectionPage(
        plan=plan,
        text=row.text,
        version=row.version,
        changed_by=str(row.changed_by or ""),
        changed_at=row.changed_at if row.version else None,
        line=_section_line(plan, row),
        previous=framework.section(number - 1) if number > 1 else None,
        next=framework.section(number + 1) if number < framework.SECTION_COUNT else None,
    )
