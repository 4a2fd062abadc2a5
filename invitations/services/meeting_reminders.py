"""Reminding of a meeting that is near: each person invited once for each date."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from invitations.models import MeetingInvitation, MeetingMail
from invitations.selectors.sending import address_of, is_to_be_told, member_of
from invitations.services.letters import write_letter
from roundtables.models import Meeting, Participant
from roundtables.services.guards import locked_meeting

logger = logging.getLogger(__name__)
MOST_DAYS = 14  # before a meeting; each table says how many
KIND = MeetingMail.Kind
ANSWER = MeetingInvitation.Answer
STAYS_AWAY = {Participant.Attendance.EXCUSED, Participant.Attendance.ABSENT}


def remind_of_meetings(*, now: datetime) -> int:
    """Write to everybody invited to a meeting that is near who has not declined; returns how many mails.

    How near is said by each table; with no days it wants no reminders.

    Safe to run again, and by two at once. What fails for one person is logged and keeps no other one waiting.
    """
    last = now + timedelta(days=MOST_DAYS + 1)  # the day itself is asked of each meeting, in Berlin's time
    rows = MeetingInvitation.unscoped.exclude(answer=ANSWER.DECLINED)
    near = rows.filter(
        participant__meeting__state=Meeting.State.PLANNED,
        participant__meeting__starts_at__gt=now,
        participant__meeting__starts_at__lt=last + timedelta(days=1),
        participant__meeting__series__reminder_days__gt=0,
    )
    written = 0
    for invitation in near.select_related("participant__meeting__series").order_by("pk"):
        if not _is_near(invitation.participant.meeting, now):
            continue
        try:
            written += _remind(invitation, now)
        except Exception:  # whatever it is, the next person gets their mail
            logger.exception("The reminder of a meeting failed for invitation %s", invitation.pk)
    return written


@transaction.atomic
def _remind(invitation: MeetingInvitation, now: datetime) -> bool:
    """The lock on the meeting makes two at once go one after the other."""
    meeting = locked_meeting(invitation.participant.meeting)
    row = MeetingInvitation.unscoped.select_related("participant__user").get(pk=invitation.pk)
    row.participant.meeting = meeting
    address = _address(row.participant)
    if not address or not _is_near(meeting, now) or not _waits(row, meeting):
        return False
    write_letter(row, purpose="reminder", recipient=address)
    return True


def _first_day(meeting: Meeting) -> date:
    return timezone.localdate(meeting.starts_at) - timedelta(days=meeting.series.reminder_days)


def _is_near(meeting: Meeting, now: datetime) -> bool:
    ahead = meeting.state == Meeting.State.PLANNED and meeting.starts_at > now
    return ahead and meeting.series.reminder_days > 0 and _first_day(meeting) <= timezone.localdate(now)


def _waits(row: MeetingInvitation, meeting: Meeting) -> bool:
    """Comes or has not answered, was told this very date some time ago, and not reminded of it."""
    if row.answer == ANSWER.DECLINED or row.participant.attendance in STAYS_AWAY:
        return False
    mails = list(row.mails.filter(starts_at=meeting.starts_at))
    told = [mail.written_at for mail in mails if mail.kind == KIND.CALENDAR]
    reminded = any(mail.kind == KIND.REMINDER for mail in mails)
    return bool(told) and not reminded and timezone.localdate(min(told)) < _first_day(meeting)


def _address(person: Participant) -> str:
    member = member_of(person)
    return address_of(person, member) if is_to_be_told(person, member) else ""
