"""Sending sealed minutes: each person once, with their own list of what they have to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import audit
from core.errors import DomainError
from core.mail import Part, queue_mail
from core.models import OutboxPart
from invitations.models import MinutesMail
from invitations.selectors import minutes_round, tasks_of
from roundtables.models import Meeting
from roundtables.services.guards import locked_meeting

if TYPE_CHECKING:
    from accounts.models import User
    from invitations.selectors.minutes import Reader


@transaction.atomic
def send_minutes(meeting: Meeting, *, actor: User, document: Part | None = None) -> int:
    """Write to everybody who has not got these minutes yet; returns how many mails. Pressed twice, nobody is left.

    `document` hangs on each mail; one that is larger than a mail may carry stays behind its link.
    """
    stored = locked_meeting(meeting)
    if stored.state != Meeting.State.SEALED:
        raise DomainError(_("The minutes are not final yet."))
    parts = [document] if document and len(document.content) <= OutboxPart.LIMIT else []
    due = minutes_round(stored).due
    with override(settings.LANGUAGE_CODE):
        for reader in due:
            _write(stored, reader, parts)
    if due:
        audit.record(actor, "invitations.minutes_sent", stored, {"mails": [0, len(due)]})
    return len(due)


def _write(meeting: Meeting, reader: Reader, parts: list[Part]) -> None:
    row = MinutesMail.unscoped.create(
        meeting=meeting, name=reader.name, body=reader.body, recipient=reader.address
    )
    words = {"table": meeting.series.name, "number": meeting.number}
    context = {
        "meeting": meeting,
        "reader": reader,
        "tasks": tasks_of(reader, meeting.sealed_content or {}),
        "attached": bool(parts),
        "link": settings.BASE_URL + reverse("roundtables:minutes_detail", args=[meeting.pk]),
        "SITE_NAME": settings.SITE_NAME,
    }
    row.mail = queue_mail(
        event=f"minutes:{meeting.pk}:{row.pk}",
        recipient=reader.address,
        subject=_("Minutes: %(table)s, meeting %(number)s") % words,
        body=render_to_string("invitations/minutes.txt", context),
        parts=parts,
    )
    row.message_id = row.mail.message_id
    row.save(update_fields=["mail", "message_id"])
