"""Write the yearly figures: one form, or one file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import Conflict
from core.fingerprint import fingerprint_of
from core.problems import FileRefused, Problem
from schools.importers.figures import FiguresReading, FiguresRow, require_sound
from schools.models import School, SchoolYearFigures
from schools.models.register import school_year_label

if TYPE_CHECKING:
    from accounts.models import User

FIELDS = (
    "reference_date", "pupils", "classes", "teachers", "teaching_rooms", "presentation_rooms", "wlan_rooms"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FiguresChange:
    """One line of the preview: what a school's figures were and will be."""

    kind: str  # "created", "updated" or "unchanged"
    school: School
    year: str
    values: dict[str, Any]
    before: dict[str, Any] | None


@dataclass
class FiguresOutcome:
    changes: list[FiguresChange] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)

    @property
    def counts(self) -> dict[str, int]:
        return {kind: self.count(kind) for kind in ("created", "updated", "unchanged")}

    @property
    def fingerprint(self) -> str:
        """Changes whenever the file would replace or write something else: guards an outdated preview."""
        told = [[change.school.pk, change.year, change.values, change.before] for change in self.changes]
        return fingerprint_of(told)


@transaction.atomic
def save_figures(
    figures: SchoolYearFigures, *, changes: dict[str, Any], actor: User | None
) -> SchoolYearFigures:
    """Store what a form has checked. Conflict when somebody entered the same school year in between."""
    try:
        with transaction.atomic():
            figures.save()
    except IntegrityError as error:
        text = _("Somebody has just entered figures for %(year)s. Open them and compare.")
        raise Conflict(text % {"year": school_year_label(figures.school_year)}) from error
    audit.record(actor, "schools.figures_saved", figures, changes)
    return figures


@transaction.atomic
def import_figures(
    reading: FiguresReading, *, schools: Any, actor: User | None = None, dry_run: bool = False
) -> FiguresOutcome:
    """All lines or none; a second run writes nothing. `schools` are those the actor may write to.

    Raises FileRefused with the problems of the file, schools that are not among `schools`, and figures that
    contradict what is already stored.
    """
    outcome, written = _plan(reading, schools)
    if not dry_run:
        _write(written, actor)
    return outcome


@transaction.atomic
def commit_figures(reading: FiguresReading, *, schools: Any, seen: str, actor: User) -> FiguresOutcome:
    """Write what the preview with fingerprint `seen` showed. Conflict when it would be something else by now."""
    outcome, written = _plan(reading, schools)
    if outcome.fingerprint != seen:
        raise Conflict(
            _(
                "The figures have changed since this preview was made. "
                "Check the new preview, then take it over."
            )
        )
    _write(written, actor)
    return outcome


def _plan(reading: FiguresReading, schools: Any) -> tuple[FiguresOutcome, list[SchoolYearFigures]]:
    """What would happen, and the rows to write. Nobody else enters figures of these schools until the end."""
    require_sound(reading)
    numbers = {row.school_number for row in reading.rows}
    known = {school.school_number: school for school in schools.filter(school_number__in=numbers)}
    held = School.unscoped.filter(pk__in=[school.pk for school in known.values()]).order_by("pk")
    list(held.select_for_update(of=("self",)).values_list("pk"))
    stored = {
        (row.school_id, row.school_year): row
        for row in SchoolYearFigures.unscoped.select_for_update().filter(school__in=known.values())
    }
    outcome, problems, written = FiguresOutcome(), [], []
    for row in reading.rows:
        school = known.get(row.school_number)
        if school is None:
            problems.append(_unknown(row))
            continue
        change, figures = _merged(row, school, stored.get((school.pk, row.school_year)))
        problems += _contradictions(row, figures)
        outcome.changes.append(change)
        if change.kind != "unchanged":
            written.append(figures)
    if problems:
        raise FileRefused(problems)
    return outcome, written


def _unknown(row: FiguresRow) -> Problem:
    text = _("School %(number)s is unknown or not yours. Delete the line.") % {"number": row.school_number}
    return Problem(row.line, "Schulnummer", text)


def _merged(
    row: FiguresRow, school: School, old: SchoolYearFigures | None
) -> tuple[FiguresChange, SchoolYearFigures]:
    figures = old or SchoolYearFigures(school=school, school_year=row.school_year)
    before = _values(old) if old else None
    changed = old is None or any(getattr(old, name) != value for name, value in row.values.items())
    for name, value in row.values.items():
        setattr(figures, name, value)
    kind = "created" if old is None else "updated" if changed else "unchanged"
    return FiguresChange(kind, school, school_year_label(row.school_year), _values(figures), before), figures


def _values(figures: SchoolYearFigures) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in FIELDS}


def _contradictions(row: FiguresRow, figures: SchoolYearFigures) -> list[Problem]:
    """A file without a column for rooms may still contradict the rooms entered before."""
    try:
        figures.clean_fields(exclude=["school"])
        figures.validate_constraints(exclude=["school"])
    except ValidationError as error:
        return [Problem(row.line, "", text) for text in error.messages]
    return []


def _write(written: list[SchoolYearFigures], actor: User | None) -> None:
    SchoolYearFigures.unscoped.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["school", "school_year"],
        update_fields=FIELDS,
    )
    audit.record_many(
        actor,
        "schools.figures_imported",
        ((row, {"pupils": ["", row.pupils]}) for row in written),
    )
