"""Mails that fail or come back: the operator sees them and does something about them; old ones are forgotten."""

from __future__ import annotations

from datetime import timedelta
from email.errors import HeaderParseError
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail as postbox
from django.core.mail import BadHeaderError, EmailMessage
from django.urls import reverse
from django.utils import timezone

from core import outbox
from core.bounces import Bounce
from core.mail import queue_mail, send_due
from core.models import AuditEntry, OutboxMail
from core.querysets import TRIES
from gutersloh_portal import tasks
from gutersloh_portal.selectors_tasks import tasks_of
from invitations.services import take_bounce
from tests.world import World


def came_back(status: str = "5.1.1", *, days: int = 0) -> dict[str, Any]:
    moment = timezone.now() - timedelta(days=days)
    return {"bounce": "failed", "bounce_status": status, "bounced_at": moment}


def failed(recipient: str = "a@example.org", **values: Any) -> OutboxMail:
    values = {"attempts": TRIES, "error": "SMTPRecipientsRefused", "body": "Geheimer Link"} | values
    return OutboxMail.objects.create(event=f"e-{recipient}", recipient=recipient, subject="Hallo", **values)


@pytest.mark.expects_errors
def test_a_refused_mail_is_given_up_after_eight_tries_and_told(world: World, monkeypatch: Any) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise SMTPRecipientsRefused({})

    monkeypatch.setattr("core.mail.EmailMessage.send", refuse)
    queue_mail(event="e", recipient="a@example.org", subject="Hallo", body="Text")
    told = []
    for _turn in range(TRIES):
        assert send_due() == 0
        task = next(task for task in tasks_of(world.user("admin")) if "Mails" in task.title)
        told.append((task.status, task.tone))
        OutboxMail.objects.update(next_try_at=timezone.now())
    assert told == [("1 wird noch einmal versucht", "warning")] * (TRIES - 1) + [("1 aufgegeben", "danger")]
    assert not [task for task in tasks_of(world.user("staff")) if "Mails" in task.title]


