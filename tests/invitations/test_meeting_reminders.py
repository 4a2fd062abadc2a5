"""Reminders of meetings: three days before, once for each person and date, to nobody who stays away."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPConnectError
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as postbox
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.mail import send_due
from core.models import OutboxMail
from invitations import services
from invitations.models import MeetingMail
from invitations.services import meeting_reminders
from roundtables import services as tables
from roundtables.models import Meeting, Participant, SeriesMember
from tests.days import next_clock_changes
from tests.invitations.conftest import LINK, invitation, send
from tests.roundtables.conftest import Table
from tests.world import build_world

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def remind(seats: Table, days_before: float) -> list[str]:
    """Who is reminded so many days before the meeting."""
    meeting = Meeting.unscoped.get(pk=seats.meeting.pk)
    before = set(OutboxMail.objects.values_list("pk", flat=True))
    count = services.remind_of_meetings(now=meeting.starts_at - timedelta(days=days_before))
    new = OutboxMail.objects.exclude(pk__in=before)
    assert new.count() == count
    return sorted(new.values_list("recipient", flat=True))


def move(seats: Table, days: int) -> None:
    new = Meeting.unscoped.get(pk=seats.meeting.pk).starts_at + timedelta(days=days)
    tables.change_meeting(seats.meeting, starts_at=new, ends_at=new + timedelta(hours=2), actor=seats.user())


def test_three_days_before_and_once(seats: Table) -> None:
    send(seats)
    assert [remind(seats, days) for days in (5, 4, 3, 2.9, 2, 1, 0.1)] == [
        [],
        [],
        ["lea@example.org"],
        *[[]] * 4,
    ]
    mail = OutboxMail.objects.last()
    assert mail.subject.startswith("Erinnerung: Runder Tisch Musterstadt, Treffen 1")
    assert "Lea Anger" in mail.body
    assert not mail.parts.exists()
    [link] = LINK.findall(mail.body)
    assert Client().get(link).status_code == 200


@pytest.mark.parametrize(("days", "hears_from"), [(1, 1), (5, 5), (0, None)])
def test_each_table_says_how_many_days_before(seats: Table, days: int, hears_from: int | None) -> None:
    send(seats)
    tables.change_series(seats.series, reminder_days=days, actor=seats.user())
    told = {ahead: bool(remind(seats, ahead)) for ahead in (6, 5, 4, 3, 2, 1, 0.1)}
    assert [ahead for ahead, reminded in told.items() if reminded] == ([hears_from] if hears_from else [])


def test_reminders_switched_off_between_looking_and_locking_stay_off(
    seats: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(seats)
    locked = meeting_reminders.locked_meeting

    def after_the_change(meeting: Meeting) -> Meeting:
        tables.change_series(seats.series, reminder_days=0, actor=seats.user())
        return locked(meeting)

    monkeypatch.setattr(meeting_reminders, "locked_meeting", after_the_change)
    assert remind(seats, 0.1) == []  # with no days the day itself would be near


def test_days_without_beat_are_made_up_for_until_it_begins(seats: Table) -> None:
    send(seats)
    assert remind(seats, 0.2) == ["lea@example.org"]


def test_not_once_it_has_begun(seats: Table) -> None:
    send(seats)
    assert remind(seats, -0.01) == []
    tables.start_meeting(seats.meeting, actor=seats.user())
    assert remind(seats, 1) == []


@pytest.mark.parametrize(
    ("answer", "reminded"), [("accepted", True), ("declined", False), ("deputy", True), ("", True)]
)
def test_who_has_declined_is_left_in_peace(seats: Table, answer: str, reminded: bool) -> None:
    send(seats)
    if answer:
        name = "Vera Vertretung" if answer == "deputy" else ""
        services.answer(invitation(), answer=answer, seen=0, deputy_name=name)
    assert bool(remind(seats, 3)) == reminded


def test_who_is_excused_cancelled_uninvited_or_just_invited_hears_nothing(seats: Table) -> None:
    assert remind(seats, 3) == []  # nobody was invited
    send(seats)
    SeriesMember.unscoped.filter(name="Sven Aufsicht").update(email="sven@example.org")
    rows = Participant.unscoped.filter(meeting=seats.meeting, name="Lea Anger")
    rows.update(attendance="excused")
    assert remind(seats, 3) == []
    rows.update(attendance="invited")
    MeetingMail.unscoped.update(written_at=seats.meeting.starts_at - timedelta(days=2))
    assert remind(seats, 1) == []
    MeetingMail.unscoped.update(written_at=timezone.now())
    tables.cancel_meeting(seats.meeting, actor=seats.user())
    assert remind(seats, 3) == []


def test_a_moved_meeting_reminds_anew_once_the_date_is_told(seats: Table) -> None:
    send(seats)
    assert remind(seats, 3) == ["lea@example.org"]
    move(seats, 7)
    assert remind(seats, 3) == []  # the new date is not told yet
    send(seats)
    assert [remind(seats, 3), remind(seats, 2)] == [["lea@example.org"], []]


SPRING, AUTUMN = next_clock_changes()


@pytest.mark.parametrize("day", [change + timedelta(days=n) for change in (SPRING, AUTUMN) for n in (1, 2)])
def test_each_hour_over_both_changes_of_the_clocks(seats: Table, day: date) -> None:
    starts = datetime(day.year, day.month, day.day, 14, tzinfo=BERLIN)
    meeting = seats.plan(starts)
    send(seats, meeting)
    MeetingMail.unscoped.update(written_at=starts - timedelta(days=20))
    now, told = starts.astimezone(UTC) - timedelta(days=5), []
    while now < starts:
        told += [now] * services.remind_of_meetings(now=now)
        now += timedelta(hours=1)
    assert [timezone.localdate(moment) for moment in told] == [day - timedelta(days=3)]


def test_a_restart_between_ledger_and_outbox_loses_nothing(seats: Table, monkeypatch: Any) -> None:
    send(seats)

    def crash(*_args: Any, **_kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(MeetingMail, "save", crash)  # the mail stands in the outbox by then
        with pytest.raises(KeyboardInterrupt):
            remind(seats, 3)
    assert OutboxMail.objects.count() == 1
    assert remind(seats, 3) == ["lea@example.org"]


@pytest.mark.expects_errors
def test_one_who_fails_keeps_nobody_waiting(seats: Table, monkeypatch: Any) -> None:
    SeriesMember.unscoped.filter(name="Sven Aufsicht").update(email="sven@example.org")
    send(seats)
    write = meeting_reminders.write_letter

    def fail(row: Any, **values: Any) -> Any:
        if values["recipient"] == "lea@example.org":
            raise LookupError
        return write(row, **values)

    with monkeypatch.context() as patched:
        patched.setattr(meeting_reminders, "write_letter", fail)
        assert remind(seats, 3) == ["sven@example.org"]
    assert remind(seats, 3) == ["lea@example.org"]


@pytest.mark.expects_errors
def test_a_mail_server_down_for_six_hours_loses_none(seats: Table, monkeypatch: Any) -> None:
    send(seats)
    OutboxMail.objects.all().delete()
    assert remind(seats, 3) == ["lea@example.org"]
    begin = timezone.now()

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise SMTPConnectError(421, "down")

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        for minute in range(360):
            patched.setattr(timezone, "now", lambda minute=minute: begin + timedelta(minutes=minute))
            assert send_due() == 0
    monkeypatch.setattr(timezone, "now", lambda: begin + timedelta(hours=12))
    assert [send_due(), send_due()] == [1, 0]
    assert [message.to for message in postbox.outbox] == [["lea@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_write_one_mail_to_each() -> None:
    world = build_world()
    staff = world.user("staff")
    series = tables.create_series(world.municipality, name="Runder Tisch", actor=staff)
    for number in range(5):
        tables.add_member(
            series,
            name=f"P{number}",
            body="Amt",
            function="advise",
            email=f"p{number}@example.org",
            actor=staff,
        )
    starts = timezone.now() + timedelta(days=10)
    meeting = tables.plan_meeting(series, starts_at=starts, ends_at=starts + timedelta(hours=2), actor=staff)
    services.send_round(meeting, text="", seen=0, actor=staff)
    start, errors = threading.Barrier(3), []

    def beat() -> None:
        try:
            start.wait(timeout=10)
            services.remind_of_meetings(now=starts - timedelta(days=2))
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=beat) for _one in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert OutboxMail.objects.count() == 10
    assert MeetingMail.unscoped.filter(kind="reminder").count() == 5
