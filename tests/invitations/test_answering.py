"""Answering by link: yes, no, a deputy; changeable until it begins; nobody else's business."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.throttle import MISSES
from core.errors import Conflict, DomainError
from core.models import AuditEntry, OutboxMail
from invitations import services
from invitations.models import MeetingInvitation, MeetingMail
from roundtables import services as tables
from roundtables.models import Meeting, Participant
from tests.invitations.conftest import entry_of, invitation, link_of, send
from tests.roundtables.conftest import Table

pytestmark = pytest.mark.django_db


def post(guest: Client, link: str, answer: str = "", seen: int = 0, **extra: str) -> tuple[int, str]:
    response = guest.post(link, {"answer": answer, "seen": str(seen)} | extra)
    return response.status_code, response.content.decode()


def lea() -> Participant:
    return Participant.unscoped.get(name="Lea Anger")


def test_yes_without_signing_in(guest: Client, link: str, seats: Table) -> None:
    page = guest.get(link)
    assert page.status_code == 200
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store, private", "noindex, nofollow")
    for words in ("Lea Anger", "Ratssaal", "Ich nehme teil"):
        assert words in page.content.decode()
    assert post(guest, link, "accepted")[0] == 302
    assert invitation().answer == "accepted"
    assert "Sie nehmen teil." in guest.get(link).content.decode()
    [entry] = AuditEntry.objects.filter(verb="invitations.answered")
    assert (entry.actor, entry.changes) == (None, {"answer": ["open", "accepted"]})


def test_the_agenda_stands_behind_the_link_too(guest: Client, link: str, seats: Table) -> None:
    first = seats.meeting.agenda.all()[0]
    shown = guest.get(link).content.decode()
    for words in (first.title, f"{timezone.localtime(seats.meeting.starts_at):%H:%M} Uhr"):
        assert words in shown
    tables.cancel_meeting(seats.meeting, actor=seats.user())
    assert first.title not in guest.get(link).content.decode()


def test_no_excuses_and_a_change_of_mind_takes_it_back(guest: Client, link: str) -> None:
    post(guest, link, "declined")
    assert lea().attendance == "excused"
    post(guest, link, "accepted", seen=1)
    assert lea().attendance == "invited"


def test_what_the_minutes_say_stays(guest: Client, link: str, seats: Table) -> None:
    tables.record_attendance(lea(), attendance="absent", actor=seats.user())
    post(guest, link, "declined")
    assert lea().attendance == "absent"


def test_a_deputy_gets_the_entry_and_no_link(guest: Client, link: str) -> None:
    post(guest, link, "deputy", deputy_name="Vera Vertretung", deputy_email="vera@example.org")
    mail = OutboxMail.objects.get(recipient="vera@example.org")
    assert "Sie vertreten Lea Anger" in mail.body
    assert "/einladung/" not in mail.body
    assert str(entry_of(mail)[1]["SUMMARY"]).startswith("Runder Tisch Musterstadt")
    assert "Vera Vertretung kommt für Sie." in guest.get(link).content.decode()


def test_a_deputy_without_an_address_is_no_mail(guest: Client, link: str) -> None:
    assert post(guest, link, "deputy", deputy_name="Vera Vertretung")[0] == 302
    assert OutboxMail.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "Bitte wählen Sie eine der drei Antworten."),
        ({"answer": "vielleicht"}, "vielleicht ist keine"),
        ({"answer": "deputy"}, "Bitte nennen Sie, wer stattdessen kommt."),
        ({"answer": "accepted", "deputy_name": "Vera"}, "Sie haben eine Vertretung genannt."),
        (
            {"answer": "deputy", "deputy_name": "Vera", "deputy_email": "a@example.org,b@example.org"},
            "E-Mail",
        ),
        ({"answer": "deputy", "deputy_name": "Vera", "deputy_email": "a@example.org\nBcc: b@x.de"}, "E-Mail"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    guest: Client, link: str, told: dict[str, str], words: str
) -> None:
    response = guest.post(link, {"seen": "0"} | told)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert all(value.splitlines()[0] in page for name, value in told.items() if name != "answer")
    assert invitation().answer == "open"
    assert OutboxMail.objects.count() == 1


def test_a_link_is_no_way_to_mail_strangers(link: str) -> None:
    for number in range(3):
        services.answer(
            invitation(),
            answer="deputy",
            seen=number,
            deputy_name="Vera",
            deputy_email=f"v{number}@example.org",
        )
    with pytest.raises(DomainError, match="Zu viele verschiedene Adressen"):
        services.answer(
            invitation(), answer="deputy", seen=3, deputy_name="Vera", deputy_email="v3@example.org"
        )
    assert OutboxMail.objects.count() == 4


def test_the_answer_stands_beside_the_name_for_those_who_run_the_table(
    guest: Client, link: str, seats: Table
) -> None:
    post(guest, link, "deputy", deputy_name="Vera Vertretung")
    address = reverse("roundtables:meeting_detail", args=[seats.meeting.pk])
    shown = {
        actor: "Vera Vertretung" in seats.world.client_for(actor).get(address).content.decode()
        for actor in ("staff", "moderator", "lead_a", "supervision")
    }
    assert shown == {"staff": True, "moderator": True, "lead_a": False, "supervision": False}


def test_earlier_links_stay_good(guest: Client, link: str, seats: Table) -> None:
    tables.change_meeting(seats.meeting, place="Aula", actor=seats.user())
    send(seats)
    newer = link_of(OutboxMail.objects.latest("pk"))
    post(guest, link, "accepted")
    assert "Sie nehmen teil." in guest.get(newer).content.decode()


@pytest.mark.parametrize("end", ["begun", "time", "cancelled"])
def test_afterwards_nothing_can_be_changed(guest: Client, link: str, seats: Table, end: str) -> None:
    if end == "begun":
        tables.start_meeting(seats.meeting, actor=seats.user())
    elif end == "time":
        Meeting.unscoped.update(starts_at=timezone.now() - timedelta(minutes=1))
    else:
        tables.cancel_meeting(seats.meeting, actor=seats.user())
    words = "abgesagt" if end == "cancelled" else "hat begonnen"
    for response in (guest.get(link), guest.post(link, {"answer": "accepted", "seen": "0"})):
        assert response.status_code == 410
        assert words in response.content.decode()
        assert response["Cache-Control"] == "no-store, private"
    assert invitation().answer == "open"


def test_two_different_answers_are_told(guest: Client, link: str) -> None:
    post(guest, link, "accepted")
    status, page = post(guest, link, "declined")
    assert status == 409
    assert "inzwischen beantwortet" in page
    assert "Sie nehmen teil." in page
    assert post(guest, link, "declined", seen=1)[0] == 302
    assert invitation().answer == "declined"


def test_the_same_answer_twice_is_one(guest: Client, link: str) -> None:
    assert [post(guest, link, "accepted")[0] for _turn in range(2)] == [302, 302]
    assert AuditEntry.objects.filter(verb="invitations.answered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_answers_in_the_same_moment(link: str) -> None:
    """Each on a connection of its own: one is taken, the other is told."""

    def say(answer: str) -> str:
        try:
            found = MeetingInvitation.unscoped.select_related("participant__meeting").get()
            return services.answer(found, answer=answer, seen=0).answer
        except Conflict:
            return "conflict"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(say, ("accepted", "declined")))
    assert sorted(said).count("conflict") == 1
    assert invitation().answer in said
    assert invitation().version == 1


def test_only_the_hash_is_kept(guest: Client, link: str) -> None:
    token = link.rstrip("/").rsplit("/", 1)[-1]
    stored = MeetingMail.unscoped.get().token_hash
    assert stored
    assert stored != token
    assert guest.get(f"/einladung/{stored}/").status_code == 404


def test_guessing_is_slowed_down(guest: Client, link: str) -> None:
    cache.clear()
    codes = [guest.get(f"/einladung/geraten-{number}/").status_code for number in range(MISSES + 1)]
    assert codes == [404] * MISSES + [429]
    blocked = guest.get(link)
    assert blocked.status_code == 429
    assert "zehn Minuten" in blocked.content.decode()
    assert Client(REMOTE_ADDR="10.1.2.3").get(link).status_code == 200  # another network goes on
    cache.clear()


def test_the_address_of_a_deputy_is_forgotten_a_month_after_the_meeting(seats: Table) -> None:
    send(seats)
    named = {"deputy_name": "Vera Vertretung", "deputy_email": "vera@example.org"}
    services.answer(invitation(), answer="deputy", seen=0, **named)
    ends = seats.meeting.ends_at
    assert services.forget_deputies(now=ends + timedelta(days=30)) == 0
    assert invitation().deputy_email == "vera@example.org"
    late = ends + timedelta(days=30, minutes=1)
    assert [services.forget_deputies(now=late), services.forget_deputies(now=late)] == [1, 0]
    assert (invitation().deputy_name, invitation().deputy_email) == ("Vera Vertretung", "")
    assert [mail.recipient for mail in MeetingMail.unscoped.all()] == ["lea@example.org"]