@pytest.mark.parametrize(
    "error",
    [
        SMTPRecipientsRefused({}),
        BadHeaderError(),
        UnicodeError("label too long"),
        HeaderParseError(),
        ConnectionRefusedError(),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.django_db
def test_one_bad_mail_holds_up_no_other(monkeypatch: Any, error: Exception) -> None:
    queue_mail(event="e", recipient="bad@example.org", subject="Hallo", body="Text")
    queue_mail(event="e", recipient="good@example.org", subject="Hallo", body="Text")
    send = EmailMessage.send

    def refuse(mail: EmailMessage, *args: Any, **kwargs: Any) -> int:
        if mail.to == ["bad@example.org"]:
            raise error
        return send(mail, *args, **kwargs)

    monkeypatch.setattr("core.mail.EmailMessage.send", refuse)
    assert send_due() == 1
    bad, good = OutboxMail.objects.order_by("recipient")
    assert (bad.sent_at, bad.error, bad.attempts) == (None, type(error).__name__, 1)
    assert good.sent_at


def test_nothing_failed_is_no_task(world: World) -> None:
    queue_mail(event="e", recipient="a@example.org", subject="Hallo", body="Text")
    assert not [task for task in tasks_of(world.user("admin")) if "Mails" in task.title]
    assert (
        "Soweit das Portal weiß, sind alle Mails angekommen"
        in world.client_for("admin").get(reverse("outbox_list")).content.decode()
    )


def test_the_list_says_who_what_when_and_why_and_no_text(world: World) -> None:
    failed()
    page = world.client_for("admin").get(reverse("outbox_list")).content.decode()
    for words in (
        "a@example.org",
        "Hallo",
        f"{timezone.localdate():%d.%m.%Y}",
        "lehnt die Adresse ab",
        "aufgegeben",
    ):
        assert words in page
    assert "Geheimer Link" not in page


def test_send_again_sends_it_and_is_noted(world: World) -> None:
    mail = failed()
    world.client_for("admin").post(reverse("outbox_resend", args=[mail.pk]))
    assert send_due() == 1
    assert [message.to for message in postbox.outbox] == [["a@example.org"]]
    assert AuditEntry.objects.get(verb="core.mail_sent_again").actor == world.user("admin")
    outbox.send_again(mail, actor=world.user("admin"))  # a second click after it went out
    assert send_due() == 0


def test_all_are_sent_again_at_once(world: World) -> None:
    failed("a@example.org")
    failed("b@example.org", attempts=3, next_try_at=timezone.now() + timedelta(hours=2))
    world.client_for("admin").post(reverse("outbox_resend_all"))
    assert send_due() == 2
    assert AuditEntry.objects.filter(verb="core.mail_sent_again").count() == 2


def test_a_mail_that_nobody_can_receive_is_thrown_away(world: World) -> None:
    world.client_for("admin").post(reverse("outbox_discard", args=[failed().pk]))
    assert not OutboxMail.objects.exists()
    assert AuditEntry.objects.filter(verb="core.mail_discarded").count() == 1


def test_a_returned_mail_stands_in_the_list_until_it_is_ticked_off(world: World) -> None:
    queue_mail(event="e", recipient="a@example.org", subject="Sechster Brief", body="Geheimer Link")
    assert send_due() == 1
    mail = OutboxMail.objects.get()
    bounce = Bounce(mail.message_id, "failed", "5.1.1")
    assert [take_bounce(bounce), take_bounce(bounce)] == [True, True]
    assert not take_bounce(Bounce("<somebody@else.example>", "failed", "5.1.1"))
    assert not take_bounce(Bounce("", "failed", "5.1.1"))
    task = next(task for task in tasks_of(world.user("admin")) if "Mails" in task.title)
    assert (task.title, task.status, task.tone) == ("Mails, die nicht ankamen", "1 zurückgekommen", "danger")
    admin = world.client_for("admin")
    page = admin.get(reverse("outbox_list")).text
    for words in (
        "a@example.org",
        "Sechster Brief",
        "kennt diese Adresse nicht. Code 5.1.1, endgültig.",
        "Abhaken",
    ):
        assert words in page
    assert "Alle noch einmal senden" not in page
    admin.post(reverse("outbox_resend", args=[mail.pk]))
    admin.post(reverse("outbox_discard", args=[mail.pk]))
    assert [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="core.mail")] == [
        "core.mail_return_settled"
    ]
    assert "Sechster Brief" not in admin.get(reverse("outbox_list")).text
    assert OutboxMail.objects.filter(pk=mail.pk, sent_at__isnull=False, bounce="").exists()
    assert [message.to for message in postbox.outbox] == [["a@example.org"]]


@pytest.mark.parametrize("error", [*sorted(outbox.NO_ANSWER | outbox.NO_MAIL), "SMTPAuthenticationError", ""])
def test_causes_are_told_in_words(error: str) -> None:
    assert outbox.reason_of(OutboxMail(error=error)) != error


@pytest.mark.django_db
def test_mails_are_forgotten_in_time() -> None:
    now = timezone.now()
    for days in (29, 31):
        failed(f"sent{days}@example.org", attempts=1, error="", sent_at=now - timedelta(days=days))
    for days in (89, 91):
        failed(f"lost{days}@example.org", created_at=now - timedelta(days=days))
        failed(f"waits{days}@example.org", attempts=2, created_at=now - timedelta(days=days))
        failed(
            f"back{days}@example.org", error="", sent_at=now - timedelta(days=days), **came_back(days=days)
        )
    tasks.forget_mails()
    kept = set(OutboxMail.objects.values_list("recipient", flat=True))
    assert kept == {f"{name}@example.org" for name in ("sent29", "lost89", "back89", "waits89", "waits91")}
