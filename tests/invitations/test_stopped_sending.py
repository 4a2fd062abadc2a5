"""Minutes that were to hang on mails and could not go out: nobody gets them, once it is said, and why."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import DomainError
from core.models import AuditEntry, OutboxMail
from reports import services as reports
from reports.models import ReportJob
from reports.services import minutes as sending
from roundtables import services as tables
from roundtables.models import Meeting, SeriesMember
from tests.invitations.conftest import Table, let_workers_run
from tests.roundtables.conftest import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_apart")]


@pytest.fixture
def waiting(seats: Table, sealed: Meeting) -> ReportJob:
    """The office has pressed the button; the PDF that hangs on the mails is not made yet."""
    tables.change_series(seats.series, delivery="attached", actor=seats.user())
    sealed.series.refresh_from_db()
    job = reports.send_minutes(sealed, actor=seats.user())
    assert isinstance(job, ReportJob)
    return job


def minutes_mails() -> Any:
    return OutboxMail.objects.filter(event__startswith="minutes:")


def unsent() -> Any:
    return AuditEntry.objects.filter(verb="invitations.minutes_unsent")


def read_by(seats: Table, actor: str) -> str:
    return str(seats.world.client_for(actor).get(page("minutes_detail", seats.meeting.pk)).text)


@pytest.mark.parametrize("still_reads", [True, False])
def test_whoever_lost_the_table_meanwhile_sends_nothing(
    seats: Table, waiting: ReportJob, *, still_reads: bool
) -> None:
    sender = seats.user()
    if still_reads:  # as a head of a school of the municipality: that reads and does not run
        sender.memberships.update(role="school_lead", school=seats.world.school_a, authority=None)
    else:
        sender.memberships.all().delete()
    let_workers_run()
    for _twice in range(2):
        reports.deliver_made()
    assert not minutes_mails().exists()
    assert [entry.actor for entry in unsent()] == [sender]
    assert unsent().get().subject_id == str(seats.meeting.pk)
    told = read_by(seats, "moderator")
    assert "Der Versand wurde angehalten" in told
    assert f"{sender.name} hat den Versand gestartet und leitet diesen Runden Tisch nicht mehr." in told
    assert "An 2 Personen senden" in told
    assert "Versand wurde angehalten" not in read_by(seats, "lead_a")


def test_a_right_that_ends_while_the_mails_are_written_still_counts(seats: Table, waiting: ReportJob) -> None:
    """The rights of the moment of sending count, whatever the job in hand remembers."""
    ReportJob.unscoped.exclude(pk=waiting.pk).delete()
    let_workers_run()
    minutes_mails().delete()
    ReportJob.unscoped.filter(pk=waiting.pk).update(params=sending.TO_SEND)
    job = ReportJob.unscoped.select_related("requested_by", "meeting__series").get()
    assert job.requested_by.has_perm("reports.send_minutes", job.meeting)
    seats.user().memberships.all().delete()
    trail = AuditEntry.objects.count()
    for _twice in range(2):
        reports.deliver(job)
    assert AuditEntry.objects.count() == trail + 1


def test_somebody_else_may_send_them_after_all(seats: Table, waiting: ReportJob) -> None:
    seats.user().memberships.all().delete()
    let_workers_run()
    reports.send_minutes(seats.meeting, actor=seats.user("moderator"))
    let_workers_run()
    assert minutes_mails().count() == 2
    assert unsent().count() == 1
    assert "Versand wurde angehalten" not in read_by(seats, "moderator")


def test_a_pdf_that_could_not_be_made_is_told(seats: Table, waiting: ReportJob) -> None:
    ReportJob.unscoped.filter(pk=waiting.pk).update(state="failed", error="kaputt")
    let_workers_run()
    assert "Das Protokoll konnte nicht verschickt werden." in read_by(seats, "staff")
    SeriesMember.unscoped.all().delete()  # nobody is left to be written to
    seats.meeting.participants.all().delete()
    assert "Versand wurde angehalten" not in read_by(seats, "staff")


def test_a_file_that_is_gone_is_told_once_and_made_anew(
    seats: Table, waiting: ReportJob, caplog: pytest.LogCaptureFixture
) -> None:
    ReportJob.unscoped.exclude(pk=waiting.pk).delete()  # the lists
    ReportJob.unscoped.filter(pk=waiting.pk).update(state="done", file="reports/weg.pdf")
    for _each_30_seconds in range(3):
        reports.deliver_made()
    assert caplog.text.count("the minutes were not sent") == 1
    caplog.clear()
    assert not minutes_mails().exists()
    assert [entry.changes for entry in unsent()] == [{"stopped": ["", "file"]}]
    told = read_by(seats, "moderator")
    assert "Das fertige PDF liegt nicht mehr vor." in told
    assert "An 2 Personen senden" in told
    again = f"/berichte/protokoll/{seats.meeting.pk}/senden/"
    assert seats.world.client_for("moderator").post(again).status_code == 302
    let_workers_run()
    assert [mail.parts.count() for mail in minutes_mails()] == [2, 2]
    assert "Versand wurde angehalten" not in read_by(seats, "moderator")


def test_a_list_that_is_gone_keeps_nobody_from_the_minutes(seats: Table, waiting: ReportJob) -> None:
    for job in ReportJob.unscoped.filter(kind="duties"):
        reports.perform(job.pk)
        job.refresh_from_db()
        job.file.storage.delete(job.file.name)
    let_workers_run()
    assert [mail.parts.count() for mail in minutes_mails()] == [1, 1]


def test_a_disk_that_does_not_answer_is_asked_again(
    seats: Table, waiting: ReportJob, monkeypatch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_args: Any) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(sending, "_part", away)
        let_workers_run()
    caplog.clear()
    assert not unsent().exists()
    reports.deliver_made()
    assert minutes_mails().count() == 2


def test_what_a_rule_refuses_is_told_once(
    seats: Table, waiting: ReportJob, monkeypatch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_args: Any, **_more: Any) -> None:
        raise DomainError

    monkeypatch.setattr(sending.invitations, "send_minutes", refuse)
    let_workers_run()
    reports.deliver_made()
    assert caplog.text.count("the minutes were not sent") == 1
    caplog.clear()
    assert "Das Protokoll konnte nicht verschickt werden." in read_by(seats, "staff")
