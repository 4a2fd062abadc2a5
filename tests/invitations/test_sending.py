"""One mail to each person, once for each date: invited, moved, cancelled; and what hangs on it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as postbox
from django.urls import reverse
from django.utils import timezone

from core.errors import Conflict, DomainError
from core.mail import send_due
from core.models import AuditEntry, OutboxMail, OutboxPart
from invitations import services
from invitations.models import MeetingInvitation, MeetingMail
from roundtables import services as tables
from roundtables.models import Meeting, SeriesMember
from tests.counting import page_queries
from tests.days import next_clock_changes
from tests.invitations.conftest import entry_of, invitation, link_of, send
from tests.roundtables.conftest import Table, utc

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def move(table: Table, **values: object) -> Meeting:
    return tables.change_meeting(table.meeting, actor=table.user(), **values)


def text_of(table: Table, name: str = "send", actor: str = "staff") -> str:
    space = "roundtables" if name == "meeting_detail" else "invitations"
    answer = table.world.client_for(actor).get(reverse(f"{space}:{name}", args=[table.meeting.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_person_with_an_address_gets_one_mail_with_the_entry(seats: Table) -> None:
    assert send(seats, text="Bitte bringen Sie die Zahlen mit.") == 1
    mail = OutboxMail.objects.get()
    assert (mail.recipient, mail.subject) == (
        "lea@example.org",
        "Einladung: Runder Tisch Musterstadt, Treffen 1: Geräte und Wartung",
    )
    for words in ("Lea Anger", "Ratssaal", "Sina Stadt schreibt", "Bitte bringen Sie die Zahlen mit."):
        assert words in mail.body
    calendar, event = entry_of(mail)
    assert (str(calendar["METHOD"]), event["SEQUENCE"]) == ("PUBLISH", 0)
    assert str(event["UID"]) == f"{seats.meeting.uid}@127.0.0.1"
    assert "ATTENDEE" not in event
    assert str(event["ORGANIZER"]) == "mailto:portal@example.org"


def test_the_entry_goes_out_as_a_calendar_and_is_forgotten(seats: Table) -> None:
    send(seats)
    assert send_due() == 1
    [message] = postbox.outbox
    _text, part = cast("list[Any]", message.message().get_payload())
    assert part.get_content_type() == "text/calendar"
    assert (part.get_param("method"), part.get_param("charset")) == ("PUBLISH", "utf-8")
    assert part.get_filename().startswith("runder-tisch-")
    assert b"BEGIN:VEVENT" in part.get_payload(decode=True)
    assert not OutboxPart.objects.exists()


def test_pressed_twice_nobody_is_told_twice(seats: Table) -> None:
    assert [send(seats), send(seats)] == [1, 0]
    assert OutboxMail.objects.count() == MeetingMail.unscoped.count() == 1
    assert AuditEntry.objects.filter(verb="invitations.sent").count() == 1


def test_who_comes_to_the_table_later_is_invited_alone(seats: Table) -> None:
    send(seats)
    SeriesMember.unscoped.filter(name="Sven Aufsicht").update(email="sven@example.org")
    assert send(seats) == 1
    assert [mail.recipient for mail in OutboxMail.objects.all()] == ["lea@example.org", "sven@example.org"]


def test_a_moved_meeting_is_told_once_with_the_next_sequence(seats: Table) -> None:
    send(seats)
    new = seats.meeting.starts_at + timedelta(days=7)
    move(seats, starts_at=new, ends_at=new + timedelta(hours=2))
    assert [send(seats), send(seats)] == [1, 0]
    first, second = OutboxMail.objects.order_by("pk")
    assert second.subject.startswith("Neue Zeit oder neuer Ort: ")
    (_calendar, before), (_other, after) = entry_of(first), entry_of(second)
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], 1)
    assert after["DTSTART"].dt.replace(tzinfo=None) == new.astimezone(BERLIN).replace(tzinfo=None)
    assert link_of(first) != link_of(second)  # both open the same invitation
    assert MeetingInvitation.unscoped.count() == 1


def test_a_topic_alone_tells_nobody(seats: Table) -> None:
    send(seats)
    move(seats, topic="Etwas anderes")
    assert send(seats) == 0


def test_a_cancelled_meeting_goes_to_those_who_have_it(seats: Table) -> None:
    send(seats)
    services.answer(
        invitation(), answer="deputy", seen=0, deputy_name="Vera Vertretung", deputy_email="vera@example.org"
    )
    SeriesMember.unscoped.filter(name="Sven Aufsicht").update(email="sven@example.org")  # was never invited
    tables.cancel_meeting(seats.meeting, actor=seats.user())
    OutboxMail.objects.all().delete()
    assert [send(seats), send(seats)] == [2, 0]
    mails = OutboxMail.objects.order_by("recipient")
    assert [mail.recipient for mail in mails] == ["lea@example.org", "vera@example.org"]
    for mail in mails:
        calendar, event = entry_of(mail)
        assert (str(calendar["METHOD"]), str(event["STATUS"]), event["SEQUENCE"]) == (
            "CANCEL",
            "CANCELLED",
            1,
        )
        assert mail.subject.startswith("Abgesagt: ")
        assert "/einladung/" not in mail.body


SPRING, AUTUMN = next_clock_changes()
BEFORE = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "hour"), [(SPRING - BEFORE, 13), (SPRING, 12), (AUTUMN - BEFORE, 12), (AUTUMN, 13)]
)
def test_two_in_the_afternoon_stays_so_over_both_changes_of_the_clocks(
    seats: Table, day: date, hour: int
) -> None:
    starts = utc(day.year, day.month, day.day, hour)
    meeting = seats.plan(starts)
    send(seats, meeting)
    _calendar, event = entry_of(OutboxMail.objects.get())
    assert (event["DTSTART"].dt.hour, event["DTSTART"].params["TZID"]) == (14, "Europe/Berlin")
    assert event["DTSTART"].dt == starts


def test_another_day_asks_anew_another_place_does_not(seats: Table) -> None:
    send(seats)
    services.answer(invitation(), answer="accepted", seen=0)
    move(seats, place="Aula")
    send(seats)
    assert invitation().answer == "accepted"
    new = seats.meeting.starts_at + timedelta(days=1)
    move(seats, starts_at=new, ends_at=new + timedelta(hours=2))
    send(seats)
    assert invitation().answer == "open"


def test_an_answer_to_the_new_day_stands_when_the_mail_comes_after_it(seats: Table) -> None:
    send(seats)
    new = seats.meeting.starts_at + timedelta(days=1)
    move(seats, starts_at=new, ends_at=new + timedelta(hours=2))
    services.answer(invitation(), answer="accepted", seen=0)
    send(seats)
    assert invitation().answer == "accepted"


def test_what_has_changed_since_the_page_was_opened_is_told(seats: Table) -> None:
    client = seats.world.client_for("staff")
    move(seats, place="Aula")
    address = reverse("invitations:send", args=[seats.meeting.pk])
    response = client.post(address, {"text": "Bis bald", "seen": "0"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "inzwischen geändert" in page
    assert "Bis bald" in page
    assert not OutboxMail.objects.exists()
    assert client.post(address, {"text": "Bis bald", "seen": "1"}).status_code == 302
    assert OutboxMail.objects.count() == 1


def test_a_stale_sequence_is_a_conflict(seats: Table) -> None:
    with pytest.raises(Conflict):
        services.send_round(seats.meeting, text="", seen=5, actor=seats.user())


def test_nobody_is_written_to_once_it_has_begun(seats: Table) -> None:
    tables.start_meeting(seats.meeting, actor=seats.user())
    with pytest.raises(DomainError, match="schreibt das Portal niemandem mehr"):
        send(seats)
    assert "schreibt das Portal niemandem mehr" in text_of(seats)


def test_the_page_names_who_gets_it_and_who_has_no_address(seats: Table) -> None:
    page = text_of(seats)
    assert "Lea Anger, Grundschule Am Anger" in page
    assert "keine Adresse" in page
    assert "lea@example.org" not in page
    assert reverse("invitations:send", args=[seats.meeting.pk]) in text_of(seats, "meeting_detail")
    assert "Per Mail einladen" in text_of(seats, "meeting_detail")
    send(seats)
    told = text_of(seats, "meeting_detail")
    assert "Per Mail einladen" not in told
    assert "Einladungen per Mail" in told
    assert "Lea Anger, Grundschule Am Anger" in text_of(seats)
    assert "keine Adresse" in text_of(seats)  # who has none is not forgotten once the others know


def test_the_page_asks_the_same_for_many_people(seats: Table) -> None:
    def more(number: int) -> int:
        for name in range(number):
            tables.add_member(
                seats.series,
                name=f"Mitglied {number}{name}",
                body="Amt",
                function="advise",
                email=f"m{number}{name}@example.org",
                actor=seats.user(),
            )
        meeting = seats.plan(timezone.now() + timedelta(days=10 + number))
        send(seats, meeting)
        address = reverse("invitations:send", args=[meeting.pk])
        meeting_page = reverse("roundtables:meeting_detail", args=[meeting.pk])
        return page_queries(client, address) + page_queries(client, meeting_page)

    client = seats.world.client_for("staff")
    more(2)
    assert more(1) == more(3)


def test_the_page_says_who_answered_what(seats: Table) -> None:
    """Those who take part first; whoever was not invited has no answer to give."""
    for name in ("Ada", "Bo", "Cem"):
        tables.add_member(
            seats.series,
            name=name,
            body="Amt",
            function="advise",
            email=f"{name}@example.org",
            actor=seats.user(),
        )
    meeting = seats.plan(timezone.now() + timedelta(days=20))
    page = reverse("invitations:send", args=[meeting.pk])
    moderator = seats.world.client_for("moderator")
    assert "Antworten bisher" not in moderator.get(page).text
    send(seats, meeting)
    rows = MeetingInvitation.unscoped.filter(participant__meeting=meeting)
    row = {one.participant.name: one for one in rows.select_related("participant__meeting")}
    services.answer(row["Bo"], answer="declined", seen=0)
    services.answer(row["Cem"], answer="accepted", seen=0)
    services.answer(
        row["Ada"], answer="deputy", seen=0, deputy_name="Dora Dienst", deputy_email="d@example.org"
    )
    told = moderator.get(page).text
    _before, _title, told = told.partition("Antworten bisher")
    text = " ".join(re.sub("<[^>]+>", " ", told).split())
    assert text.startswith(
        "Sagt zu: 1 Cem, Amt, berät "
        "Schickt eine Vertretung: 1 Ada, Amt, berät; in Vertretung kommt Dora Dienst "
        "Sagt ab: 1 Bo, Amt, berät "
        "Noch keine Antwort: 1 Lea Anger, Grundschule Am Anger, entscheidet "
    )
    assert "Sven Aufsicht" not in text
    assert "d@example.org" not in text
    assert seats.world.client_for("lead_a").get(page).status_code == 403
    tables.cancel_meeting(Meeting.unscoped.get(pk=meeting.pk), actor=seats.user())
    assert "Antworten bisher" not in moderator.get(page).text
