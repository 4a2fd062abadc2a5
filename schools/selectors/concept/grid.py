"""The grid of the Medienkompetenzrahmen as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from schools import framework
from schools.frames import Frame


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
    total: int  # competences of the frame, also where the table shows a part of them

    @property
    def used(self) -> int:
        return sum(area.used for area in self.areas)


def grid_of(entries: Iterable[GridEntry], *, frame: Frame) -> Grid:
    """Sort entries into the table. A year group that the frame does not know gets a column of its own."""
    known = list(entries)
    bands = grid_bands({entry.year_group for entry in known}, frame.bands)
    areas: dict[str, list[GridRow]] = {}
    for competence in frame.competences:
        own = [entry for entry in known if entry.competence == competence.number]
        cells = tuple(tuple(entry for entry in own if entry.year_group in band) for band in bands)
        areas.setdefault(competence.area_number, []).append(GridRow(competence, cells))
    return Grid(
        bands=tuple(band_label(band) for band in bands),
        areas=tuple(GridArea(number, rows[0].competence.area, tuple(rows)) for number, rows in areas.items()),
        entries=len(known),
        total=len(frame.competences),
    )


def grid_bands(used: set[int], bands: tuple[tuple[int, ...], ...]) -> list[tuple[int, ...]]:
    """Columns of the table: those of the school type (`bands`), and one for each other year group in use."""
    others = used - {year for band in bands for year in band}
    return sorted([*bands, *((year,) for year in others)])


def band_label(band: tuple[int, ...]) -> str:
    years = "/".join(map(str, band)) if len(band) < 3 else f"{band[0]}–{band[-1]}"
    return _("Year %(years)s") % {"years": years}
