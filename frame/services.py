"""Write the strategic frame, and tie what the round tables agreed to its fields of action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import Conflict, DomainError, still_there
from core.marks import made_before
from frame.models import TIES, ActionField, CityFrame, CityProject

if TYPE_CHECKING:
    from accounts.models import User
    from roundtables.models import Guideline
    from schools.models import Municipality

ABOUT = ("vision", "aims", "principles")
OF_FIELD = ("title", "text", "order")
OF_PROJECT = ("title", "lead", "text")

Row = TypeVar("Row", ActionField, CityProject)


@transaction.atomic
def save_frame(
    municipality: Municipality, *, values: dict[str, str], is_first: bool, actor: User
) -> CityFrame:
    """`is_first`: the writer found nothing there. Raises Conflict where somebody else has written since."""
    stored, created = CityFrame.unscoped.get_or_create(municipality=municipality)
    if is_first and not created:
        raise Conflict(_("Somebody else changed this entry in between."))
    changes = audit.set_values(stored, {name: values[name] for name in ABOUT})
    if changes:
        stored.save(update_fields=list(changes))
        audit.record(actor, "frame.texts_saved", stored, changes)
    return stored


@transaction.atomic
def add_field(
    municipality: Municipality, *, values: dict[str, Any], submission_id: UUID, actor: User
) -> ActionField:
    """One more field of action; the same form again answers with what it has made."""
    if known := made_before(ActionField.unscoped, submission_id, municipality_id=municipality.pk):
        return known
    told = {name: values[name] for name in OF_FIELD}
    field = ActionField(municipality=municipality, submission_id=submission_id, **told)
    field.save(force_insert=True)
    audit.record(actor, "frame.field_added", field)
    return field


@transaction.atomic
def change_field(field: ActionField, *, values: dict[str, Any], actor: User) -> ActionField:
    """Raises Conflict where somebody has removed it."""
    stored = _held(field)
    changes = audit.set_values(stored, {name: values[name] for name in OF_FIELD})
    if changes:
        stored.save(update_fields=list(changes))
        audit.record(actor, "frame.field_changed", stored, changes)
    return stored


@transaction.atomic
def remove_field(field: ActionField, *, actor: User) -> None:
    """What was assigned to it stays where it is; the trail keeps the text. A second click finds it done."""
    stored = ActionField.unscoped.select_for_update().filter(pk=field.pk).first()
    if stored:
        audit.record(actor, "frame.field_removed", stored, {"text": [stored.text, ""]})
        stored.delete()


@transaction.atomic
def assign(field: ActionField, *, chosen: dict[str, Iterable[Any]], actor: User) -> ActionField:
    """Add guidelines, goals and milestones (`TIES`) to a field. What stands there already stays.

    Raises DomainError for what belongs to the table of another municipality.
    """
    stored = _held(field)
    changes: dict[str, Any] = {}
    for name in TIES:
        rows = list(chosen.get(name, ()))
        if any(row.series.municipality_id != stored.municipality_id for row in rows):
            raise DomainError(_("This belongs to the round table of another municipality."))
        if rows:
            getattr(stored, name).add(*rows)
            changes[name] = ["", "; ".join(map(str, rows))]
    if changes:
        audit.record(actor, "frame.assigned", stored, changes)
    return stored


@transaction.atomic
def follow_guideline(*, old: Guideline, new: Guideline, actor: User, **_told: Any) -> None:
    """A new wording supports the fields of action that the one before it supported."""
    for field in ActionField.unscoped.filter(guidelines=old):
        assign(field, chosen={"guidelines": [new]}, actor=actor)


@transaction.atomic
def release(field: ActionField, *, tie: str, row: Any, actor: User) -> ActionField:
    """Take one of `TIES` off a field again."""
    stored = _held(field)
    getattr(stored, tie).remove(row)
    audit.record(actor, "frame.released", stored, {tie: [str(row), ""]})
    return stored


@transaction.atomic
def add_project(
    municipality: Municipality, *, values: dict[str, Any], submission_id: UUID, actor: User
) -> CityProject:
    """One more project; the same form again answers with what it has made."""
    if known := made_before(CityProject.unscoped, submission_id, municipality_id=municipality.pk):
        return known
    told = {name: values[name] for name in OF_PROJECT}
    project = CityProject(municipality=municipality, submission_id=submission_id, **told)
    project.save(force_insert=True)
    _place(project, values["fields"])
    audit.record(actor, "frame.project_added", project)
    return project


@transaction.atomic
def change_project(project: CityProject, *, values: dict[str, Any], actor: User) -> CityProject:
    """Raises Conflict where somebody has removed it."""
    stored = _held(project)
    changes = audit.set_values(stored, {name: values[name] for name in OF_PROJECT})
    before = "; ".join(map(str, stored.fields.all()))
    _place(stored, values["fields"])
    if (after := "; ".join(map(str, stored.fields.all()))) != before:
        changes["fields"] = [before, after]
    if changes:
        stored.version += 1
        stored.save(update_fields=[*OF_PROJECT, "version"])
        audit.record(actor, "frame.project_changed", stored, changes)
    return stored


@transaction.atomic
def remove_project(project: CityProject, *, actor: User) -> None:
    """The trail keeps the text. A second click finds it done."""
    stored = CityProject.unscoped.select_for_update().filter(pk=project.pk).first()
    if stored:
        audit.record(actor, "frame.project_removed", stored, {"text": [stored.text, ""]})
        stored.delete()


def _place(project: CityProject, fields: Iterable[ActionField]) -> None:
    rows = list(fields)
    if any(field.municipality_id != project.municipality_id for field in rows):
        raise DomainError(_("This field of action belongs to another municipality."))
    project.fields.set(rows)


def _held(row: Row) -> Row:
    rows: Any = type(row)
    return still_there(rows.unscoped.select_for_update(), row.pk)
