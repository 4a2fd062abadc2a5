"""Minutes: a draft that everybody may correct, then a seal that nobody breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from roundtables.lifecycle import MEETING, step
from roundtables.models import Meeting, MinutesAddendum
from roundtables.selectors.minutes import draft_content, seal_of
from roundtables.services.guards import locked_meeting, open_meeting, tell_screens, written_before

if TYPE_CHECKING:
    from accounts.models import User

State = Meeting.State


@transaction.atomic
def seal_minutes(meeting: Meeting, *, actor: User) -> Meeting:
    """Freeze the minutes with a checksum. From here on the database refuses any change."""
    stored = open_meeting(meeting)
    first = _("Close the meeting first, then check and seal the minutes.")
    step(MEETING, stored.state, State.SEALED, refused=first)
    content = draft_content(stored)
    stored.state, stored.sealed_content, stored.checksum = State.SEALED, content, seal_of(content)
    stored.sealed_at, stored.sealed_by = timezone.now(), actor
    stored.save(update_fields=["state", "sealed_content", "checksum", "sealed_at", "sealed_by"])
    audit.record(actor, "roundtables.minutes_sealed", stored, {"checksum": ["", stored.checksum]})
    return stored


@transaction.atomic
def add_addendum(
    meeting: Meeting, *, text: str, actor: User, submission: UUID | None = None
) -> MinutesAddendum:
    """Append a visible remark to sealed minutes; the sealed text stays as it is."""
    stored = locked_meeting(meeting)
    if stored.state != State.SEALED:
        raise DomainError(_("The minutes are still open: correct them directly."))
    if known := written_before(MinutesAddendum, submission, meeting_id=stored.pk):
        return known
    addendum = MinutesAddendum.unscoped.create(
        meeting=stored, text=text, added_by=actor, submission=submission
    )
    tell_screens(Meeting.unscoped.filter(pk=stored.pk))
    audit.record(actor, "roundtables.addendum_added", addendum)
    return addendum
