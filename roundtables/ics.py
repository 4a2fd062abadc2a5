"""Meetings as calendar entries (RFC 5545): title, time, place and a link, no names and no minutes.

Entries are published, not requested (RFC 5546): nobody stands in them as ATTENDEE, and who organises is the portal.
Answers come by a link, for no calendar knows whom to ask and nobody reads the portal's mailbox.
"""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from core import audit
from roundtables.models import Meeting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

CHANGES = ("roundtables.meeting_planned", "roundtables.meeting_changed", "roundtables.meeting_cancelled")
CONTENT_TYPE = "text/calendar; charset=utf-8"


def meeting_ics(meeting: Meeting) -> bytes:
    """One VCALENDAR with one VEVENT. The UID stays; SEQUENCE grows with each change of date or place.

    That of a cancelled meeting takes the entry out of the calendars that have it.
    """
    return calendar_of([meeting], method=method_of(meeting))


def withdrawal_ics(meeting: Meeting) -> bytes:
    """Takes the entry out of the calendar of somebody who is not invited any more; the meeting itself stands."""
    return calendar_of([meeting], method="CANCEL")


def method_of(meeting: Meeting) -> str:
    """PUBLISH or CANCEL (RFC 5546 3.2)."""
    return "CANCEL" if meeting.state == Meeting.State.CANCELLED else "PUBLISH"


def calendar_of(meetings: Iterable[Meeting], *, method: str = "PUBLISH", name: str = "") -> bytes:
    """Several meetings in one calendar, under the name that a calendar program shows for it."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//roundtables//DE")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    rows = list(meetings)
    changed = last_changes(rows)
    for meeting in rows:
        calendar.add_component(_event(meeting, changed.get(str(meeting.pk)), method))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def last_changes(meetings: list[Meeting]) -> dict[str, datetime]:
    """When something that a calendar shows was last written, out of the trail, by the key as text."""
    return audit.last_times(meetings, CHANGES)


def _event(meeting: Meeting, changed: datetime | None, method: str) -> Event:
    event = Event()
    event.add("uid", f"{meeting.uid}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", timezone.now())
    if changed:
        event.add("last-modified", changed)
    event.add("organizer", _organizer())
    event.add("dtstart", _local(meeting.starts_at))
    event.add("dtend", _local(meeting.ends_at))
    event.add("summary", summary_of(meeting))
    is_off = method == "CANCEL" or meeting.state == Meeting.State.CANCELLED
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    if meeting.place:
        event.add("location", meeting.place)
    link = f"{settings.BASE_URL}{meeting.get_absolute_url()}"
    event.add("description", _("Agenda and minutes: %(link)s") % {"link": link})
    event.add("url", link)
    return event


def _organizer() -> vCalAddress:
    """The portal's own address under the portal's name."""
    found = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    found.params["CN"] = settings.SITE_NAME
    return found


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE))


def summary_of(meeting: Meeting) -> str:
    words = {"series": meeting.series.name, "number": meeting.number}
    title = _("%(series)s, meeting %(number)s") % words
    return f"{title}: {meeting.topic}" if meeting.topic else title


def file_name(meeting: Meeting) -> str:
    return f"runder-tisch-{timezone.localdate(meeting.starts_at):%Y-%m-%d}.ics"
