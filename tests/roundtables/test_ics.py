"""The calendar entry, read back by an independent eye: moments, zone, sequence, and nobody's name."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from icalendar import Calendar

from core.audit import trail_of
from roundtables import ics, services
from tests.roundtables.conftest import utc

BERLIN = ZoneInfo("Europe/Berlin")


def event_of(meeting):
    calendar = Calendar.from_ical(ics.meeting_ics(meeting))
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_entry_says_what_when_where(table):
    calendar, event = event_of(table.meeting)
    assert str(event["UID"]) == f"{table.meeting.uid}@127.0.0.1"
    assert (event["SEQUENCE"], str(event["STATUS"])) == (0, "CONFIRMED")
    assert str(event["SUMMARY"]) == "Runder Tisch Musterstadt, Treffen 1: Geräte und Wartung"
    assert str(event["LOCATION"]) == "Ratssaal"
    assert str(event["URL"]).endswith(reverse("roundtables:meeting_detail", args=[table.meeting.pk]))
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


@pytest.mark.parametrize(
    ("starts", "offset"),
    [
        (utc(2026, 3, 28, 13), 1),  # the day before the clocks go forward
        (utc(2026, 3, 29, 12), 2),
        (utc(2026, 10, 24, 12), 2),
        (utc(2026, 10, 25, 13), 1),  # the day they go back
        (utc(2026, 10, 25, 0, 30), 2),  # 02:30 for the first time
        (utc(2026, 10, 25, 1, 30), 1),  # 02:30 for the second time
    ],
)
def test_moments_survive_the_change_of_the_clocks(table, starts, offset):
    meeting = table.plan(starts)
    _calendar, event = event_of(meeting)
    local = starts.astimezone(BERLIN)
    assert local.utcoffset() == timedelta(hours=offset)
    assert event["DTSTART"].dt.replace(tzinfo=None) == local.replace(tzinfo=None)
    assert event["DTEND"].dt.replace(tzinfo=None) == meeting.ends_at.astimezone(BERLIN).replace(tzinfo=None)


def test_uid_stays_and_sequence_grows(table):
    calendar, before = event_of(table.meeting)
    assert str(calendar["METHOD"]) == "PUBLISH"
    moved = services.change_meeting(table.meeting, place="Aula", actor=table.user())
    changed = trail_of(moved).get(verb="roundtables.meeting_changed").at
    assert event_of(moved)[1]["LAST-MODIFIED"].dt == changed.replace(microsecond=0)
    cancelled = services.cancel_meeting(moved, actor=table.user())
    calendar, after = event_of(cancelled)
    assert str(calendar["METHOD"]) == "CANCEL"  # RFC 5546 3.2.5
    assert (after["UID"], after["SEQUENCE"], str(after["STATUS"])) == (before["UID"], 2, "CANCELLED")


def test_no_personal_data(table):
    services.save_notes(table.meeting, notes="Vertrauliches", version=0, actor=table.user())
    response = table.world.client_for("lead_a").get(
        reverse("roundtables:meeting_ics", args=[table.meeting.pk])
    )
    text = response.content.decode()
    names = [row.name for row in table.meeting.participants.all()]
    names += ["Anger", "Aufsicht", "Sina", "Stadt,", "Vertrauliches", "ATTENDEE"]
    assert [name for name in names if name in text] == []
    unfolded = text.replace("\r\n ", "")
    assert re.findall(r"^ORGANIZER.*$", unfolded, re.MULTILINE) == [
        'ORGANIZER;CN="Portal Runde Tische":mailto:portal@example.org\r'
    ]
    assert unfolded.count("mailto:") == 1
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''runder-tisch-")


def test_text_with_line_breaks_cannot_add_properties(table):
    meeting = services.change_meeting(
        table.meeting, topic="Ende\r\nATTENDEE:mailto:a@example.org", actor=table.user()
    )
    _calendar, event = event_of(meeting)
    assert "ATTENDEE" not in event
