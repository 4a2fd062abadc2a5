"""One meeting: planned, moved, held, cancelled; who was there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import audit
from core.errors import Conflict, DomainError, SentElsewhere
from matrix.models import SnapshotMark
from matrix.services import mark_releases
from roundtables.importers import FIRST, REGULAR
from roundtables.lifecycle import MEETING, step
from roundtables.models import Meeting, ParkedItem, Participant, RoundTableSeries, TableFunction
from roundtables.services.carrying import carry_on, carry_over
from roundtables.services.guards import locked_meeting, locked_series, open_meeting, tell_screens
from roundtables.services.templates import copy_agenda
from roundtables.signals import meeting_over

if TYPE_CHECKING:
    from accounts.models import User
    from matrix.models import JoinedTopic

State = Meeting.State
PLAN = ("starts_at", "ends_at", "place", "topic", "joined_topic")
TELLS_CALENDARS = {"starts_at", "ends_at", "place"}  # RFC 5545: these raise SEQUENCE


@transaction.atomic
def plan_meeting(
    series: RoundTableSeries,
    *,
    starts_at: datetime,
    ends_at: datetime,
    actor: User,
    place: str = "",
    topic: str = "",
    joined_topic: JoinedTopic | None = None,
    template: str = "",
    uid: UUID | None = None,
) -> Meeting:
    """A new meeting with the next number, the members as invited, an agenda from `template` and what still waits.

    Without `template` the first meeting of a series gets the first agenda, later ones the regular one.
    `uid` is the mark of the form: sent twice, it is one meeting.
    """
    series = locked_series(series)
    if uid and (known := Meeting.unscoped.filter(uid=uid).first()):
        return _own(known, series)
    _check_times(starts_at, ends_at)
    number = (series.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
    meeting = Meeting.unscoped.create(
        series=series,
        number=number,
        uid=uid or uuid4(),
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        topic=topic,
        joined_topic=joined_topic,
    )
    _invite_members(meeting)
    copy_agenda(meeting, template or (FIRST if number == 1 else REGULAR))
    audit.record(actor, "roundtables.meeting_planned", meeting)
    carry_over(meeting, actor=actor)
    return meeting


def _own(meeting: Meeting, series: RoundTableSeries) -> Meeting:
    if meeting.series_id != series.pk:
        raise SentElsewhere
    return meeting


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise DomainError(_("The meeting must end after it begins."))


def _invite_members(meeting: Meeting) -> None:
    Participant.unscoped.bulk_create(
        Participant(
            meeting=meeting,
            user_id=member.user_id,
            name=member.name,
            body=member.body,
            office=member.office,
            function=member.function,
        )
        for member in meeting.series.members.all()
    )


@transaction.atomic
def change_meeting(meeting: Meeting, *, actor: User, **values: Any) -> Meeting:
    """Set date, place, topic; a changed date or place raises the SEQUENCE of the calendar entry."""
    stored = open_meeting(meeting)
    changes = audit.set_values(stored, {name: values[name] for name in PLAN if name in values})
    if not changes:
        return stored
    _check_times(stored.starts_at, stored.ends_at)
    if TELLS_CALENDARS & changes.keys():
        stored.sequence += 1
    stored.save(update_fields=[*changes, "sequence"])
    audit.record(actor, "roundtables.meeting_changed", stored, changes)
    return stored


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, actor: User) -> Meeting:
    """Call a planned meeting off; calendars learn it from STATUS and SEQUENCE."""
    stored = locked_meeting(meeting)
    if not step(MEETING, stored.state, State.CANCELLED):
        return stored
    tell_screens(Meeting.unscoped.filter(pk=stored.pk))
    stored.state, stored.sequence = State.CANCELLED, stored.sequence + 1
    stored.save(update_fields=["state", "sequence"])
    ParkedItem.unscoped.filter(agenda_item__meeting=stored).update(agenda_item=None, taken_at=None)
    audit.record(actor, "roundtables.meeting_cancelled", stored)
    meeting_over.send(Meeting, meeting=stored, actor=actor)
    carry_on(stored, actor=actor)
    return stored


def start_meeting(meeting: Meeting, *, actor: User) -> Meeting:
    """The meeting begins. A second click changes nothing."""
    return _go_to(meeting, State.RUNNING, actor=actor)


@transaction.atomic
def close_meeting(meeting: Meeting, *, actor: User) -> Meeting:
    """The talk is over; the minutes are a draft that can still be corrected. What was released by then is marked."""
    before = locked_meeting(meeting).state
    if before == State.REVIEW:
        raise DomainError(_("The minutes are open for corrections by now. Please look at the page again."))
    closed = _go_to(meeting, State.DRAFT, actor=actor)
    if before != State.DRAFT:  # a second click ends nothing that was begun since
        meeting_over.send(Meeting, meeting=closed, actor=actor)
    with override("de"):
        words = {"table": closed.series.name[:100], "number": closed.number}
        name = _("%(table)s, meeting %(number)s") % words
    mark_releases(
        closed.series.releases(),
        before=closed.ends_at,
        kind=SnapshotMark.Kind.TABLE,
        event=f"table:{closed.pk}",
        name=name,
        on=timezone.localdate(closed.starts_at),
    )
    carry_on(closed, actor=actor)
    return closed


@transaction.atomic
def _go_to(meeting: Meeting, state: Meeting.State, *, actor: User) -> Meeting:
    stored = open_meeting(meeting)
    if not step(MEETING, stored.state, state):
        return stored
    old, stored.state = stored.state, state
    stored.save(update_fields=["state"])
    audit.record(actor, "roundtables.meeting_state_changed", stored, {"state": [old, str(state)]})
    return stored


@transaction.atomic
def record_attendance(
    participant: Participant, *, attendance: str, actor: User, deputy_name: str = ""
) -> Participant:
    """Present, excused, represented (by whom) or absent; the last word counts until the minutes are sealed."""
    open_meeting(participant.meeting)
    if attendance not in Participant.Attendance.values:
        raise DomainError(_("This is not a kind of attendance."))
    named = deputy_name if attendance == Participant.Attendance.DEPUTY else ""
    old, participant.attendance = participant.attendance, attendance
    if (old, participant.deputy_name) != (attendance, named):
        participant.deputy_name = named
        participant.save(update_fields=["attendance", "deputy_name"])
        changes = {"attendance": [old, attendance]}
        audit.record(actor, "roundtables.attendance_recorded", participant, changes)
    return participant


@transaction.atomic
def record_all_present(
    meeting: Meeting, *, deputies: Mapping[int, str] = MappingProxyType({}), actor: User
) -> int:
    """Everybody without an entry is there, in person or by the deputy named for them; other entries stay.

    `deputies`: participant -> who sits there instead. Returns how many got an entry.
    """
    stored = open_meeting(meeting)
    waiting = stored.participants.filter(attendance=Participant.Attendance.INVITED)
    represented = list(waiting.filter(pk__in=deputies))
    for row in represented:
        record_attendance(
            row, attendance=Participant.Attendance.DEPUTY, deputy_name=deputies[row.pk], actor=actor
        )
    count = waiting.update(attendance=Participant.Attendance.PRESENT)
    if count:
        audit.record(actor, "roundtables.attendance_recorded", stored, {"present": [0, count]})
    return len(represented) + count


@transaction.atomic
def set_functions(meeting: Meeting, functions: dict[int, tuple[str, str]], *, actor: User) -> int:
    """Functions for this one meeting: participant -> (as seen, as wanted). Returns how many have changed.

    Conflict when somebody else changed one in between that is wanted differently now.
    """
    stored = open_meeting(meeting)
    count = 0
    for row in stored.participants.filter(pk__in=functions):
        seen, wanted = functions[row.pk]
        if wanted in {seen, row.function}:
            continue
        if row.function != seen:
            raise Conflict(
                _("Somebody else changed the function of %(name)s in between. Please look again.")
                % {"name": row.name}
            )
        row.function = wanted
        row.save(update_fields=["function"])
        audit.record(actor, "roundtables.function_changed", row, {"function": [seen, wanted]})
        count += 1
    return count


@transaction.atomic
def add_guest(
    meeting: Meeting, *, name: str, body: str, actor: User, function: str = TableFunction.GUEST
) -> Participant:
    """Somebody who came along this time. The same name and body again is the same person."""
    stored = open_meeting(meeting)
    guest, created = Participant.unscoped.get_or_create(
        meeting=stored,
        name=name,
        body=body,
        defaults={"function": function, "attendance": Participant.Attendance.PRESENT},
    )
    if created:
        audit.record(actor, "roundtables.guest_added", guest)
    return guest
