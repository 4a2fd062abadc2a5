"""The standing deputy is one of the answers, and the stored address is written to and shown to nobody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core.models import OutboxMail
from invitations.models import MeetingInvitation
from roundtables import services as tables
from roundtables.models import Meeting, SeriesMember
from tests.invitations.conftest import invitation, link_of, send
from tests.roundtables.conftest import Table, page

pytestmark = pytest.mark.django_db
CHOICE = "Meine ständige Vertretung kommt: Ina Feld, Konrektorin"


@pytest.fixture
def link(seats: Table) -> str:
    rows = SeriesMember.unscoped.filter(name="Lea Anger")
    rows.update(deputy_name="Ina Feld", deputy_office="Konrektorin", deputy_email="ina@example.org")
    send(seats)
    return link_of(OutboxMail.objects.get())


def say(guest: Client, link: str, **told: str) -> int:
    return guest.post(link, {"answer": "standing", "seen": "0"} | told).status_code


def test_one_choice_names_the_deputy_and_tells_them(guest: Client, link: str) -> None:
    page_before = guest.get(link).content.decode()
    assert CHOICE in page_before
    assert say(guest, link) == 302
    row = invitation()
    assert (row.answer, row.deputy_name, row.deputy_email) == ("deputy", "Ina Feld", "")
    mail = OutboxMail.objects.get(recipient="ina@example.org")
    assert "Sie vertreten Lea Anger" in mail.body
    after = guest.get(link)
    assert after.context["form"]["answer"].value() == "standing"
    assert "Ina Feld kommt für Sie." in after.content.decode()
    assert "ina@example.org" not in page_before + after.content.decode()


def test_nobody_reads_the_address_at_the_meeting(guest: Client, link: str, seats: Table) -> None:
    say(guest, link)
    html = seats.world.client_for("staff").get(page("meeting_detail", seats.meeting.pk)).content.decode()
    assert "in Vertretung kommt Ina Feld" in html
    assert "ina@example.org" not in html


def test_a_new_date_is_told_to_the_standing_deputy_too(guest: Client, link: str, seats: Table) -> None:
    say(guest, link)
    meeting = Meeting.unscoped.get(pk=seats.meeting.pk)
    tables.change_meeting(meeting, place="Aula", actor=seats.user())
    assert send(seats) == 2
    assert OutboxMail.objects.filter(recipient="ina@example.org").count() == 2
    tables.cancel_meeting(meeting, actor=seats.user())
    send(seats)
    assert OutboxMail.objects.filter(recipient="ina@example.org").count() == 3


def test_somebody_else_still_comes_by_name(guest: Client, link: str) -> None:
    assert say(guest, link, answer="deputy", deputy_name="Udo Neu") == 302
    assert not OutboxMail.objects.filter(recipient="ina@example.org").exists()
    assert say(guest, link, seen="1", deputy_name="Udo Neu") == 422


def test_without_a_standing_deputy_it_is_no_answer(seats: Table, guest: Client) -> None:
    send(seats)
    link = link_of(OutboxMail.objects.get())
    assert "ständige Vertretung" not in guest.get(link).content.decode()
    assert say(guest, link) == 422


def test_the_answer_names_the_tap_at_the_table(guest: Client, link: str, seats: Table) -> None:
    """Who was announced comes before the standing deputy."""
    say(guest, link, answer="deputy", deputy_name="Udo Neu")
    html = seats.world.client_for("staff").get(page("meeting_detail", seats.meeting.pk)).content.decode()
    assert "vertreten durch Udo Neu" in html
    assert "vertreten durch Ina Feld" not in html
    assert MeetingInvitation.unscoped.get().answered_at - seats.meeting.starts_at < timedelta(0)


def test_one_tap_for_all_enters_who_is_represented_as_such(guest: Client, link: str, seats: Table) -> None:
    say(guest, link, answer="deputy", deputy_name="Udo Neu")
    staff = seats.world.client_for("staff")
    html = staff.get(page("meeting_detail", seats.meeting.pk)).content.decode()
    assert "Vertreten, wie sie geantwortet haben: Lea Anger" in " ".join(html.split())
    told = dict(re.findall(r'name="(deputy_\d+)" value="([^"]*)"', html))
    staff.post(
        page("attendance_all", seats.meeting.pk), told | {"deputy_x": "Niemand", "deputy_0": "Niemand"}
    )
    there = dict(seats.meeting.participants.values_list("name", "attendance"))
    assert there.pop("Lea Anger") == "deputy"
    assert set(there.values()) == {"present"}
    assert seats.meeting.participants.get(name="Lea Anger").deputy_name == "Udo Neu"
    html = staff.get(page("meeting_detail", seats.meeting.pk)).content.decode()
    assert "Vertreten, wie sie geantwortet haben" not in html


def test_the_desk_says_what_was_answered(guest: Client, link: str, seats: Table) -> None:
    say(guest, link, answer="deputy", deputy_name="Udo Neu")
    tables.start_meeting(Meeting.unscoped.get(pk=seats.meeting.pk), actor=seats.user())
    html = (
        seats.world.client_for("staff").get(reverse("screens:desk", args=[seats.meeting.pk])).content.decode()
    )
    assert "in Vertretung kommt Udo Neu" in html
