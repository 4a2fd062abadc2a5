"""Carry-over: what former meetings left behind comes onto the agenda of the next one by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from core import audit
from roundtables.models import AgendaItem, Meeting, ParkedItem
from roundtables.selectors.carried import Carried, carried_to
from roundtables.services.agenda import create_item, make_room
from roundtables.services.guards import open_meeting
from roundtables.services.templates import routine_titles

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def carry_over(meeting: Meeting, *, actor: User) -> int:
    """Everything that waits, before the items that close the meeting; returns how many. Safe to run again."""
    stored = open_meeting(meeting)
    routine = routine_titles(stored.series)
    with override(settings.LANGUAGE_CODE):  # it stands in the minutes
        found = carried_to(stored, routine=routine) if stored.state == Meeting.State.PLANNED else []
    if not found:
        return 0
    order = make_room(stored, places=len(found))
    for place, one in enumerate(found):
        _add(stored, one, order + place)
    audit.record(actor, "roundtables.carried_over", stored, {"items": [0, len(found)]})
    return len(found)


def _add(meeting: Meeting, one: Carried, order: int) -> None:
    item = create_item(
        meeting,
        subject=one.subject,
        order=order,
        title=one.title[:200],
        minutes=one.minutes,
        kind=one.kind,
        lead=one.lead[:120],
        notes=one.notes,
        origin=one.origin,
        origin_id=one.origin_id,
        reason=one.reason[:400],
    )
    if one.origin == AgendaItem.Origin.PARKED:
        waiting = ParkedItem.unscoped.filter(pk=one.origin_id, taken_at=None)
        waiting.update(agenda_item=item, taken_at=timezone.now())


def carry_on(meeting: Meeting, *, actor: User) -> None:
    """After this meeting: to the next one of its table, where one is planned already."""
    later = meeting.series.meetings.filter(state=Meeting.State.PLANNED, starts_at__gt=meeting.starts_at)
    following = later.order_by("starts_at").first()
    if following:
        carry_over(following, actor=actor)
