"""Agenda items: their order, and the notes that two people may write at once."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import audit
from core.errors import Conflict, DomainError
from core.marks import made_before
from matrix.models import Aspect
from roundtables.models import AgendaItem, AgendaProposal, Meeting, ParkedItem
from roundtables.selectors.subjects import NOTHING, Subject
from roundtables.services.documents import forget_files
from roundtables.services.guards import open_meeting

if TYPE_CHECKING:
    from accounts.models import User

UP, DOWN = "up", "down"
NOTES_LIMIT = 20_000  # characters of one note
NOTES_TOLD_EVERY = timedelta(minutes=10)  # in the trail: pages store notes two seconds after the last letter
EDITABLE = ("title", "minutes", "kind", "lead")


@transaction.atomic
def add_agenda_item(
    meeting: Meeting,
    *,
    title: str,
    minutes: int,
    kind: str,
    actor: User,
    lead: str = "",
    notes: str = "",
    reason: str = "",
    subject: Subject = NOTHING,
    submission_id: UUID | None = None,
) -> AgendaItem:
    """Put a new item at the end of the agenda, before those that close the meeting."""
    stored = open_meeting(meeting)
    if known := made_before(AgendaItem.unscoped, submission_id, meeting_id=stored.pk):
        return known
    order = make_room(stored)
    item = create_item(
        stored,
        subject=subject,
        order=order,
        title=title,
        minutes=minutes,
        kind=kind,
        lead=lead,
        notes=notes,
        reason=reason,
        submission_id=submission_id,
    )
    audit.record(actor, "roundtables.agenda_item_added", item)
    return item


def create_item(meeting: Meeting, *, subject: Subject, **values: Any) -> AgendaItem:
    """Store an item with what it stands for; of a joined topic that nobody names that of its first aspect."""
    rows = Aspect.objects.filter(pk__in=subject.aspects).exclude(topic=None)
    topic = subject.topic or (rows.values_list("topic", flat=True).first() if subject.aspects else None)
    item = AgendaItem.unscoped.create(meeting=meeting, topic_id=topic, school_id=subject.school, **values)
    if subject.aspects:
        item.aspects.set(subject.aspects)
    return item


def make_room(meeting: Meeting, *, places: int = 1) -> int:
    """The place of the first new item; closing items at the very end move on."""
    items = list(meeting.agenda.all())
    closing = list(takewhile(lambda item: item.is_closing, reversed(items)))
    AgendaItem.unscoped.filter(pk__in=[item.pk for item in closing]).update(order=F("order") + places)
    if closing:
        return closing[-1].order
    return items[-1].order + 1 if items else 1


@transaction.atomic
def change_agenda_item(item: AgendaItem, *, actor: User, **values: Any) -> AgendaItem:
    """Set title, duration, kind or lead. Notes have their own door (`save_notes`)."""
    open_meeting(item.meeting)
    stored = AgendaItem.unscoped.get(pk=item.pk)
    changes = audit.set_values(stored, {name: values[name] for name in EDITABLE if name in values})
    if changes:
        stored.save(update_fields=list(changes))
        audit.record(actor, "roundtables.agenda_item_changed", stored, changes)
    return stored


@transaction.atomic
def move_agenda_item(item: AgendaItem, *, direction: str, actor: User) -> AgendaItem:
    """One place up or down; at either end nothing happens."""
    pks = list(open_meeting(item.meeting).agenda.values_list("pk", flat=True))
    if item.pk not in pks:
        raise Conflict(_("This item is no longer on the agenda."))
    position = pks.index(item.pk) + 1 + (-1 if direction == UP else 1)
    return place_agenda_item(item, position=position, actor=actor)


@transaction.atomic
def place_agenda_item(item: AgendaItem, *, position: int, actor: User) -> AgendaItem:
    """To this position, counted from 1; a number beyond either end means that end. Orders become 1, 2, 3 …"""
    meeting = open_meeting(item.meeting)
    items = list(meeting.agenda.all())
    place = next((i for i, other in enumerate(items) if other.pk == item.pk), None)
    if place is None:
        raise Conflict(_("This item is no longer on the agenda."))
    goal = min(max(position, 1), len(items)) - 1
    if goal != place:
        items.insert(goal, items.pop(place))
        for order, other in enumerate(items, start=1):
            other.order = order
        AgendaItem.unscoped.bulk_update(items, ["order"])
        audit.record(actor, "roundtables.agenda_item_moved", item, {"order": [place + 1, goal + 1]})
    return item


@transaction.atomic
def remove_agenda_item(item: AgendaItem, *, actor: User) -> Meeting:
    """Take an item off the agenda; one that carries notes stays, so that nothing typed is lost.

    What a school had proposed waits for an answer again, what was parked is parked again. What was carried over from
    an earlier meeting does not come back to this one.
    """
    meeting = open_meeting(item.meeting)
    stored = AgendaItem.unscoped.filter(pk=item.pk).first()
    if stored is None:
        return meeting
    if stored.notes and not (stored.origin and not stored.notes_version):
        raise DomainError(_("This item has notes. Empty the notes first, then remove the item."))
    audit.record(actor, "roundtables.agenda_item_removed", stored)
    waiting = {"state": AgendaProposal.State.OPEN, "answered_at": None, "item": None}
    AgendaProposal.unscoped.filter(item=stored).update(**waiting)
    if stored.origin:
        meeting.left_out = [*meeting.left_out, f"{stored.origin}:{stored.origin_id}"]
        meeting.save(update_fields=["left_out"])
    ParkedItem.unscoped.filter(agenda_item=stored).update(agenda_item=None, taken_at=None)
    forget_files(stored.documents.all())
    stored.delete()
    return meeting


@transaction.atomic
def save_notes(row: AgendaItem | Meeting, *, notes: str, version: int, actor: User) -> int:
    """Store the notes of an item (or of the whole meeting) and return the new version.

    `version` is the one the writer began with. Conflict, with the other text in `theirs`, when somebody
    saved in between: nothing is overwritten. The same text again is no change.
    """
    meeting = open_meeting(row if isinstance(row, Meeting) else row.meeting)
    field = "minutes_note" if isinstance(row, Meeting) else "notes"
    if len(notes) > NOTES_LIMIT:
        raise DomainError(_("The note is too long: at most %(limit)d characters.") % {"limit": NOTES_LIMIT})
    rows = type(row).unscoped.filter(pk=row.pk)
    stored, current = rows.values_list(field, "notes_version").get()
    if stored == notes:
        return current
    if not rows.filter(notes_version=version).update(
        **{field: notes, "notes_version": F("notes_version") + 1}
    ):
        raise Conflict(
            _("Somebody else saved this note in between. Both texts are shown below."), theirs=stored
        )
    subject = row if field == "notes" else meeting
    audit.record_now_and_then(actor, "roundtables.notes_saved", subject, every=NOTES_TOLD_EVERY)
    return version + 1
