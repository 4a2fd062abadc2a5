"""A meeting as calendar entry (RFC 5545): title, time, place and a link, no names and no minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from roundtables.models import Meeting

if TYPE_CHECKING:
    from datetime import datetime

CONTENT_TYPE = "text/calendar; charset=utf-8"


def meeting_ics(meeting: Meeting) -> bytes:
    """One VCALENDAR with one VEVENT. The UID stays; SEQUENCE grows with each change of date or place."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//roundtables//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(meeting))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{meeting.uid}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", _local(meeting.starts_at))
    event.add("dtend", _local(meeting.ends_at))
    event.add("summary", summary_of(meeting))
    event.add("status", "CANCELLED" if meeting.state == Meeting.State.CANCELLED else "CONFIRMED")
    if meeting.place:
        event.add("location", meeting.place)
    link = f"{settings.BASE_URL}{meeting.get_absolute_url()}"
    event.add("description", _("Agenda and minutes: %(link)s") % {"link": link})
    event.add("url", link)
    return event


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE))


def summary_of(meeting: Meeting) -> str:
    words = {"series": meeting.series.name, "number": meeting.number}
    title = _("%(series)s, meeting %(number)s") % words
    return f"{title}: {meeting.topic}" if meeting.topic else title


def file_name(meeting: Meeting) -> str:
    return f"runder-tisch-{timezone.localdate(meeting.starts_at):%Y-%m-%d}.ics"
