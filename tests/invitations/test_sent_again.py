"""Links of minutes and of own lists end; then, and only then, one click sends them to these people again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry, OutboxMail
from invitations import services
from invitations.models import MinutesMail
from invitations.selectors import minutes_round
from invitations.selectors.minutes import LIST_KEPT
from reports import services as reports
from reports.models import ReportJob
from roundtables import services as tables
from roundtables.models import Meeting, SeriesMember
from tests.invitations.conftest import Table, let_workers_run
from tests.roundtables.conftest import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_apart")]
LINK = re.compile(r"/berichte/protokoll/link/[\w-]{43}/aufgaben/")
LIST = re.compile(r"/berichte/[0-9a-f-]{36}/")


@pytest.fixture
def sent(seats: Table, sealed: Meeting) -> Meeting:
    """Lea has an account and a task, Neu Da has none and a task."""
    for rows in (SeriesMember.unscoped, seats.meeting.participants):
        rows.filter(name="Lea Anger").update(user=seats.user("lead_a"))
    assert reports.send_minutes(sealed, actor=seats.user()) == 2
    let_workers_run()
    return sealed


def later(days: int) -> None:
    """Everything about these minutes was written so many days ago, and the night's tasks have run."""
    past = timedelta(days=days)
    for row in MinutesMail.unscoped.all():
        row.written_at -= past
        row.link_until = row.link_until and row.link_until - past
        row.save()
    for job in ReportJob.unscoped.all():
        ReportJob.unscoped.filter(pk=job.pk).update(finished_at=job.finished_at - past)
    reports.remove_expired()


def ended(meeting: Meeting) -> list[str]:
    return [one.name for one in minutes_round(meeting).ended]


def mails_to(address: str) -> list[str]:
    found = OutboxMail.objects.filter(recipient=address, event__startswith="minutes:").order_by("pk")
    return list(found.values_list("body", flat=True))


def press(seats: Table, meeting: Meeting, actor: str = "moderator") -> Any:
    url = reverse("reports:minutes_send_again", args=[meeting.pk])
    return seats.world.client_for(actor).post(url, follow=True)


def test_the_list_lives_as_long_as_the_minutes_page_believes() -> None:
    assert timedelta(days=reports.KEEP_DAYS) == LIST_KEPT


def test_what_still_opens_is_not_sent_again(seats: Table, sent: Meeting) -> None:
    later(59)
    assert ended(sent) == []
    minutes = page("minutes_detail", sent.pk)
    assert "noch-einmal-senden" not in seats.world.client_for("moderator").get(minutes).text
    assert "Alle haben es schon" in press(seats, sent).text
    assert len(mails_to("neu@example.org")) == 1


def test_a_guest_whose_link_has_ended_gets_another(seats: Table, sent: Meeting) -> None:
    later(61)
    assert ended(sent) == ["Neu Da"]
    [body] = mails_to("neu@example.org")
    assert Client().get(LINK.findall(body)[0]).status_code == 404
    read = seats.world.client_for("moderator").get(page("minutes_detail", sent.pk)).text
    assert "Bei einer Person ist der Link aus der E-Mail abgelaufen." in read
    assert (
        "noch-einmal-senden" not in seats.world.client_for("lead_a").get(page("minutes_detail", sent.pk)).text
    )
    assert press(seats, sent, "lead_a").status_code == 403
    assert "1 Mail ist unterwegs" in press(seats, sent).text
    assert "Alle haben es schon" in press(seats, sent).text
    let_workers_run()
    _first, second = mails_to("neu@example.org")
    answer: Any = Client().get(LINK.findall(second)[0])
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    assert len(mails_to("lea@example.org")) == 1
    trail = AuditEntry.objects.filter(verb="invitations.minutes_sent_again")
    assert [entry.changes for entry in trail] == [{"ended": [1, 0]}]


def test_the_page_of_an_own_list_is_made_anew(seats: Table, sent: Meeting) -> None:
    later(91)
    assert set(ended(sent)) == {"Lea Anger", "Neu Da"}
    [body] = mails_to("lea@example.org")
    client = seats.world.client_for("lead_a")
    assert client.get(LIST.findall(body)[0]).status_code == 404
    assert "2 Mails sind unterwegs" in press(seats, sent).text
    let_workers_run()
    _first, second = mails_to("lea@example.org")
    assert client.get(LIST.findall(second)[0]).status_code == 200
    assert ended(sent) == []


def test_links_that_were_withdrawn_stay_so(seats: Table, sent: Meeting) -> None:
    services.withdraw_links(sent, actor=seats.user())
    later(61)
    assert ended(sent) == []


def test_what_hung_on_the_mail_does_not_end(seats: Table, sealed: Meeting) -> None:
    tables.change_series(seats.series, delivery="attached", actor=seats.user())
    meeting = Meeting.unscoped.select_related("series").get(pk=sealed.pk)
    SeriesMember.unscoped.filter(name="Lea Anger").update(user=seats.user("lead_a"))
    reports.send_minutes(meeting, actor=seats.user())
    let_workers_run()
    later(200)
    assert ended(meeting) == []
    assert MinutesMail.unscoped.filter(written_at__lt=timezone.now() - LIST_KEPT).count() == 2
