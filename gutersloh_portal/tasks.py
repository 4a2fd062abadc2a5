"""Queue messages that belong to no app."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from core import mail, outbox, previews
from gutersloh_portal import digest
from matrix.services import forget_sheets, mark_school_year

PREVIEW_DAYS = 7  # how long an upload waits to be taken over


@shared_task
def send_outbox() -> None:
    """Send the mails that are due."""
    mail.send_due()


@shared_task
def send_digests() -> None:
    """Put the mails of the week into the outbox. Safe to run again: one mail a person and week."""
    digest.write_all()


@shared_task
def tidy() -> None:
    """Once a night: previews that nobody took over, answers and mails whose time is over, ended sessions.

    Safe to run again.
    """
    before = timezone.now() - timedelta(days=PREVIEW_DAYS)
    previews.remove_abandoned(before=before)
    forget_sheets(now=timezone.now())
    outbox.forget(now=timezone.now())
    call_command("clearsessions")


@shared_task
def mark_days() -> None:
    """Once a night: mark what stood at the end of the last school year. Safe to run again."""
    mark_school_year()
