"""Reading the Medienkonzept: the school's working copy, its grid, and the versions that others may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools import framework
from schools.models import CompetenceUse, ConceptSection, ConceptVersion, MediaConcept, School

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
class ConceptStatus:
    """The concept in one row, as a released picture keeps it. Dates as ISO text."""

    state: str
    discussed_on: str | None
    adopted_on: str | None
    next_review_on: str | None
    version: int | None  # newest adopted version
    filled_sections: int  # of 12
    has_file: bool  # a file that counts as the whole concept
    competences: int  # of 24


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


# --- working copy ---


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


# --- grid ---


@dataclass(frozen=True, slots=True)
class GridEntry:
    """One Vorhaben in a cell; `pk` is None in a frozen version."""

    competence: str
    subject: str
    year_group: int
    plan: str
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    competence: framework.Competence
    cells: tuple[tuple[GridEntry, ...], ...]

    @property
    def is_used(self) -> bool:
        return any(self.cells)


@dataclass(frozen=True, slots=True)
class GridArea:
    number: str
    name: str
    rows: tuple[GridRow, ...]

    @property
    def used(self) -> int:
        return sum(1 for row in self.rows if row.is_used)


@dataclass(frozen=True, slots=True)
class Grid:
    """Competence × year groups; `bands` are the column headings."""

    bands: tuple[str, ...]
    areas: tuple[GridArea, ...]
    entries: int

    @property
    def used(self) -> int:
        return sum(area.used for area in self.areas)

    @property
    def total(self) -> int:
        return len(framework.competences())


def grid_of(entries: Iterable[GridEntry], *, school_type: str) -> Grid:
    """Sort entries into the table. A year group that the school type does not know gets a column of its own."""
    known = list(entries)
    bands = grid_bands({entry.year_group for entry in known}, school_type=school_type)
    areas: dict[str, list[GridRow]] = {}
    for competence in framework.competences():
        own = [entry for entry in known if entry.competence == competence.number]
        cells = tuple(tuple(entry for entry in own if entry.year_group in band) for band in bands)
        areas.setdefault(competence.area_number, []).append(GridRow(competence, cells))
    return Grid(
        bands=tuple(band_label(band) for band in bands),
        areas=tuple(GridArea(number, rows[0].competence.area, tuple(rows)) for number, rows in areas.items()),
        entries=len(known),
    )


def grid_bands(used: set[int], *, school_type: str) -> list[tuple[int, ...]]:
    """Columns of the table: those of the school type, and one for each other year group in use."""
    bands = framework.year_bands(school_type)
    others = used - {year for band in bands for year in band}
    return sorted([*bands, *((year,) for year in others)])


def band_label(band: tuple[int, ...]) -> str:
    years = "/".join(map(str, band)) if len(band) < 3 else f"{band[0]}–{band[-1]}"
    return _("Year %(years)s") % {"years": years}


# --- versions ---


@dataclass(frozen=True, slots=True)
class FrozenSection:
    number: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class VersionPage:
    """An adopted version as it was decided."""

    version: ConceptVersion
    sections: tuple[FrozenSection, ...]  # filled ones only
    grid: Grid
    is_latest: bool


def concept_versions(*, user: User, school: School) -> list[ConceptVersion]:
    """Newest first, without the texts."""
    return list(ConceptVersion.visible_to(user).filter(school=school).defer("content"))


def version_page(*, user: User, version: ConceptVersion) -> VersionPage:
    content: dict[str, Any] = version.content
    texts: dict[str, str] = content.get("sections", {})
    newer = ConceptVersion.visible_to(user).filter(school_id=version.school_id, number__gt=version.number)
    return VersionPage(
        version=version,
        sections=tuple(
            FrozenSection(plan.number, plan.heading, texts[str(plan.number)])
            for plan in framework.sections()
            if texts.get(str(plan.number))
        ),
        grid=grid_of(
            [GridEntry(**entry) for entry in content.get("competences", [])],
            school_type=version.school.school_type,
        ),
        is_latest=not newer.exists(),
    )
