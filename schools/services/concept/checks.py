"""The light check of an adopted concept, and the Träger's intervals between two looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record, set_values
from core.errors import DomainError
from schools.models import ConceptCheck, MediaConcept, SchoolAuthority
from schools.models.register import school_year_of
from schools.services.concept.working_copy import lock

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def confirm_concept(concept: MediaConcept, *, note: str = "", actor: User) -> ConceptCheck:
    """The adopted concept still fits, said once a school year; the same word twice is one check.

    Raises DomainError for a concept that is not adopted, and for another note after the first.
    """
    locked = lock(concept)
    if locked.is_open:
        raise DomainError(_("Only an adopted concept can be confirmed. This one is being worked on."))
    year = school_year_of(timezone.localdate())
    told = {"note": note.strip(), "checked_by": actor}
    row, is_new = ConceptCheck.unscoped.get_or_create(
        school_id=locked.school_id, school_year=year, defaults=told
    )
    if is_new:
        record(actor, "schools.concept_confirmed", locked, {"note": ["", row.note]})
    elif row.note != told["note"]:
        raise DomainError(_("The light check of this school year has already been entered."))
    return row


@transaction.atomic
def save_intervals(
    authority: SchoolAuthority, *, light_years: int, revision_years: int, warning_years: int, actor: User
) -> SchoolAuthority:
    """How often the concepts of this Träger's schools are looked at. What was adopted keeps its day of review."""
    locked = SchoolAuthority.unscoped.select_for_update(of=("self",)).get(pk=authority.pk)
    told = {"light_years": light_years, "revision_years": revision_years, "warning_years": warning_years}
    changes = set_values(locked, told)
    locked.save(update_fields=list(told))
    if changes:
        record(actor, "schools.review_intervals_changed", locked, changes)
    return locked
