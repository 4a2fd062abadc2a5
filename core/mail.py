"""The outbox: write now, send later, at least once and recognisable by its Message-ID (trust rule R6)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email import encoders
from email.errors import MessageError
from email.mime.base import MIMEBase
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from core.errors import DomainError
from core.models import OutboxMail, OutboxPart
from core.parsing import one_line

logger = logging.getLogger(__name__)
# smtplib's errors are OSErrors, an address or header that cannot be written is one of the others
CANNOT_BE_SENT = (OSError, ValueError, MessageError)
DELAYS = (1, 5, 30, 120, 360, 720, 1440, 2880)  # minutes until the next try


@dataclass(frozen=True, slots=True)
class Part:
    """Something that hangs on a mail; `content_type` with its parameters (RFC 2045)."""

    name: str
    content_type: str
    content: bytes


@transaction.atomic
def queue_mail(
    *, event: str, recipient: str, subject: str, body: str, parts: Sequence[Part] = ()
) -> OutboxMail:
    """Put one mail into the outbox. The same event and recipient twice is one mail.

    Raises DomainError when `recipient` is not exactly one address (a comma would add a second reader).
    """
    address = recipient.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise DomainError(str(error.message)) from error
    if parseaddr(address)[1] != address:
        raise DomainError(address)
    mail, created = OutboxMail.objects.get_or_create(
        event=event[:120],
        recipient=address,
        defaults={"subject": one_line(subject)[:200], "body": body, "message_id": _new_message_id()},
    )
    if created:
        OutboxPart.objects.bulk_create(
            OutboxPart(mail=mail, name=part.name, content_type=part.content_type, content=part.content)
            for part in parts
        )
    return mail


def _new_message_id() -> str:
    """By it a report about this mail is known (core.bounces); random, so that nobody reports what they never got."""
    return f"<{secrets.token_hex(16)}@{_sender_host()}>"


def _sender_host() -> str:
    return str(settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">"))


def send_due(*, limit: int = 100) -> int:
    """Send what is due; returns how many went out. A refused mail is tried again later, up to eight times."""
    sent = 0
    for mail in OutboxMail.objects.due()[:limit]:
        if OutboxMail.objects.claim(mail.pk) and _send(mail):
            sent += 1
    return sent


def _send(mail: OutboxMail) -> bool:
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": mail.message_id or f"<outbox-{mail.pk}@{_sender_host()}>",
        "Auto-Submitted": "auto-generated",
    }
    returns_to = settings.RETURN_ADDRESS or settings.DEFAULT_FROM_EMAIL  # of the envelope (RFC 5321)
    try:
        message = EmailMessage(mail.subject, mail.body, returns_to, [mail.recipient], headers=headers)
        for part in mail.parts.all():
            message.attach(_mime(part))
        message.send()
    except CANNOT_BE_SENT as error:
        logger.warning("outbox mail %s not sent: %s", mail.pk, error.__class__.__name__)
        wait = DELAYS[min(mail.attempts, len(DELAYS) - 1)]
        OutboxMail.objects.filter(pk=mail.pk).update(
            error=error.__class__.__name__, next_try_at=timezone.now() + timedelta(minutes=wait)
        )
        return False
    OutboxMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), error="", body="")
    mail.parts.all().delete()
    return True


def _mime(part: OutboxPart) -> MIMEBase:
    """By hand, because Django keeps no parameters of a content type, and calendars need theirs (RFC 6047)."""
    found = MIMEBase(*part.content_type.partition(";")[0].split("/"))
    found.replace_header("Content-Type", part.content_type)
    found.set_payload(bytes(part.content))
    encoders.encode_base64(found)
    found.add_header("Content-Disposition", "attachment", filename=part.name)
    return found
