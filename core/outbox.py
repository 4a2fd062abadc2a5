"""What the operator does about mails that could not be sent, and when mails are forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.models import OutboxMail
from core.querysets import GIVEN_UP

if TYPE_CHECKING:
    from accounts.models import User

KEEP_SENT = timedelta(days=30)  # until then the same event is not mailed twice
KEEP_GIVEN_UP = timedelta(days=90)
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
    """Why the last try failed, in words; what we have no words for keeps its technical name."""
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


def counts() -> tuple[int, int]:
    """How many mails were given up, and how many are tried again after a failure."""
    found = OutboxMail.objects.failing().aggregate(all=Count("pk"), given_up=Count("pk", filter=Q(GIVEN_UP)))
    return found["given_up"], found["all"] - found["given_up"]


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


def forget(*, now: datetime) -> int:
    """Delete sent mails after 30 days and undeliverable ones after 90. Safe to run again."""
    old = Q(sent_at__lt=now - KEEP_SENT) | (GIVEN_UP & Q(created_at__lt=now - KEEP_GIVEN_UP))
    count: int = OutboxMail.objects.filter(old).delete()[0]
    return count
