"""Tables of the Medienkonzept. The MKR grid comes back through its importer unchanged: export = import format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.exports import Cell, table_bytes
from schools import framework
from schools.grid_lines import COLUMNS
from schools.models import CompetenceUse, Training


def competence_table(uses: Iterable[CompetenceUse], *, kind: str) -> bytes:
    """One line a Vorhaben. A competence without one has a line with empty cells, which the import passes over."""
    header, rows = list(COLUMNS.values()), _rows(list(uses))
    return table_bytes(kind, header, rows, title="Kompetenzraster")


def _rows(uses: list[CompetenceUse]) -> Iterator[list[Cell]]:
    for competence in framework.competences():
        own = [use for use in uses if use.competence == competence.number]
        for use in own:
            yield [competence.number, competence.name, use.subject, use.year_group, use.plan]
        if not own:
            yield [competence.number, competence.name, "", "", ""]


def training_table(trainings: Iterable[Training], *, kind: str) -> bytes:
    """One line a training, in the order of the page."""
    header = ["Thema", "Gruppe", "Termin", "Anbieter", "Erledigt"]
    rows: list[list[Cell]] = [
        [one.topic, one.group, one.held_on, one.provider, one.is_done] for one in trainings
    ]
    return table_bytes(kind, header, rows, title="Fortbildungsplan")
