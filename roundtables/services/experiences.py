"""What a school shares by itself, between the meetings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError, still_there
from core.marks import made_before
from matrix.models import Aspect
from roundtables.models import ExperienceNote, RoundTableSeries
from roundtables.services.guards import locked_series

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School


@transaction.atomic
def share_experience(
    school: School,
    *,
    text: str,
    visibility: str,
    aspects: Iterable[Aspect],
    submission_id: UUID | None,
    actor: User,
) -> ExperienceNote:
    """The note stands at the table of the school's municipality; the same form again answers with what it has made.

    Raises DomainError where the municipality has no round table.
    """
    tables = RoundTableSeries.unscoped.filter(municipality=school.municipality_id, is_active=True)
    first = tables.order_by("name", "pk").first()
    if first is None:
        raise DomainError(_("Your municipality has no round table yet, so nobody would read it."))
    series = locked_series(first)
    if known := made_before(ExperienceNote.unscoped, submission_id, series_id=series.pk, school_id=school.pk):
        return known
    note = ExperienceNote(
        series=series,
        school=school,
        text=text,
        visibility=visibility,
        created_by=actor,
        submission_id=submission_id,
    )
    note.save()
    note.aspects.set(aspects)
    audit.record(actor, "roundtables.experience_shared", note, {"visibility": ["", visibility]})
    return note


@transaction.atomic
def change_experience(
    note: ExperienceNote, *, text: str, visibility: str, aspects: Iterable[Aspect], actor: User
) -> ExperienceNote:
    """Raises Conflict where somebody has withdrawn it."""
    stored = still_there(ExperienceNote.unscoped.select_for_update(of=("self",)), note.pk)
    changes = audit.set_values(stored, {"text": text, "visibility": visibility})
    stored.save(update_fields=["text", "visibility"])
    changes |= audit.set_related(stored, "aspects", aspects)
    if changes:
        audit.record(actor, "roundtables.experience_changed", stored, changes)
    return stored


@transaction.atomic
def withdraw_experience(note: ExperienceNote, *, actor: User) -> None:
    """The trail keeps the text. A second click finds it done."""
    stored = ExperienceNote.unscoped.select_for_update(of=("self",)).filter(pk=note.pk).first()
    if stored:
        audit.record(actor, "roundtables.experience_withdrawn", stored, {"text": [stored.text, ""]})
        stored.delete()
