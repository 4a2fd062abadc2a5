"""Looking at the MKR grid: a part of it, where nothing stands, and what a file would change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from schools import framework, grid_lines
from schools.frames import Frame
from schools.models import CompetenceUse, School
from schools.selectors.concept import Grid, GridEntry, band_label, grid_bands, grid_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class GridFilter:
    """What part of the grid is asked for; an empty value asks for everything."""

    area: str = ""
    subject: str = ""
    year: int | None = None

    @property
    def is_set(self) -> bool:
        return bool(self.area or self.subject or self.year)

    @property
    def query(self) -> str:
        pairs = {"bereich": self.area, "fach": self.subject, "jahrgang": self.year}
        return urlencode({name: value for name, value in pairs.items() if value})

    def admits(self, use: CompetenceUse) -> bool:
        return (
            use.competence.startswith(self.area)
            and (not self.subject or use.subject.lower() == self.subject.lower())
            and self.year in {None, use.year_group}
        )


@dataclass(frozen=True, slots=True)
class GridPage:
    """The chosen part, and the choices that the whole grid offers. `used` counts competences of the whole grid."""

    grid: Grid
    chosen: GridFilter
    used: int
    shown: int
    areas: tuple[tuple[str, str], ...]
    subjects: tuple[str, ...]
    years: tuple[int, ...]


def uses_of(*, user: User, school: School) -> list[CompetenceUse]:
    return list(CompetenceUse.visible_to(user).filter(school=school))


def grid_page(*, user: User, school: School, asked: QueryDict) -> GridPage:
    """The grid narrowed to what the address asks for. Words that the grid does not know narrow nothing."""
    uses = uses_of(user=user, school=school)
    areas = {one.area_number: one.area for one in framework.competences()}
    subjects = {use.subject.lower(): use.subject for use in uses}
    years = {*framework.possible_years(school.school_type), *(use.year_group for use in uses)}
    year = asked.get("jahrgang", "")
    chosen = GridFilter(
        area=asked.get("bereich", "") if asked.get("bereich") in areas else "",
        subject=subjects.get(asked.get("fach", "").lower(), ""),
        year=int(year) if year in {str(one) for one in years} else None,
    )
    admitted = [use for use in uses if chosen.admits(use)]
    grid = grid_of(_entries(admitted), frame=Frame.today(school.school_type))
    known = framework.competences_by_number()
    return GridPage(
        grid=_narrow(grid, chosen),
        chosen=chosen,
        used=len({use.competence for use in uses} & set(known)),
        shown=len(admitted),
        areas=tuple(areas.items()),
        subjects=tuple(subjects[key] for key in sorted(subjects)),
        years=tuple(sorted(years)),
    )


def _entries(uses: Iterable[CompetenceUse]) -> list[GridEntry]:
    return [GridEntry(use.competence, use.subject, use.year_group, use.plan, use.pk) for use in uses]


def _narrow(grid: Grid, chosen: GridFilter) -> Grid:
    if not chosen.area:
        return grid
    areas = tuple(area for area in grid.areas if area.number == chosen.area)
    return replace(grid, areas=areas)


# --- where nothing stands ---


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """A competence in one column of year groups; `year` is the first of them, for the link that fills the gap."""

    band: str
    year: int
    count: int


@dataclass(frozen=True, slots=True)
class CoverageRow:
    competence: framework.Competence
    cells: tuple[CoverageCell, ...]

    @property
    def is_bare(self) -> bool:
        """No year group has anything."""
        return not any(cell.count for cell in self.cells)


@dataclass(frozen=True, slots=True)
class CoverageArea:
    number: str
    name: str
    rows: tuple[CoverageRow, ...]


@dataclass(frozen=True, slots=True)
class BandSummary:
    band: str
    covered: int
    total: int  # competences

    @property
    def missing(self) -> int:
        return self.total - self.covered


@dataclass(frozen=True, slots=True)
class Coverage:
    bands: tuple[BandSummary, ...]
    areas: tuple[CoverageArea, ...]
    bare: tuple[framework.Competence, ...]  # competences that no year group has


def competence_coverage(*, user: User, school: School) -> Coverage:
    """Where the grid is empty, by competence and year groups."""
    uses = uses_of(user=user, school=school)
    bands = grid_bands({use.year_group for use in uses}, framework.year_bands(school.school_type))
    places = [(use.competence, use.year_group) for use in uses]
    rows = [
        CoverageRow(
            competence,
            tuple(
                CoverageCell(
                    band_label(band), band[0], sum(places.count((competence.number, year)) for year in band)
                )
                for band in bands
            ),
        )
        for competence in framework.competences()
    ]
    by_area: dict[str, list[CoverageRow]] = {}
    for row in rows:
        by_area.setdefault(row.competence.area_number, []).append(row)
    return Coverage(
        bands=tuple(
            BandSummary(band_label(band), sum(1 for row in rows if row.cells[index].count), len(rows))
            for index, band in enumerate(bands)
        ),
        areas=tuple(
            CoverageArea(number, own[0].competence.area, tuple(own)) for number, own in by_area.items()
        ),
        bare=tuple(row.competence for row in rows if row.is_bare),
    )


# --- what a file would change ---


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One line of the preview; `before` is the Vorhaben that would be replaced."""

    label: str
    tone: str
    entry: grid_lines.Entry
    before: str


def import_plan(*, school: School, rows: list[dict[str, Any]]) -> list[grid_lines.Step]:
    """What the checked lines would do to the grid as it is now; the caller may change this school's concept."""
    stored = {
        grid_lines.entry_key(use.competence, use.subject, use.year_group): grid_lines.Stored(
            use.pk, use.subject, use.plan
        )
        for use in school.competence_uses.all()
    }
    return grid_lines.plan_entries([grid_lines.Entry(**row) for row in rows], stored)


def preview_rows(steps: Iterable[grid_lines.Step]) -> list[PreviewRow]:
    words = {
        grid_lines.CREATE: (_("new"), "success"),
        grid_lines.UPDATE: (_("changed"), "info"),
        grid_lines.UNCHANGED: (_("unchanged"), "neutral"),
    }
    return [
        PreviewRow(*words[step.action], step.entry, _before(step) if step.before else "") for step in steps
    ]


def _before(step: grid_lines.Step) -> str:
    return step.before.plan if step.before and step.before.plan != step.entry.plan else ""
