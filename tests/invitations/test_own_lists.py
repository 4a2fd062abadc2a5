"""What minutes give one person to do, as a PDF of their own: attached or linked, and for nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.models import OutboxMail, OutboxPart
from invitations import services
from invitations.models import MinutesMail
from reports import services as reports
from reports.models import ReportJob
from reports.services import minutes as sending
from roundtables import services as tables
from roundtables.models import Meeting, SeriesMember
from tests.days import spoken
from tests.invitations.conftest import Table, let_workers_run, seal
from tests.pdf_checks import assert_accessible
from tests.reports.test_builders import pdf_text
from tests.roundtables.conftest import DUE, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_apart")]
LINK = re.compile(r"/berichte/protokoll/link/[\w-]{43}/aufgaben/")
PAGE = re.compile(r"/berichte/[0-9a-f-]{36}/")


@pytest.fixture
def known(seats: Table) -> Table:
    """Lea has an account at school A; the office of the Stadt has one too and no task."""
    for rows in (SeriesMember.unscoped, seats.meeting.participants):
        rows.filter(name="Lea Anger").update(user=seats.user("lead_a"))
    return seats


def mail_to(address: str) -> OutboxMail:
    found: OutboxMail = OutboxMail.objects.get(recipient=address, event__startswith="minutes:")
    return found


def list_of(name: str) -> ReportJob:
    found: ReportJob = ReportJob.unscoped.get(kind="duties", params__name=name)
    return found


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def attach(meeting: Meeting, seats: Table) -> Meeting:
    tables.change_series(seats.series, delivery="attached", actor=seats.user())
    return Meeting.unscoped.select_related("series").get(pk=meeting.pk)


def test_a_guest_opens_their_own_by_their_own_link(seats: Table, sealed: Meeting) -> None:
    reports.send_minutes(sealed, actor=seats.user())
    links = [LINK.findall(mail_to(to).body)[0] for to in ("lea@example.org", "neu@example.org")]
    guest = Client()
    waiting = [guest.get(link) for link in links]
    told = [(answer.status_code, answer["Cache-Control"]) for answer in waiting]
    assert told == [(202, "no-store, private")] * 2
    let_workers_run()
    lea, new = (" ".join(pdf_text(content_of(guest.get(link))).split()) for link in links)
    assert ("Raumplan liefern" in lea, "Brief an alle" in lea) == (True, False)
    assert ("Raumplan liefern" in new, "Brief an alle" in new) == (False, True)
    assert "/meilensteine/" not in lea  # they could open no page
    assert "der Person, die Ihren Runden Tisch leitet" in lea
    services.withdraw_links(sealed, actor=seats.user())
    assert guest.get(links[0]).status_code == 404


def test_somebody_with_an_account_and_nobody_else_opens_it_signed_in(
    known: Table, sealed: Meeting, settings: Any
) -> None:
    reports.send_minutes(sealed, actor=known.user())
    [address] = PAGE.findall(mail_to("lea@example.org").body)
    let_workers_run()
    job = list_of("Lea Anger")
    assert address == reverse("reports:report_detail", args=[job.pk])
    file = reverse("reports:report_download", args=[job.pk])
    world = known.world
    assert world.client_for("lead_a").get(address).status_code == 200
    text = " ".join(pdf_text(content_of(world.client_for("lead_a").get(file))).split())
    step, agreed = known.meeting.milestones.get(), known.meeting.agreements.get(text="Raumplan liefern")
    assert "Netz messen" in text
    assert job.snapshot
    pages = [row["page"] for part in job.snapshot["parts"] for row in part["rows"]]
    agreements = f"{page('meeting_detail', sealed.pk)}#agreements-{agreed.pk}"
    expected = [page("milestone_detail", step.pk), agreements]
    assert pages == [f"{settings.BASE_URL}{one}" for one in expected]
    for actor in ("staff", "moderator", "lead_b", "admin", "it"):  # whoever sent it, too
        client = world.client_for(actor)
        assert [client.get(one).status_code for one in (address, file)] == [404, 404], actor
        assert str(job.pk) not in client.get(reverse("reports:report_list")).text
    assert str(job.pk) in world.client_for("lead_a").get(reverse("reports:report_list")).text
    assert Client().get(file).status_code == 302
    SeriesMember.unscoped.filter(name="Neu Da").update(user=world.user("lead_b"))
    assert world.client_for("lead_b").get(file).status_code == 404


def test_a_right_that_has_ended_closes_it(known: Table, sealed: Meeting) -> None:
    reports.send_minutes(sealed, actor=known.user())
    let_workers_run()
    file = reverse("reports:report_download", args=[list_of("Lea Anger").pk])
    known.user("lead_a").memberships.all().delete()
    assert known.world.client_for("lead_a").get(file).status_code == 404


def test_attached_it_hangs_on_the_mail_of_its_owner_alone(seats: Table, sealed: Meeting) -> None:
    meeting = attach(sealed, seats)
    waiting = reports.send_minutes(meeting, actor=seats.user())
    assert isinstance(waiting, ReportJob)
    reports.perform(waiting.pk)
    assert not OutboxPart.objects.exists()  # the lists are not made yet
    let_workers_run()
    assert ReportJob.unscoped.get(pk=waiting.pk).params == sending.SENT
    texts = {}
    for to in ("lea@example.org", "neu@example.org"):
        parts = list(mail_to(to).parts.all())
        assert [part.name for part in parts] == ["Protokoll.pdf", "Meine Aufgaben.pdf"]
        assert "hängt auch als eigenes PDF an" in mail_to(to).body
        assert not LINK.search(mail_to(to).body)
        texts[to] = pdf_text(bytes(parts[1].content))
    assert ["Netz messen" in text for text in texts.values()] == [True, False]
    assert ["Brief an alle" in text for text in texts.values()] == [False, True]


def test_a_list_that_fails_keeps_nobody_from_the_minutes(
    seats: Table, sealed: Meeting, monkeypatch: Any
) -> None:
    meeting = attach(sealed, seats)
    reports.send_minutes(meeting, actor=seats.user())
    ReportJob.unscoped.filter(params__name="Lea Anger").update(state="failed", error="kaputt")
    let_workers_run()
    assert [part.name for part in mail_to("lea@example.org").parts.all()] == ["Protokoll.pdf"]
    assert "- Raumplan liefern" in mail_to("lea@example.org").body
    assert mail_to("neu@example.org").parts.count() == 2


def test_whoever_has_nothing_to_do_gets_no_list(seats: Table, sealed: Meeting) -> None:
    SeriesMember.unscoped.filter(name="Sven Aufsicht").update(email="sven@example.org")
    reports.send_minutes(sealed, actor=seats.user())
    body = mail_to("sven@example.org").body
    assert "/berichte/protokoll/link/" in body
    assert not LINK.search(body)
    [link] = re.findall(r"/berichte/protokoll/link/[\w-]{43}/", body)
    assert Client().get(f"{link}aufgaben/").status_code == 404
    assert not ReportJob.unscoped.filter(kind="duties", params__name="Sven Aufsicht").exists()


def test_the_minutes_are_read_anew(seats: Table, sealed: Meeting) -> None:
    """Whoever sealed them may still hold the row as it was before."""
    sealed.sealed_content, sealed.state = None, Meeting.State.REVIEW
    assert reports.send_minutes(sealed, actor=seats.user()) == 2
    assert ReportJob.unscoped.filter(kind="duties").count() == 2


def test_pressed_twice_no_list_is_made_twice(seats: Table, sealed: Meeting) -> None:
    for _click in range(2):
        reports.send_minutes(sealed, actor=seats.user())
    assert ReportJob.unscoped.filter(kind="duties").count() == 2
    assert MinutesMail.unscoped.count() == 2


def test_nobody_is_told_of_each_list_and_they_take_no_place_of_ones_own_reports(
    seats: Table, sealed: Meeting
) -> None:
    staff = seats.user()
    for number in range(3):
        name = f"P{number}"
        tables.add_member(
            seats.series, name=name, body="Stadt", function="advise", email=f"{name}@example.org", actor=staff
        )
    reports.send_minutes(sealed, actor=staff)
    assert reports.request_report(seats.world.authority, actor=staff).kind == "authority"
    let_workers_run()
    told = OutboxMail.objects.filter(event__startswith="report-").values_list("event", flat=True)
    kinds = {ReportJob.unscoped.get(pk=event[7:43]).kind for event in told}
    assert "duties" not in kinds


def test_the_paper_says_what_with_whom_until_when_and_where(known: Table) -> None:
    staff, meeting = known.user(), known.meeting
    aspect = known.aspects["S4.2"]
    step = tables.record_milestone(
        meeting, text="Netz messen", responsible="Lea Anger", due_on=DUE, aspects=[aspect], actor=staff
    )
    tables.bind_milestone(step, waits_for=[], partners=["Stadtwerke"], places=[], agreement=None, actor=staff)
    for _twice in range(2):
        tables.record_agreement(meeting, text="Zweimal gesagt", responsible="Lea Anger", actor=staff)
    tables.start_meeting(meeting, actor=staff)
    tables.close_meeting(meeting, actor=staff)
    sealed = seal(meeting, actor=staff)
    reports.send_minutes(sealed, actor=staff)
    let_workers_run()
    job = list_of("Lea Anger")
    with job.file.open("rb") as file:
        content = file.read()
    assert_accessible(content)
    text = " ".join(pdf_text(content).split())
    for words in (
        "Ihre Aufgaben aus dem Runden Tisch",
        "Lea Anger, Grundschule Am Anger",
        f"1 Meilenstein und 2 Vereinbarungen. Der erste Termin ist der {spoken(DUE)}.",
        "S4.2 Geräte",
        f"{DUE:%d.%m.%Y}",
        "Stadtwerke",
        "Endgültig seit",
        sealed.checksum[:20],
    ):
        assert words in text, words
    assert job.snapshot
    rows = [row for part in job.snapshot["parts"] for row in part["rows"]]
    assert [bool(row["page"]) for row in rows] == [True, False, False]  # two of one text: neither is guessed
    assert "Eigene Aufgaben zum" in str(job)
