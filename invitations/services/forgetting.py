"""What is forgotten once a meeting is over: addresses that were given for this one day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from invitations.models import MeetingInvitation, MeetingMail

KEEP = timedelta(days=30)


@transaction.atomic
def forget_deputies(*, now: datetime) -> int:
    """Delete deputies' addresses 30 days after the meeting, also out of the ledger; returns how many answers held one.

    Their names stay: the minutes say who was there. Safe to run again.
    """
    over = now - KEEP
    ledger = MeetingMail.unscoped.filter(invitation__participant__meeting__ends_at__lt=over)
    ledger.filter(token_hash=None).delete()  # deputies get no link
    rows = MeetingInvitation.unscoped.filter(participant__meeting__ends_at__lt=over)
    return int(rows.exclude(deputy_email="").update(deputy_email=""))
