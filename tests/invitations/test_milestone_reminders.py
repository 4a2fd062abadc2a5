"""Reminders of milestones: each step once to whoever holds the office, all of a day in one mail."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPConnectError
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as postbox
from django.core.mail import EmailMessage
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.mail import send_due
from core.models import OutboxMail
from gutersloh_portal import digest
from invitations.models import MilestoneMail
from invitations.selectors import step_of
from invitations.services import remind_of_milestones, reminders
from roundtables import services as tables
from roundtables.models import Milestone, RoundTableSeries, SeriesMember
from schools.access import Role
from schools.models import Membership
from tests.days import next_clock_changes
from tests.roundtables.conftest import Table
from tests.world import World, build_world

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2026, 1, 15, tzinfo=UTC)
TODAY = timezone.localdate()


def milestone(series: RoundTableSeries, days: int, **values: Any) -> Milestone:
    """Due in so many days from today; agreed on long ago."""
    due = TODAY + timedelta(days=days)
    told = {"owner": "school", "responsible": "Schulleitung", "text": "WLAN in allen Räumen"} | values
    return Milestone.unscoped.create(
        series=series, **{"due_on": due, "first_due_on": due, "created_at": LONG_AGO} | told
    )


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def remind(day: date = TODAY) -> list[str]:
    """Who gets a mail on this day."""
    before = set(OutboxMail.objects.values_list("pk", flat=True))
    count = remind_of_milestones(now=noon(day))
    new = OutboxMail.objects.exclude(pk__in=before)
    assert new.count() == count
    return sorted(new.values_list("recipient", flat=True))


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-15, None),
        (-14, -14),
        (-4, -14),
        (-3, -3),
        (-1, -3),
        (0, 0),
        (6, 0),
        (7, 7),
        (13, 7),
        (14, 14),
        (200, 196),
    ],
)
def test_the_newest_step(days: int, step: int | None) -> None:
    assert step_of(days) == step


def test_the_mail_says_what_when_and_where(table: Table) -> None:
    row = milestone(table.series, 3, school=table.world.school_a)
    assert remind() == ["lead.a@example.org"]
    mail = OutboxMail.objects.get()
    assert mail.subject == "Erinnerung an einen Meilenstein des Runden Tisches"
    page = settings.BASE_URL + reverse("roundtables:milestone_detail", args=[row.pk])
    for words in ("- WLAN in allen Räumen", "fällig in 3 Tagen, am ", "Zuständig: Schulleitung", page):
        assert words in mail.body
    client = table.world.client_for("lead_a")
    assert client.get(page.removeprefix(settings.BASE_URL)).status_code == 200


@pytest.mark.parametrize(
    ("values", "people"),
    [
        ({"owner": "school"}, ["lead.a", "lead.b"]),  # all schools of the municipality, none of the next one
        ({"owner": "authority"}, ["head", "staff"]),  # its offices, not its IT
        ({"owner": "both"}, ["head", "lead.a", "lead.b", "staff"]),
        ({"owner": "authority", "responsible": "  schulamt"}, ["head", "staff", "supervision"]),
    ],
)
def test_who_holds_the_office_is_told(table: Table, values: Any, people: list[str]) -> None:
    SeriesMember.unscoped.filter(body="Schulamt").update(user=table.user("supervision"))
    milestone(table.series, 0, **values)
    assert remind() == [f"{name}@example.org" for name in people]


def test_the_office_counts_and_not_the_person(table: Table) -> None:
    """Who has left gets nothing; a successor is told the newest step; a school without head has its media officers."""
    milestone(table.series, -10, school=table.world.school_a)
    assert remind() == ["lead.a@example.org"]
    office = Membership.unscoped.get(user=table.user("lead_a"))
    Membership.unscoped.filter(pk=office.pk).update(ends_on=TODAY - timedelta(days=1))
    assert remind(TODAY + timedelta(days=1)) == ["member.a@example.org"]
    Membership.unscoped.create(
        user=table.user("nobody"), role=Role.SCHOOL_LEAD, school=table.world.school_a, begins_on=TODAY
    )
    assert remind(TODAY + timedelta(days=2)) == ["nobody@example.org"]
    assert remind(TODAY + timedelta(days=3)) == []


def test_one_mail_with_all_milestones_and_the_next_day_none(table: Table) -> None:
    for days in (14, 3, 0, -1, -30):
        milestone(table.series, days, school=table.world.school_a, text=f"Schritt {days}")
    milestone(table.series, 15, school=table.world.school_a, text="Später")
    assert remind() == ["lead.a@example.org"]
    mail = OutboxMail.objects.get()
    assert mail.subject == "Erinnerung an 5 Meilensteine des Runden Tisches"
    assert mail.body.index("Schritt -30") < mail.body.index("Schritt 14")
    assert "Später" not in mail.body
    assert remind() == []


def test_what_comes_up_later_on_the_day_waits_for_tomorrow(table: Table) -> None:
    milestone(table.series, 0, school=table.world.school_a)
    assert len(remind()) == 1
    milestone(table.series, 0, school=table.world.school_a, text="Noch einer")
    assert remind() == []
    assert remind(TODAY + timedelta(days=1)) == ["lead.a@example.org"]


def steps_told() -> list[int]:
    return list(MilestoneMail.unscoped.values_list("step", flat=True))


def test_days_without_beat_are_made_up_for_with_the_newest_step_alone(table: Table) -> None:
    milestone(table.series, 14, school=table.world.school_a)
    assert len(remind()) == 1
    for days in (21, 22, 28, 29, 35):  # down from the 1st to the 20th day
        remind(TODAY + timedelta(days=days))
    assert steps_told() == [-14, 7, 14, 21]


def test_every_day_of_two_months_each_step_is_told_once(table: Table) -> None:
    milestone(table.series, 20, school=table.world.school_a)
    days = [day for day in range(60) if remind(TODAY + timedelta(days=day))]
    assert [day - 20 for day in days] == [-14, -3, 0, 7, 14, 21, 28, 35]


SPRING, AUTUMN = next_clock_changes()


@pytest.mark.parametrize("due", [change + timedelta(days=n) for change in (SPRING, AUTUMN) for n in (0, 1)])
def test_each_hour_over_both_changes_of_the_clocks(table: Table, due: date) -> None:
    milestone(table.series, 0, due_on=due, first_due_on=due, school=table.world.school_a)
    moment = datetime(due.year, due.month, due.day, tzinfo=UTC) - timedelta(days=16)
    while moment.date() < due + timedelta(days=9):
        remind_of_milestones(now=moment)
        moment += timedelta(hours=1)
    told = MilestoneMail.unscoped.values_list("step", "written_on")
    assert list(told) == [(step, due + timedelta(days=step)) for step in (-14, -3, 0, 7)]
    assert OutboxMail.objects.count() == 4


@pytest.mark.parametrize("state", Milestone.State.values)
def test_only_what_is_still_to_do(table: Table, state: str) -> None:
    milestone(table.series, 0, school=table.world.school_a, state=state, state_reason="Grund", done_on=TODAY)
    assert bool(remind()) == (state in {"open", "in_progress", "moved"})


def test_another_date_starts_anew(table: Table) -> None:
    row = milestone(table.series, -8, school=table.world.school_a)
    assert len(remind()) == 1
    new = TODAY + timedelta(days=20)
    tables.move_milestone(row, state="moved", reason="Firma fehlt", due_on=new, actor=table.user())
    days = [day for day in range(1, 28) if remind(TODAY + timedelta(days=day))]
    assert days == [6, 17, 20, 27]


def test_what_was_agreed_on_today_is_known(table: Table) -> None:
    milestone(table.series, 0, school=table.world.school_a, created_at=timezone.now())
    milestone(table.series, 2, school=table.world.school_a, created_at=timezone.now())
    assert remind() == []
    assert remind(TODAY + timedelta(days=2)) == ["lead.a@example.org"]
    assert steps_told() == [0]


def test_a_restart_between_ledger_and_outbox_loses_nothing(
    table: Table, monkeypatch: Any, caplog: Any
) -> None:
    milestone(table.series, 0)

    def crash(**values: Any) -> None:
        if values["recipient"] == "lead.a@example.org":
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(reminders, "queue_mail", crash)
        with pytest.raises(KeyboardInterrupt):
            remind_of_milestones(now=noon(TODAY))
    assert not MilestoneMail.unscoped.exists()
    assert remind() == ["lead.a@example.org", "lead.b@example.org"]


@pytest.mark.expects_errors
def test_one_who_fails_keeps_nobody_waiting(table: Table, monkeypatch: Any) -> None:
    milestone(table.series, 0)
    queue = reminders.queue_mail

    def fail(**values: Any) -> Any:
        if values["recipient"] == "lead.a@example.org":
            raise LookupError
        return queue(**values)

    with monkeypatch.context() as patched:
        patched.setattr(reminders, "queue_mail", fail)
        assert remind() == ["lead.b@example.org"]
    assert remind() == ["lead.a@example.org"]


@pytest.mark.expects_errors
def test_a_mail_server_down_for_six_hours_loses_none(table: Table, monkeypatch: Any) -> None:
    for days in (14, 3, 0, -7):
        milestone(table.series, days, owner="both")
    people = remind()
    begin = timezone.now()

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise SMTPConnectError(421, "down")

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        for minute in range(360):
            patched.setattr(timezone, "now", lambda minute=minute: begin + timedelta(minutes=minute))
            assert send_due() == 0
    monkeypatch.setattr(timezone, "now", lambda: begin + timedelta(hours=12))
    assert send_due() == len(people) == 4
    assert sorted(message.to[0] for message in postbox.outbox) == people
    assert send_due() == 0


def test_on_monday_it_stands_in_the_mail_of_the_week(table: Table) -> None:
    row = milestone(table.series, 0, school=table.world.school_a)
    digest.write_all()
    mail = OutboxMail.objects.get(recipient="lead.a@example.org")
    page = reverse("roundtables:milestone_detail", args=[row.pk])
    assert "heute fällig, " in mail.body
    assert mail.body.count(page + "\n") == 1
    assert "Außerdem ist in dieser Woche für Sie offen:" in mail.body
    assert "lead.a@example.org" not in remind()
    digest.write_all()
    assert OutboxMail.objects.filter(recipient="lead.a@example.org").count() == 1


@pytest.mark.parametrize("many", [1, 3])
def test_the_question_who_is_due_costs_the_same_for_many(
    table: Table, many: int, django_assert_num_queries: Any
) -> None:
    for _one in range(many):
        milestone(table.series, 0, owner="both")
    with django_assert_num_queries(4):  # milestones, schools, offices, members of the table
        found = reminders.due_reminders(TODAY)
    assert {len(rows) for rows in found.values()} == {many}


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_write_one_mail_to_each() -> None:
    world: World = build_world()
    series = tables.create_series(world.municipality, name="Runder Tisch", actor=world.user("staff"))
    for days in (14, 3, 0, -7):
        milestone(series, days, owner="both")
    start, errors = threading.Barrier(4), []

    def beat() -> None:
        try:
            start.wait(timeout=10)
            remind_of_milestones(now=noon(TODAY))
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=beat) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert OutboxMail.objects.count() == 4
    assert MilestoneMail.unscoped.count() == 4 * 4
