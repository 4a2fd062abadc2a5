"""The table of the round tables with addresses, and links out of the mails."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from core.models import OutboxMail
from invitations import services
from invitations.models import DatePoll, MeetingInvitation, PollVoter
from reports.models import ReportJob
from reports.services import perform
from roundtables import services as tables
from roundtables.models import Meeting, SeriesMember
from tests.roundtables.conftest import DUE, Table, seal, table  # noqa: F401 - a fixture

LINK = re.compile(r"/einladung/[\w-]{43}/")


def send(seats: Table, meeting: Meeting | None = None, text: str = "") -> int:
    """Press the button for the meeting as it stands now."""
    meeting = Meeting.unscoped.get(pk=(meeting or seats.meeting).pk)
    return services.send_round(meeting, text=text, seen=meeting.sequence, actor=seats.user())


def let_workers_run() -> None:
    """They make whatever waits."""
    for job in ReportJob.unscoped.claimable().order_by("requested_at"):
        perform(job.pk)


def link_of(mail: OutboxMail) -> str:
    [found] = LINK.findall(mail.body)
    return str(found)


def entry_of(mail: OutboxMail) -> tuple[Any, Any]:
    """(calendar, its one event) that hangs on a mail that waits."""
    [part] = mail.parts.all()
    calendar = Calendar.from_ical(bytes(part.content))
    [event] = calendar.walk("VEVENT")
    return calendar, event


@pytest.fixture
def seats(table: Table) -> Table:  # noqa: F811 - the fixture
    """Lea has an address, Sven's is not known."""
    SeriesMember.unscoped.filter(name="Lea Anger").update(email="lea@example.org")
    return table


@pytest.fixture
def sealed(seats: Table) -> Meeting:
    """Final minutes with work for Lea, for somebody of the Stadt, and a member who was not there."""
    staff = seats.user()
    tables.record_agreement(
        seats.meeting, text="Raumplan liefern", responsible="Grundschule Am Anger", due_on=DUE, actor=staff
    )
    tables.record_milestone(
        seats.meeting, text="Netz messen", responsible="Lea Anger mit der IT", due_on=DUE, actor=staff
    )
    tables.record_agreement(seats.meeting, text="Brief an alle", responsible="Stadt", actor=staff)
    tables.start_meeting(seats.meeting, actor=staff)
    tables.close_meeting(seats.meeting, actor=staff)
    tables.add_member(
        seats.series, name="Neu Da", body="Stadt", function="decide", email="neu@example.org", actor=staff
    )
    return seal(seats.meeting, actor=staff)


@pytest.fixture
def link(seats: Table) -> str:
    send(seats)
    return link_of(OutboxMail.objects.get())


@pytest.fixture
def guest() -> Client:
    return Client()


def invitation() -> MeetingInvitation:
    return MeetingInvitation.unscoped.get()


@pytest.fixture
def kept_apart(settings: Any, tmp_path: Path) -> None:
    """Papers and counted tries of one test alone."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def known(seats: Table) -> Table:
    """Lea has an account, so has Sven."""
    cache.clear()
    for name, actor in (("Lea Anger", "lead_a"), ("Sven Aufsicht", "supervision")):
        SeriesMember.unscoped.filter(name=name).update(user=seats.user(actor))
    return seats


@pytest.fixture
def invited(known: Table) -> MeetingInvitation:
    send(known)
    found: MeetingInvitation = MeetingInvitation.unscoped.get(participant__name="Lea Anger")
    return found


@pytest.fixture
def asked(known: Table) -> PollVoter:
    ask(known)
    found: PollVoter = PollVoter.unscoped.get(member__name="Lea Anger")
    return found


def days(*numbers: int) -> list[tuple[datetime, datetime]]:
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    starts = [noon + timedelta(days=number) for number in numbers]
    return [(one, one + timedelta(hours=2)) for one in starts]


def ask(seats: Table, **values: Any) -> DatePoll:
    told = {"dates": days(20, 21, 22), "place": "Aula"} | values
    return services.open_poll(seats.series, actor=seats.user(), **told)


@pytest.fixture
def poll(seats: Table) -> DatePoll:
    return ask(seats)
