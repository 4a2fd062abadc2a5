"""Writing lines and rooms of a school's network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record, set_values
from core.errors import DomainError
from core.marks import made_before
from core.parsing import one_line
from equipment.models import NetworkLine, RoomNetwork

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

Row = NetworkLine | RoomNetwork


@transaction.atomic
def add_line(school: School, *, values: dict[str, Any], submission_id: UUID, actor: User) -> NetworkLine:
    """A new line; the same submission sent again answers with the line it made the first time."""
    if known := made_before(NetworkLine.unscoped, submission_id, school_id=school.pk):
        return known
    made = NetworkLine.unscoped.create(school=school, submission_id=submission_id, **_tidy(values))
    record(actor, "equipment.network_line_added", made)
    return made


@transaction.atomic
def add_room_network(school: School, *, values: dict[str, Any], actor: User) -> RoomNetwork:
    """Raises DomainError for a room that is in the table already."""
    try:
        with transaction.atomic():
            made = RoomNetwork.unscoped.create(school=school, **_tidy(values))
    except IntegrityError as error:
        raise DomainError(_("This room is in the table already.")) from error
    record(actor, "equipment.room_network_added", made)
    return made


@transaction.atomic
def change_network(row: Row, *, values: dict[str, Any], actor: User) -> Row:
    """Change a line or a room; the form has compared it. Raises DomainError for a room that exists already."""
    stored: Any = type(row).unscoped.select_for_update(of=("self",)).get(pk=row.pk)
    clean = _tidy(values)
    changes = set_values(stored, clean)
    stored.version += 1
    stored.changed_at = timezone.now()
    try:
        with transaction.atomic():
            stored.save(update_fields=[*clean, "version", "changed_at"])
    except IntegrityError as error:
        raise DomainError(_("This room is in the table already.")) from error
    if changes:
        record(actor, "equipment.network_changed", stored, changes)
    return stored


@transaction.atomic
def remove_network(row: Row, *, actor: User) -> None:
    """A line that was given up, a room that is gone. The trail keeps its name; twice changes nothing."""
    gone = type(row).unscoped.filter(pk=row.pk).delete()[0]
    if gone:
        record(actor, "equipment.network_removed", row)


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    return {name: one_line(value) if isinstance(value, str) else value for name, value in values.items()}
