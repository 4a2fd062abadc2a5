"""Reminding of milestones: each step once to each person, all of a day in one mail."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import ngettext, override

from accounts.models import User
from core.mail import queue_mail
from invitations.models import MilestoneMail
from invitations.selectors import Reminder, due_reminders
from roundtables.models import Milestone

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)


def remind_of_milestones(*, now: datetime) -> int:
    """One mail to everybody whose milestones are near or late; returns how many. Safe to run again, and by two at once.

    What fails for one person is logged and keeps no other one waiting.
    """
    today, written = timezone.localdate(now), 0
    with override(settings.LANGUAGE_CODE):
        for user_id, reminders in due_reminders(today).items():
            try:
                written += _write(user_id, reminders, today)
            except Exception:  # whatever it is, the next person gets their mail
                logger.exception("The reminder of milestones failed for user %s", user_id)
    return written


@transaction.atomic
def _write(user_id: int, reminders: Sequence[Reminder], today: date) -> bool:
    """Ledger and outbox in one: a crash in between leaves neither."""
    new = take_reminders(user_id, reminders, today=today)
    if not new:
        return False
    words = ngettext(
        "Reminder of a milestone of the round table",
        "Reminder of %(n)s milestones of the round table",
        len(new),
    )
    context = {"reminders": new, "base": settings.BASE_URL, "SITE_NAME": settings.SITE_NAME}
    queue_mail(
        event=f"milestones:{user_id}:{today}",
        recipient=User.objects.get(pk=user_id).email,
        subject=words % {"n": len(new)},
        body=render_to_string("invitations/milestones.txt", context),
    )
    return True


@transaction.atomic
def take_reminders(user_id: int, reminders: Sequence[Reminder], *, today: date) -> list[Reminder]:
    """Enter in the ledger what this person has not been told; the caller writes it into a mail, in its transaction.

    Nobody gets a second mail on the same day: what comes up later waits for tomorrow. The lock on the account makes
    two at once go one after the other.
    """
    User.objects.select_for_update(no_key=True).get(pk=user_id)
    ledger = MilestoneMail.unscoped.filter(user=user_id)
    if not reminders or ledger.filter(written_on=today).exists():
        return []
    pks = [one.milestone.pk for one in reminders]
    told = set(ledger.filter(milestone__in=pks).values_list("milestone_id", "due_on", "step"))
    still = set(Milestone.unscoped.open().filter(pk__in=pks).values_list("pk", "due_on"))
    new = [one for one in reminders if one.key not in told and one.key[:2] in still]
    MilestoneMail.unscoped.bulk_create(
        MilestoneMail(milestone_id=pk, user_id=user_id, due_on=due_on, step=step, written_on=today)
        for pk, due_on, step in (one.key for one in new)
    )
    return new
