"""Sending sealed minutes: each person once, with their own list of what they have to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import audit
from core.errors import DomainError
from core.mail import Part, queue_mail
from core.models import OutboxPart
from core.tokens import hash_token, new_token
from invitations.models import MinutesMail
from invitations.selectors import minutes_round, tasks_of
from roundtables.models import Meeting
from roundtables.services.guards import locked_meeting

if TYPE_CHECKING:
    from accounts.models import User
    from invitations.selectors.minutes import Reader

LINK_OPENS = timedelta(
    days=60
)  # of somebody without an account; shorter than the PDF is kept (reports.services.jobs)


@dataclass(frozen=True, slots=True)
class OwnList:
    """What one person has to do, as a PDF: the page from which their account gets it, or what hangs on the mail."""

    page: str
    part: Part | None = None


Lists = Mapping[tuple[str, str], OwnList]  # by `Reader.key`; nobody else's mail is given it
NO_LISTS: Lists = MappingProxyType({})


@transaction.atomic
def send_minutes(
    meeting: Meeting, *, actor: User, document: Part | None = None, lists: Lists = NO_LISTS
) -> int:
    """Write to everybody who has not got these minutes yet; returns how many mails. Pressed twice, nobody is left.

    Whoever's mail failed for good is written to again once another address is known.

    `document` hangs on each mail; one that is larger than a mail may carry stays behind its link. Without it, people
    who have no account get a link of their own to the PDF, and by it to their list.
    """
    stored = locked_meeting(meeting)
    if stored.state != Meeting.State.SEALED:
        raise DomainError(_("The minutes are not final yet."))
    attached = document if document and _fits(document) else None
    due = minutes_round(stored).due
    with override(settings.LANGUAGE_CODE):
        for reader in due:
            _write(stored, reader, attached, lists.get(reader.key))
    if due:
        audit.record(actor, "invitations.minutes_sent", stored, {"mails": [0, len(due)]})
    return len(due)


@transaction.atomic
def forget_ended(meeting: Meeting, *, actor: User) -> int:
    """Whoever had a link that opens nothing any more is to be written to as if for the first time; returns how many.

    The caller holds the meeting. Twice is no error.
    """
    count = 0
    for reader in minutes_round(meeting).ended:
        count += MinutesMail.unscoped.filter(meeting=meeting, name=reader.name, body=reader.body).delete()[0]
    if count:
        audit.record(actor, "invitations.minutes_sent_again", meeting, {"ended": [count, 0]})
    return count


@transaction.atomic
def withdraw_links(meeting: Meeting, *, actor: User) -> int:
    """No link in a mail opens these minutes any more; returns how many did. A second click finds it done."""
    links = MinutesMail.unscoped.filter(meeting=meeting).open_links()
    count: int = links.update(token_hash=None)
    if count:
        audit.record(actor, "invitations.minutes_links_withdrawn", meeting, {"links": [count, 0]})
    return count


def _fits(part: Part) -> bool:
    return len(part.content) <= OutboxPart.LIMIT


def _write(meeting: Meeting, reader: Reader, document: Part | None, own: OwnList | None) -> None:
    token = "" if document or reader.has_account else new_token()
    row, _is_first = MinutesMail.unscoped.update_or_create(
        meeting=meeting,
        name=reader.name,
        body=reader.body,
        defaults={
            "recipient": reader.address,
            "token_hash": hash_token(token) if token else None,
            "link_until": timezone.now() + LINK_OPENS if token else None,
            "bounce": "",
            "bounce_status": "",
            "bounced_at": None,
        },
    )
    page = (
        reverse("reports:minutes_by_link", args=[token])
        if token
        else reverse("roundtables:minutes_detail", args=[meeting.pk])
    )
    own_part = own.part if own and own.part and _fits(own.part) else None
    words = {"table": meeting.series.name, "number": meeting.number}
    context = {
        "meeting": meeting,
        "reader": reader,
        "tasks": tasks_of(reader, meeting.sealed_content or {}),
        "own_milestones": f"{settings.BASE_URL}{reverse('roundtables:milestone_list')}?scope=mine",
        "attached": document is not None,
        "own_attached": own_part is not None,
        "own_link": "" if own is None or own_part else _own_link(reader, own, token),
        "link": settings.BASE_URL + page,
        "link_until": row.link_until,
        "SITE_NAME": settings.SITE_NAME,
    }
    row.mail = queue_mail(
        event=f"minutes:{meeting.pk}:{row.pk}",
        recipient=reader.address,
        subject=_("Minutes: %(table)s, meeting %(number)s") % words,
        body=render_to_string("invitations/minutes.txt", context),
        parts=[part for part in (document, own_part) if part],
    )
    row.message_id = row.mail.message_id
    row.save(update_fields=["mail", "message_id"])


def _own_link(reader: Reader, own: OwnList, token: str) -> str:
    """ "" for whoever can open neither: their list stands in the mail itself."""
    if reader.has_account:
        return f"{settings.BASE_URL}{own.page}"
    return f"{settings.BASE_URL}{reverse('reports:duties_by_link', args=[token])}" if token else ""
