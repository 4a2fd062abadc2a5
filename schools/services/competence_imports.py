"""Taking over a competence grid from a file: read, show, then all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import Conflict, DomainError
from core.previews import hold
from core.uploads import read_table
from schools import framework, grid_lines
from schools.importers.competences import read_competences
from schools.models import CompetenceImport, CompetenceUse, School
from schools.selectors.competence_grid import import_plan
from schools.services.concept import ensure_concept, lock_open

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def upload_competences(file: Any, *, school: School, actor: User) -> CompetenceImport:
    """Keep the checked lines for a preview; the file itself is not kept.

    Raises DomainError when the file is no such table, holds no Vorhaben, or the concept is adopted.
    """
    concept = lock_open(ensure_concept(school))
    table = read_table(file)
    kept = school.competence_uses.values_list("year_group", flat=True)  # what an export holds may come back
    reading = read_competences(table, years={*framework.possible_years(school.school_type), *kept})
    if not reading.entries and not reading.problems:
        raise DomainError(_("The file holds no Vorhaben. Fill in at least one line."))
    upload = CompetenceImport.unscoped.create(
        school=school,
        uploaded_by=actor,
        file_name=file.name[:200],
        rows=reading.rows_as_json(),
        problems=reading.problems_as_json(),
        ignored=[name[:80] for name in reading.unknown],
    )
    record(actor, "schools.competences_uploaded", concept)
    return upload


@transaction.atomic
def commit_competences(upload: CompetenceImport, *, seen: str, actor: User) -> CompetenceImport:
    """Take over what the preview with fingerprint `seen` showed; a second click finds it done.

    Raises Conflict when the grid has changed since, DomainError when a line is faulty; nothing is written then.
    """
    concept = lock_open(ensure_concept(upload.school))
    locked = hold(upload)
    if locked.committed_at:
        return locked
    if locked.problems:
        raise DomainError(
            _("Some lines are faulty, so nothing was taken over. Correct the file and upload it again.")
        )
    steps = import_plan(school=locked.school, rows=locked.rows)
    if grid_lines.fingerprint(steps) != seen:
        raise Conflict(
            _("The grid has changed since this preview was made. Check the new preview, then take it over.")
        )
    _write(locked.school, steps)
    locked.outcome, locked.committed_at = grid_lines.counts(steps), timezone.now()
    locked.save(update_fields=["outcome", "committed_at"])
    record(actor, "schools.competences_imported", concept, _told(locked, steps))
    return locked


def _write(school: School, steps: list[grid_lines.Step]) -> None:
    CompetenceUse.unscoped.bulk_create(
        CompetenceUse(
            school=school,
            competence=step.entry.competence,
            subject=step.entry.subject,
            year_group=step.entry.year_group,
            plan=step.entry.plan,
        )
        for step in steps
        if step.action == grid_lines.CREATE
    )
    CompetenceUse.unscoped.bulk_update(
        [
            CompetenceUse(pk=step.before.pk, subject=step.entry.subject, plan=step.entry.plan)
            for step in steps
            if step.before and step.action == grid_lines.UPDATE
        ],
        ["subject", "plan"],
    )


def _told(upload: CompetenceImport, steps: list[grid_lines.Step]) -> dict[str, list[Any]]:
    """What was replaced stays readable in the trail."""
    changed = {
        f"{step.entry.competence} {step.entry.subject} {step.entry.year_group}": [
            step.before.plan,
            step.entry.plan,
        ]
        for step in steps
        if step.before and step.action == grid_lines.UPDATE
    }
    return {
        "file": [None, upload.file_name],
        "created": [None, upload.outcome[grid_lines.CREATE]],
        "updated": [None, changed],
    }
