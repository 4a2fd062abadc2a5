"""The register of learning places of a municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError, still_there
from core.marks import made_before
from roundtables.models import LearningPlace

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Municipality

ABOUT_PLACE = ("name", "kind", "office")


@transaction.atomic
def add_place(
    municipality: Municipality, *, name: str, kind: str, office: str, submission_id: UUID | None, actor: User
) -> LearningPlace:
    """The same form again answers with what it has made. A second place of this name is refused."""
    if known := made_before(LearningPlace.unscoped, submission_id, municipality_id=municipality.pk):
        return known
    place = LearningPlace(
        municipality=municipality, name=name, kind=kind, office=office, submission_id=submission_id
    )
    _save(place)
    audit.record(actor, "roundtables.place_added", place)
    return place


@transaction.atomic
def change_place(place: LearningPlace, *, actor: User, **values: str) -> LearningPlace:
    """Milestones keep the name under which the place was entered there. Raises Conflict where it was removed."""
    stored = still_there(LearningPlace.unscoped.select_for_update(), place.pk)
    changes = audit.set_values(stored, {name: values[name] for name in ABOUT_PLACE})
    if changes:
        _save(stored)
        audit.record(actor, "roundtables.place_changed", stored, changes)
    return stored


@transaction.atomic
def remove_place(place: LearningPlace, *, actor: User) -> None:
    """Milestones keep its name among those who take part. A second click finds it done."""
    stored = LearningPlace.unscoped.select_for_update().filter(pk=place.pk).first()
    if stored:
        audit.record(actor, "roundtables.place_removed", stored)
        stored.delete()


def _save(place: LearningPlace) -> None:
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as error:
        raise DomainError(_("There is a learning place of this name already.")) from error
