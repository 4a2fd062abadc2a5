"""Whoever was taken off the list, or holds no office any more, is neither asked nor told what was agreed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.services import deactivate
from core.models import OutboxMail
from invitations import selectors, services
from invitations.models import DatePoll, MeetingInvitation, PollVoter
from reports import services as reports
from roundtables import services as tables
from roundtables.models import Meeting, Participant
from schools.models import Membership
from schools.services.people import end_membership
from tests.invitations.conftest import link_of, send
from tests.roundtables.conftest import Table, seal

pytestmark = pytest.mark.django_db
NAME = "Nina Neu"


@pytest.fixture
def nina(table: Table) -> Any:
    """A member with an account, at the planned meeting too."""
    user = table.user("lead_c")
    tables.add_member(
        table.series, name=NAME, body="Realschule", function="decide", email=user.email, actor=table.user()
    )
    Participant.unscoped.create(meeting=table.meeting, user=user, name=NAME, body="Realschule")
    cache.clear()
    return user


def leave(table: Table) -> None:
    tables.remove_member(table.series.members.get(name=NAME), actor=table.user())


def mails_to(person: Any) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(recipient=person.email).order_by("pk"))


def sealed(table: Table) -> Meeting:
    tables.start_meeting(table.meeting, actor=table.user())
    tables.close_meeting(table.meeting, actor=table.user())
    return seal(table.meeting, actor=table.user())


def test_the_link_of_somebody_taken_off_the_list_opens_nothing(table: Table, nina: Any) -> None:
    send(table)
    [mail] = mails_to(nina)
    link, guest = link_of(mail), Client()
    assert guest.get(link).status_code == 200
    leave(table)
    told = {"answer": "deputy", "seen": "0", "deputy_name": "Ida", "deputy_email": "ida@example.org"}
    assert (guest.get(link).status_code, guest.post(link, told).status_code) == (404, 404)
    assert MeetingInvitation.unscoped.get().answer == "open"
    assert not OutboxMail.objects.filter(recipient="ida@example.org").exists()


def test_nobody_taken_off_the_list_is_told_another_date_or_reminded(table: Table, nina: Any) -> None:
    send(table)
    leave(table)
    starts = timezone.now() + timedelta(days=20)
    tables.change_meeting(
        table.meeting, starts_at=starts, ends_at=starts + timedelta(hours=2), actor=table.user()
    )
    assert send(table) == 0
    services.remind_of_meetings(now=starts - timedelta(days=2))
    assert len(mails_to(nina)) == 1


def test_a_meeting_called_off_is_told_to_whoever_has_it_in_a_calendar(table: Table, nina: Any) -> None:
    send(table)
    leave(table)
    tables.cancel_meeting(table.meeting, actor=table.user())
    send(table)
    assert "/einladung/" not in mails_to(nina)[-1].body
    assert len(mails_to(nina)) == 2


@pytest.mark.parametrize(("attendance", "mails"), [("invited", 0), ("excused", 0), ("present", 1)])
def test_minutes_go_to_those_who_were_there(table: Table, nina: Any, attendance: str, mails: int) -> None:
    person = Participant.unscoped.get(name=NAME)
    tables.record_attendance(person, attendance=attendance, actor=table.user())
    leave(table)
    assert reports.send_minutes(sealed(table), actor=table.user()) == mails
    assert len([mail for mail in mails_to(nina) if mail.event.startswith("minutes:")]) == mails


def test_minutes_do_not_go_to_an_account_without_any_office(table: Table, nina: Any) -> None:
    end_membership(Membership.unscoped.get(user=nina), actor=table.user("admin"))
    meeting = sealed(table)
    assert NAME in [one.name for one in selectors.minutes_round(meeting).without_address]
    assert reports.send_minutes(meeting, actor=table.user()) == 0


def out_of_office(table: Table, person: Any) -> None:
    end_membership(Membership.unscoped.get(user=person), actor=table.user("admin"))


def test_the_link_of_somebody_without_any_office_opens_nothing(table: Table, nina: Any) -> None:
    send(table)
    [mail] = mails_to(nina)
    link, guest = link_of(mail), Client()
    assert guest.get(link).status_code == 200
    out_of_office(table, nina)
    told = {"answer": "deputy", "seen": "0", "deputy_name": "Ida", "deputy_email": "ida@example.org"}
    assert (guest.get(link).status_code, guest.post(link, told).status_code) == (404, 404)
    assert not OutboxMail.objects.filter(recipient="ida@example.org").exists()


def test_nobody_without_any_office_is_invited_or_reminded(table: Table, nina: Any) -> None:
    out_of_office(table, nina)
    [seat] = [one for one in selectors.round_of(table.meeting).seats if one.participant.name == NAME]
    assert (seat.address, seat.due) == ("", ())
    assert selectors.standings_at(selectors.round_of(table.meeting), runs=True)[seat.participant.pk] == (
        "das Konto ist abgeschaltet oder hat kein Amt mehr, nicht eingeladen"
    )
    send(table)
    assert mails_to(nina) == []


def test_nobody_is_reminded_who_left_office_after_the_invitation(table: Table, nina: Any) -> None:
    send(table)
    out_of_office(table, nina)
    services.remind_of_meetings(now=table.meeting.starts_at - timedelta(days=2))
    assert len(mails_to(nina)) == 1


def poll(table: Table) -> DatePoll:
    start = timezone.now() + timedelta(days=40)
    dates = [(start + timedelta(days=day), start + timedelta(days=day, hours=2)) for day in range(2)]
    return services.open_poll(table.series, dates=dates, actor=table.user())


def test_a_date_poll_asks_nobody_without_any_office(table: Table, nina: Any) -> None:
    out_of_office(table, nina)
    poll(table)
    assert mails_to(nina) == []
    assert PollVoter.unscoped.get(member__name=NAME).token_hash is None


def test_the_link_of_a_poll_opens_nothing_to_somebody_without_any_office(table: Table, nina: Any) -> None:
    poll(table)
    [mail] = mails_to(nina)
    [link], guest = re.findall(r"/terminumfrage/[\w-]{43}/", mail.body), Client()
    assert guest.get(link).status_code == 200
    out_of_office(table, nina)
    assert (guest.get(link).status_code, guest.post(link, {"seen": "0"}).status_code) == (404, 404)


def test_the_link_of_an_account_that_was_switched_off_opens_nothing(table: Table, nina: Any) -> None:
    """Its offices may go on: who has been shut out is shut out."""
    table.series.members.filter(name=NAME).update(email=nina.email)
    send(table)
    poll(table)
    links = [link_of(mails_to(nina)[0]), *re.findall(r"/terminumfrage/[\w-]{43}/", mails_to(nina)[1].body)]
    guest = Client()
    assert [guest.get(link).status_code for link in links] == [200, 200]
    deactivate(nina, actor=table.user("admin"))
    assert [guest.get(link).status_code for link in links] == [404, 404]
    assert send(table, table.plan(timezone.now() + timedelta(days=90))) == 0
