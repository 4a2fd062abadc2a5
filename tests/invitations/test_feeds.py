"""A person's own calendar by a secret address: their tables, no names, and an end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts import services as accounts
from core.models import AuditEntry
from invitations import services
from invitations.models import CalendarFeed
from roundtables import services as tables
from schools.models import Membership
from tests.roundtables.conftest import Table

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def address(table: Table, actor: str = "lead_a") -> str:
    return services.switch_on(table.user(actor)).removeprefix("http://127.0.0.1:8000")


def events(guest: Client, link: str) -> list[tuple[str, Any, str]]:
    response = guest.get(link)
    assert response.status_code == 200
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return [(str(one["SUMMARY"]), one["SEQUENCE"], str(one["STATUS"])) for one in found]


def test_the_meetings_of_ones_tables_moved_and_cancelled_ones_too(table: Table, guest: Client) -> None:
    link = address(table)
    one = table.plan(timezone.now() + timedelta(days=30), topic="Netz")
    moved = tables.change_meeting(table.meeting, place="Aula", actor=table.user())
    tables.cancel_meeting(one, actor=table.user())
    old = table.plan(timezone.now() - timedelta(days=400))
    assert events(guest, link) == [
        ("Runder Tisch Musterstadt, Treffen 1: Geräte und Wartung", 1, "CONFIRMED"),
        ("Runder Tisch Musterstadt, Treffen 2: Netz", 1, "CANCELLED"),
    ]
    assert old.number == 3
    event: Any = Calendar.from_ical(guest.get(link).content).walk("VEVENT")[0]
    assert event["DTSTART"].dt.replace(tzinfo=None) == moved.starts_at.astimezone(BERLIN).replace(tzinfo=None)


def test_no_name_stands_in_it(table: Table, guest: Client) -> None:
    tables.save_notes(table.meeting, notes="Vertrauliches", version=0, actor=table.user())
    response = guest.get(address(table))
    text = response.content.decode().replace("\r\n ", "")
    people = [row.name for row in table.meeting.participants.all()]
    people += [user.name for user in table.world.users.values()]
    assert [name for name in [*people, "Vertrauliches", "ATTENDEE", "@example.org"] if name in text] == [
        "@example.org"
    ]
    assert text.count("@example.org") == 1  # the portal's own
    assert response["Cache-Control"] == "no-store, private"


def test_nobody_elses_table(table: Table, guest: Client) -> None:
    assert events(guest, address(table, "lead_c")) == []


@pytest.mark.parametrize("end", ["off", "renewed", "deactivated", "role"])
def test_an_end_is_an_end(table: Table, guest: Client, end: str) -> None:
    link, user = address(table), table.user("lead_a")
    assert guest.get(link).status_code == 200
    if end == "off":
        services.switch_off(user)
    elif end == "renewed":
        assert guest.get(address(table)).status_code == 200
    elif end == "deactivated":
        accounts.deactivate(user, actor=table.user("admin"))
    else:
        Membership.unscoped.filter(user=user).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert guest.get(link).status_code == 404


def test_only_the_hash_is_kept_and_the_address_is_shown_once(table: Table) -> None:
    client = table.world.client_for("lead_a")
    response = client.post(reverse("invitations:feed_on"))
    feed = CalendarFeed.unscoped.get()
    assert response["Cache-Control"] == "no-store, private"
    page = response.content.decode()
    assert "/kalender/" in page
    assert feed.token_hash not in page
    assert client.get(f"/kalender/{feed.token_hash}.ics").status_code == 404
    later = client.get(reverse("invitations:feed")).content.decode()
    assert "/kalender/" not in later
    assert "Eingeschaltet seit" in later
    client.post(reverse("invitations:feed_off"))
    assert not CalendarFeed.unscoped.exists()
    verbs = AuditEntry.objects.filter(verb__startswith="invitations.feed")
    assert sorted(verbs.values_list("verb", flat=True)) == ["invitations.feed_off", "invitations.feed_on"]


def test_the_calendar_asks_the_same_for_many_meetings(table: Table, guest: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert guest.get(link).status_code == 200
        return len(caught)

    link = address(table)
    one = queries()
    for day in (20, 30):
        table.plan(timezone.now() + timedelta(days=day))
    assert queries() == one
