"""A person's own calendar by a secret address: their tables, no names, and an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts import services as accounts
from accounts.models import User
from core.models import AuditEntry
from gutersloh_portal.selectors_tasks import tasks_of
from invitations import services
from invitations.models import CalendarFeed
from roundtables import services as tables
from schools.models import Membership
from schools.reviews import years_after
from tests.roundtables.conftest import Table

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the moment that the portal takes for now."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


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


@pytest.mark.parametrize("end", ["off", "renewed", "deactivated", "role", "year"])
def test_an_end_is_an_end(table: Table, guest: Client, end: str) -> None:
    link, user = address(table), table.user("lead_a")
    assert guest.get(link).status_code == 200
    if end == "off":
        services.switch_off(user)
    elif end == "renewed":
        assert guest.get(address(table)).status_code == 200
    elif end == "deactivated":
        accounts.deactivate(user, actor=table.user("admin"))
    elif end == "year":
        CalendarFeed.unscoped.update(until=timezone.localdate() - timedelta(days=1))
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


def reminders(table: Table) -> list[tuple[str, str]]:
    user = User.objects.get(pk=table.user("lead_a").pk)
    return [(task.title, task.status) for task in tasks_of(user) if task.url == reverse("invitations:feed")]


def test_an_address_ends_twelve_months_after_it_was_made(table: Table, guest: Client, clock: Any) -> None:
    clock(datetime(2028, 2, 29, 12, tzinfo=BERLIN))
    link = address(table)
    assert CalendarFeed.unscoped.get().until == date(2029, 2, 28)
    clock(datetime(2029, 2, 28, 23, 50, tzinfo=BERLIN))
    assert guest.get(link).status_code == 200
    clock(datetime(2029, 3, 1, 0, 10, tzinfo=BERLIN))
    assert guest.get(link).status_code == 404


def test_one_click_prolongs_the_same_address(table: Table, guest: Client, clock: Any) -> None:
    clock(datetime(2027, 3, 1, 12, tzinfo=BERLIN))
    link, client = address(table), table.world.client_for("lead_a")
    assert "Ihre Adresse gilt bis 1. März 2028." in client.get(reverse("invitations:feed")).text
    clock(datetime(2028, 4, 1, 12, tzinfo=BERLIN))
    client = table.world.client_for("lead_a")
    assert guest.get(link).status_code == 404
    assert "Ihre Adresse galt bis 1. März 2028" in client.get(reverse("invitations:feed")).text
    for _twice in range(2):
        told = client.post(reverse("invitations:feed_prolong"), follow=True).text
        assert "Ihre Adresse gilt bis 1. April 2029." in told
    assert guest.get(link).status_code == 200
    trail = AuditEntry.objects.filter(verb="invitations.feed_prolonged").values_list("changes", flat=True)
    assert list(trail) == [{"until": ["2028-03-01", "2029-04-01"]}]


def test_what_is_switched_off_is_not_prolonged(table: Table) -> None:
    client = table.world.client_for("lead_a")
    told = client.post(reverse("invitations:feed_prolong"), follow=True).text
    assert "Die Adresse ist ausgeschaltet." in told
    assert not CalendarFeed.unscoped.exists()


def test_the_start_page_reminds_in_the_last_two_weeks(table: Table, clock: Any) -> None:
    clock(datetime(2027, 3, 1, 12, tzinfo=BERLIN))
    address(table)
    clock(datetime(2028, 2, 16, 12, tzinfo=BERLIN))
    assert reminders(table) == []
    for day in (17, 29):
        clock(datetime(2028, 2, day, 12, tzinfo=BERLIN))
        assert reminders(table) == [("Adresse Ihres Kalenders verlängern", "endet am 1. März 2028")]
    clock(datetime(2028, 3, 2, 12, tzinfo=BERLIN))
    assert reminders(table) == []


@pytest.mark.django_db(transaction=True)
def test_addresses_that_exist_end_a_year_after_the_migration() -> None:
    before, after = [("invitations", "0008_one_mark")], [("invitations", "0009_feed_until")]
    try:
        old = MigrationExecutor(connection).migrate(before).apps
        reader = old.get_model("accounts", "User").objects.create(email="lea@example.org", name="Lea")
        old.get_model("invitations", "CalendarFeed").unscoped.create(user=reader, token_hash="0" * 64)
        new = MigrationExecutor(connection).migrate(after).apps
        until = new.get_model("invitations", "CalendarFeed").unscoped.values_list("until", flat=True).get()
        assert until == years_after(timezone.localdate(), 1)
    finally:
        MigrationExecutor(connection).migrate(after)
