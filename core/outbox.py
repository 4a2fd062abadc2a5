"""What the operator does about mails that could not be sent, and when mails are forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.bounces import reason_of_return
from core.models import OutboxMail
from core.querysets import GIVEN_UP

if TYPE_CHECKING:
    from accounts.models import User
    from core.bounces import Bounce

KEEP_SENT = timedelta(days=30)  # until then the same event is not mailed twice
KEEP_GIVEN_UP = timedelta(days=90)  # and what came back
NO_ANSWER = {
    "ConnectionRefusedError",
    "ConnectionResetError",
    "SMTPConnectError",
    "SMTPServerDisconnected",
    "TimeoutError",
    "gaierror",
}
NO_MAIL = {
    "BadHeaderError",
    "HeaderParseError",
    "HeaderWriteError",
    "UnicodeEncodeError",
    "UnicodeError",
    "ValueError",
}


def reason_of(mail: OutboxMail) -> str:
    """Why the mail came back or the last try failed; what we have no words for keeps its technical name."""
    if mail.bounce:
        return reason_of_return(mail.bounce_status)
    if mail.error in NO_ANSWER:
        return _("The mail server does not answer.")
    if mail.error in NO_MAIL:
        return _("No mail can be made of this address or this subject.")
    words = {
        "SMTPRecipientsRefused": _("The mail server refuses the address."),
        "SMTPSenderRefused": _("The mail server refuses the sender."),
        "SMTPAuthenticationError": _("The mail server refuses user or password."),
        "SMTPNotSupportedError": _("The mail server offers no encryption or no sign-in."),
        "": _("Sending broke off."),
    }
    return words.get(mail.error, mail.error)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many mails were given up, are tried again after a failure, and came back or are held up."""

    given_up: int
    waiting: int
    returned: int


def counts() -> Counts:
    """Of everything that did not arrive so far."""
    found = OutboxMail.objects.undelivered().aggregate(
        all=Count("pk"),
        given_up=Count("pk", filter=GIVEN_UP),
        returned=Count("pk", filter=Q(bounce__gt="")),
    )
    waiting = found["all"] - found["given_up"] - found["returned"]
    return Counts(found["given_up"], waiting, found["returned"])


@transaction.atomic
def send_again(mail: OutboxMail, *, actor: User) -> OutboxMail:
    """Begin anew with the tries; the next run sends it. A mail that went out in between stays as it is."""
    afresh = OutboxMail.objects.failing().filter(pk=mail.pk)
    if afresh.update(attempts=0, next_try_at=timezone.now()):
        audit.record(actor, "core.mail_sent_again", mail)
    return mail


@transaction.atomic
def send_all_again(*, actor: User) -> int:
    """The same for all that failed, after the cause is mended; returns how many."""
    mails = list(OutboxMail.objects.failing())
    afresh = OutboxMail.objects.failing().filter(pk__in=[mail.pk for mail in mails])
    count: int = afresh.update(attempts=0, next_try_at=timezone.now())
    audit.record_many(actor, "core.mail_sent_again", [(mail, {}) for mail in mails])
    return count


@transaction.atomic
def discard(mail: OutboxMail, *, actor: User) -> OutboxMail:
    """Throw away a mail that nobody can receive."""
    if OutboxMail.objects.failing().filter(pk=mail.pk).delete()[0]:
        audit.record(actor, "core.mail_discarded", mail)
    return mail


@transaction.atomic
def settle_return(mail: OutboxMail, *, actor: User) -> OutboxMail:
    """Somebody has seen to a mail that came back. The mail stays as sent, so its event is not mailed twice."""
    if _mark(OutboxMail.objects.filter(pk=mail.pk, bounce__gt=""), "", "", None):
        audit.record(actor, "core.mail_return_settled", mail)
    return mail


def take_bounce(bounce: Bounce) -> bool:
    """Mark the mail that came back; False when the outbox has none of this Message-ID. Safe to run again.

    What came back for good stays so, whatever an older report says of a delay.
    """
    rows = OutboxMail.objects.filter(message_id=bounce.message_id, sent_at__isnull=False)
    known: bool = rows.exists()
    fresh = rows.exclude(bounce=OutboxMail.Bounce.FAILED).exclude(
        bounce=bounce.action, bounce_status=bounce.status
    )
    _mark(fresh, bounce.action, bounce.status, timezone.now())
    return known


def _mark(rows: Any, bounce: str, status: str, moment: datetime | None) -> int:
    count: int = rows.update(bounce=bounce, bounce_status=status, bounced_at=moment)
    return count


def forget(*, now: datetime) -> int:
    """Delete sent mails after 30 days, undeliverable and returned ones after 90. Safe to run again."""
    old = (
        Q(sent_at__lt=now - KEEP_SENT, bounce="")
        | Q(bounced_at__lt=now - KEEP_GIVEN_UP)
        | (GIVEN_UP & Q(created_at__lt=now - KEEP_GIVEN_UP))
    )
    count: int = OutboxMail.objects.filter(old).delete()[0]
    return count
