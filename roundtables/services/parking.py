"""The parking lot: a topic waits with its reason, and comes back as an item of the agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from core.marks import made_before
from roundtables.models import AgendaItem, Meeting, ParkedItem
from roundtables.services.agenda import add_agenda_item
from roundtables.services.guards import open_meeting

if TYPE_CHECKING:
    from accounts.models import User

MINUTES = 10  # of the meeting, for what comes back


@transaction.atomic
def park(
    meeting: Meeting, *, text: str, reason: str, actor: User, submission_id: UUID | None = None
) -> ParkedItem:
    """A topic that has to wait. DomainError without a reason: later nobody would know why it waits."""
    stored = open_meeting(meeting)
    if known := made_before(ParkedItem.unscoped, submission_id, meeting_id=stored.pk):
        return known
    if not reason.strip():
        raise DomainError(_("Please say why this topic waits."))
    row = ParkedItem.unscoped.create(meeting=stored, text=text, reason=reason, submission_id=submission_id)
    audit.record(actor, "roundtables.topic_parked", row)
    return row


@transaction.atomic
def take_back(parked: ParkedItem, *, actor: User) -> AgendaItem:
    """Onto the agenda of its meeting, with its reason in the notes. A second click is the same item."""
    open_meeting(parked.meeting)
    stored = ParkedItem.unscoped.select_related("meeting", "agenda_item").get(pk=parked.pk)
    if stored.agenda_item:
        return stored.agenda_item
    item = add_agenda_item(
        stored.meeting,
        title=stored.text,
        minutes=MINUTES,
        kind=AgendaItem.Kind.EXCHANGE,
        notes=stored.reason,
        actor=actor,
    )
    stored.agenda_item, stored.taken_at = item, timezone.now()
    stored.save(update_fields=["agenda_item", "taken_at"])
    audit.record(actor, "roundtables.parked_topic_taken", stored)
    return item
