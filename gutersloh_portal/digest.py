"""The mail of the week: what is open for one person, each line with its reason and the way there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.mail import queue_mail
from core.models import OutboxMail
from gutersloh_portal.selectors_tasks import tasks_of
from invitations.selectors import Reminder, due_reminders
from invitations.services import take_reminders
from schools.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

SHOWN = 10  # lines of a mail; what is more stands on the start page


def write_all() -> int:
    """One mail for everybody who wants it and has something to do; returns how many were written.

    The event names the ISO week (ISO 8601), so that a second run in the same week writes nothing. What fails for
    one person is logged and keeps no other one waiting.
    """
    written = 0
    reminders = due_reminders(timezone.localdate())
    with override(settings.LANGUAGE_CODE):
        for user in _readers():
            try:
                with transaction.atomic():
                    written += _write(user, reminders.get(user.pk, []))
            except Exception:  # whatever it is, the next person gets their mail
                logger.exception("The mail of the week failed for user %s", user.pk)
    return written


def _readers() -> Iterator[User]:
    held = Membership.unscoped.in_force().values("user")
    return User.objects.filter(pk__in=held, is_active=True, wants_digest=True).order_by("pk").iterator()


def _write(user: User, due: list[Reminder]) -> bool:
    """Milestones whose reminder has come stand in front, so that they need no mail of their own on this day."""
    today = timezone.localdate()
    year, week, _day = today.isocalendar()
    event = f"digest:{user.pk}:{year}-{week:02}"
    if OutboxMail.objects.filter(event=event).exists():
        return False
    reminders = take_reminders(user.pk, due, today=today)
    shown = {one.url for one in reminders}
    tasks = [task for task in tasks_of(user) if task.url not in shown]
    if not (tasks or reminders):
        return False
    context = {
        "reminders": reminders,
        "tasks": tasks[:SHOWN],
        "more": len(tasks) - SHOWN,
        "base": settings.BASE_URL,
        "home": settings.BASE_URL + reverse("home"),
        "switch_off": settings.BASE_URL + reverse("accounts:profile"),
        "SITE_NAME": settings.SITE_NAME,
    }
    queue_mail(
        event=event,
        recipient=user.email,
        subject=_("Your open tasks in %(site)s") % {"site": settings.SITE_NAME},
        body=render_to_string("core/digest.txt", context),
    )
    return True
