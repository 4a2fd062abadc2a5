"""Queue messages that belong to no app. One thing each: what fails at night keeps nothing else from running."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from core import mail, outbox, previews
from gutersloh_portal import digest
from invitations import services as invitations
from matrix import services as matrix
from reports import services as reports
from screens import services as screens

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
def remind_of_milestones() -> None:
    """Each hour by day: what one missed the next makes up for. Safe to run again: one mail a person and day."""
    invitations.remind_of_milestones(now=timezone.now())


@shared_task
def remind_of_meetings() -> None:
    """Each hour by day, likewise. Safe to run again: one mail a person and date of a meeting."""
    invitations.remind_of_meetings(now=timezone.now())


@shared_task
def remove_previews() -> None:
    """Once a night: uploads that nobody took over within a week. Safe to run again."""
    previews.remove_abandoned(before=timezone.now() - timedelta(days=PREVIEW_DAYS))


@shared_task
def remove_strays() -> None:
    """Once a night: files of reports whose worker died before it could name them. Safe to run again."""
    reports.remove_strays(before=timezone.now() - timedelta(days=1))


@shared_task
def forget_sheets() -> None:
    """Once a night: who answered what in joint rounds that are long over. Safe to run again."""
    matrix.forget_sheets(now=timezone.now())


@shared_task
def forget_mails() -> None:
    """Once a night: mails whose time is over. Safe to run again."""
    outbox.forget(now=timezone.now())


@shared_task
def forget_deputies() -> None:
    """Once a night: addresses that were given for meetings long over. Safe to run again."""
    invitations.forget_deputies(now=timezone.now())


@shared_task
def forget_polls() -> None:
    """Once a night: polls for dates that are long over, with their answers. Safe to run again."""
    invitations.forget_polls(now=timezone.now())


@shared_task
def close_questions() -> None:
    """Once a night: questions to everybody that nobody has closed; single voices go with it. Safe to run again."""
    screens.close_forgotten(now=timezone.now())


@shared_task
def end_sessions() -> None:
    """Once a night: rows of sessions that ended. Safe to run again."""
    call_command("clearsessions")


@shared_task
def mark_days() -> None:
    """Once a night: mark what stood at the end of the last school year. Safe to run again."""
    matrix.mark_school_year()
