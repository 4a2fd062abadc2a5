"""Somebody else takes over a seat, or stands in for it: what is planned follows, what was stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError
from core.models import AuditEntry, OutboxMail
from invitations import services
from invitations.models import MeetingInvitation, PollVoter
from roundtables import services as tables
from roundtables.models import Meeting, Participant, SeriesMember
from tests.invitations.conftest import entry_of, link_of, send
from tests.roundtables.conftest import Table, seal

pytestmark = pytest.mark.django_db
NEW = {"name": "Nora Neu", "email": "nora@example.org"}
DEPUTY = {"deputy_name": "Ina Feld", "deputy_office": "Konrektorin", "deputy_email": "ina@example.org"}


def lea() -> SeriesMember:
    return SeriesMember.unscoped.get(body="Grundschule Am Anger")


def hand_over(seats: Table, **told: str) -> tuple[SeriesMember, int]:
    return services.hand_over(lea(), actor=seats.user(), **(NEW | told))


def mails(*addresses: str) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(recipient__in=addresses).order_by("pk"))


def names(meeting: Meeting) -> set[str]:
    return set(meeting.participants.values_list("name", flat=True))


def answer(link: str, said: str, **extra: str) -> Any:
    cache.clear()
    return Client().post(link, {"answer": said, "seen": "0"} | extra)


def test_a_new_office_reaches_planned_meetings_and_no_earlier_ones(seats: Table) -> None:
    later = seats.plan(seats.meeting.ends_at + timedelta(days=30))
    tables.start_meeting(seats.meeting, actor=seats.user())
    tables.change_member(lea(), office="Rektorin", actor=seats.user())
    offices = {row.meeting_id: row.office for row in Participant.unscoped.filter(name="Lea Anger")}
    assert offices == {seats.meeting.pk: "", later.pk: "Rektorin"}


def test_the_successor_sits_at_what_is_planned_and_the_predecessor_stays_in_the_minutes(seats: Table) -> None:
    tables.change_member(lea(), office="Schulleitung", actor=seats.user())
    tables.record_all_present(seats.meeting, actor=seats.user())
    tables.start_meeting(seats.meeting, actor=seats.user())
    later = seats.plan(seats.meeting.ends_at + timedelta(days=30))
    tables.close_meeting(seats.meeting, actor=seats.user())
    sealed = seal(seats.meeting, actor=seats.user())
    member, invited = hand_over(seats)
    assert (member.name, member.office, member.function, invited) == ("Nora Neu", "Schulleitung", "decide", 0)
    assert ("Lea Anger" in names(sealed), "Nora Neu" in names(sealed)) == (True, False)
    assert ("Lea Anger" in names(later), "Nora Neu" in names(later)) == (False, True)
    row = later.participants.get(name="Nora Neu")
    assert (row.office, row.attendance) == ("Schulleitung", "invited")
    [entry] = AuditEntry.objects.filter(verb="roundtables.member_succeeded")
    assert (entry.actor, entry.changes) == (seats.user(), {"name": ["Lea Anger", "Nora Neu"]})
    assert not mails("lea@example.org", "nora@example.org")  # nobody was invited yet


def test_whoever_was_invited_is_told_and_the_successor_is_asked(seats: Table) -> None:
    send(seats)
    [first] = mails("lea@example.org")
    link = link_of(first)
    assert answer(link, "declined").status_code == 302
    assert hand_over(seats)[1] == 1
    [_invitation, told] = mails("lea@example.org")
    assert told.subject.startswith("Sie müssen nicht mehr kommen: ")
    for words in (
        "Nora Neu hat den Platz von Lea Anger",
        "Grundschule Am Anger",
        "Termin aus Ihrem Kalender",
    ):
        assert words in told.body
    calendar, event = entry_of(told)
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["UID"] == entry_of(first)[1]["UID"]
    [asked] = mails("nora@example.org")
    assert answer(link, "accepted").status_code == 404
    assert answer(link_of(asked), "accepted").status_code == 302
    row = MeetingInvitation.unscoped.get(participant__name="Nora Neu")
    assert (row.answer, row.participant.attendance) == ("accepted", "invited")


def test_one_mailbox_for_the_office_gets_the_new_invitation_alone(seats: Table) -> None:
    send(seats)
    hand_over(seats, email="Lea@example.org")
    assert [mail.subject.partition(":")[0] for mail in mails("lea@example.org")] == ["Einladung"]
    [again] = mails("Lea@example.org")
    assert again.subject.startswith("Einladung")


def test_a_deputy_who_was_to_come_is_told_and_one_who_takes_over_is_asked(seats: Table) -> None:
    tables.change_member(lea(), actor=seats.user(), **DEPUTY)
    send(seats)
    told = {"deputy_name": "Udo Ohm", "deputy_email": "udo@example.org", "which": "other"}
    assert answer(link_of(mails("lea@example.org")[0]), "deputy", **told).status_code == 302
    hand_over(seats, name="Ina Feld", email="ina@example.org")
    assert "einspringen" in mails("udo@example.org")[-1].body
    assert (lea().name, lea().deputy) == ("Ina Feld", "")
    assert [mail.subject.partition(":")[0] for mail in mails("ina@example.org")] == ["Einladung"]


def test_without_an_address_nobody_is_written_to_and_the_seat_is_handed_over(seats: Table) -> None:
    send(seats)
    assert hand_over(seats, email="")[1] == 0
    assert not MeetingInvitation.unscoped.filter(participant__name="Nora Neu").exists()
    assert len(mails("lea@example.org")) == 2


def test_an_open_poll_asks_the_successor(seats: Table) -> None:
    start = timezone.now() + timedelta(days=40)
    dates = [(start + timedelta(days=day), start + timedelta(days=day, hours=2)) for day in range(2)]
    poll = services.open_poll(seats.series, dates=dates, place="", text="", actor=seats.user())
    voter = PollVoter.unscoped.get(member=lea())
    key = voter.token_hash
    said = dict.fromkeys(poll.dates.values_list("pk", flat=True), "yes")
    services.answer_poll(voter, answers=said, seen=0)
    hand_over(seats)
    voter.refresh_from_db()
    assert (voter.answers.count(), voter.answered_at) == (0, None)
    assert voter.token_hash not in {None, key}
    assert "Nora Neu" in mails("nora@example.org")[0].body


def test_the_same_person_and_somebody_on_the_list_are_refused(seats: Table) -> None:
    with pytest.raises(DomainError, match="schon hier"):
        hand_over(seats, name="Lea Anger")
    tables.add_member(seats.series, name="Nora Neu", body=lea().body, function="advise", actor=seats.user())
    with pytest.raises(DomainError, match="steht für dieselbe Stelle"):
        services.hand_over(SeriesMember.unscoped.get(name="Lea Anger"), actor=seats.user(), **NEW)


def test_the_page_hands_over_once(seats: Table) -> None:
    send(seats)
    client, url = seats.world.client_for("moderator"), reverse("invitations:succession", args=[lea().pk])
    assert url in client.get(seats.series.get_absolute_url()).text
    shown = client.get(url)
    assert "lea@example.org" not in shown.text
    form = NEW | {"seen": shown.context["form"]["seen"].value()}
    told = client.post(url, form, follow=True)
    assert "Nora Neu hat den Platz übernommen." in told.text
    assert "Eine Einladung zu einem Treffen ist unterwegs." in told.text
    assert client.post(url, form).status_code == 422
    assert len(mails("nora@example.org")) == 1


def test_who_is_sent_as_standing_deputy_changes_with_the_list(seats: Table) -> None:
    tables.change_member(lea(), actor=seats.user(), **DEPUTY)
    send(seats)
    assert answer(link_of(mails("lea@example.org")[0]), "standing").status_code == 302
    row = MeetingInvitation.unscoped.get(participant__name="Lea Anger")
    assert row.deputy_name == "Ina Feld"
    tables.change_member(lea(), deputy_name="Udo Ohm", deputy_email="udo@example.org", actor=seats.user())
    row.refresh_from_db()
    assert (row.answer, row.deputy_name) == ("deputy", "Udo Ohm")
    assert "einspringen" in mails("ina@example.org")[-1].body
    assert entry_of(mails("ina@example.org")[-1])[0]["METHOD"] == "CANCEL"
    assert len(mails("udo@example.org")) == 1
    tables.change_member(lea(), actor=seats.user())
    row.refresh_from_db()
    assert (row.answer, row.deputy_name, row.answered_at) == ("open", "", None)
    assert len(mails("udo@example.org")) == 2
