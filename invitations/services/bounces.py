"""Mails that came back: the outbox tells the operator, the ledgers those who run the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from core import outbox
from invitations.models import MeetingMail, MinutesMail

if TYPE_CHECKING:
    from core.bounces import Bounce


@transaction.atomic
def take_bounce(bounce: Bounce) -> bool:
    """Mark the mail that came back; False when it is none of ours. Safe to run again.

    What came back for good stays so, whatever an older report says of a delay.
    """
    ledgers: tuple[Any, ...] = (MinutesMail, MeetingMail)
    said = {"bounce": bounce.action, "bounce_status": bounce.status, "bounced_at": timezone.now()}
    known = outbox.take_bounce(bounce)
    for ledger in ledgers:
        rows = ledger.unscoped.filter(message_id=bounce.message_id)
        known = known or rows.exists()
        rows.exclude(bounce=ledger.Bounce.FAILED).exclude(
            bounce=bounce.action, bounce_status=bounce.status
        ).update(**said)
    return known
