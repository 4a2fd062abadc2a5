"""The mails themselves: what stands in them, and that each is written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.mail import Part, queue_mail
from core.tokens import hash_token, new_token
from invitations.models import MeetingInvitation, MeetingMail
from roundtables import ics
from roundtables.models import Meeting

if TYPE_CHECKING:
    from core.models import OutboxMail

KIND = MeetingMail.Kind


def calendar_part(meeting: Meeting) -> Part:
    """The entry with its method named in the type of the part as well, where mail programs look (RFC 6047)."""
    return Part(
        name=ics.file_name(meeting),
        content_type=f'text/calendar; method={ics.method_of(meeting)}; charset="utf-8"',
        content=ics.meeting_ics(meeting),
    )


@transaction.atomic
def write_letter(
    invitation: MeetingInvitation,
    *,
    purpose: str,
    recipient: str,
    text: str = "",
    sender: str = "",
    for_deputy: bool = False,
) -> MeetingMail:
    """One mail to one address, with its line in the ledger; the caller knows that it is due.

    `purpose` is "invite", "moved", "cancelled" or "reminder". A deputy gets the entry and no link: the answer is
    that of the person invited.
    """
    meeting = invitation.participant.meeting
    answers = purpose != "cancelled" and not for_deputy
    token = new_token() if answers else ""
    kind = KIND.REMINDER if purpose == "reminder" else KIND.CALENDAR
    letter = MeetingMail(
        invitation=invitation,
        kind=kind,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        recipient=recipient,
        token_hash=hash_token(token) if token else None,
    )
    context = {
        "purpose": purpose,
        "person": invitation.participant.name,
        "for_deputy": for_deputy,
        "answer": invitation.answer,
        "link": settings.BASE_URL + reverse("invitations:answer", args=[token]) if token else "",
        "text": text.strip(),
        "sender": sender,
    }
    letter.mail = _queue(meeting, letter, context)
    letter.message_id = letter.mail.message_id
    letter.save(force_insert=True)
    return letter


def _queue(meeting: Meeting, letter: MeetingMail, context: dict[str, Any]) -> OutboxMail:
    """The event is one for each date, so that the outbox too would refuse to say the same twice."""
    page = settings.BASE_URL + meeting.get_absolute_url()
    parts = [calendar_part(meeting)] if letter.kind == KIND.CALENDAR else []
    with override(settings.LANGUAGE_CODE):
        context |= {"meeting": meeting, "title": ics.summary_of(meeting), "page": page}
        told = meeting.sequence if letter.kind == KIND.CALENDAR else f"{meeting.starts_at:%Y%m%d%H%M}"
        return queue_mail(
            event=f"invitation:{letter.invitation_id}:{letter.kind}:{told}",
            recipient=letter.recipient,
            subject=_subject(context),
            body=render_to_string("invitations/letter.txt", context | {"SITE_NAME": settings.SITE_NAME}),
            parts=parts,
        )


def _subject(context: dict[str, Any]) -> str:
    words = {
        "invite": _("Invitation: %(title)s"),
        "moved": _("New time or place: %(title)s"),
        "cancelled": _("Cancelled: %(title)s"),
        "reminder": _("Reminder: %(title)s"),
    }
    return words[context["purpose"]] % {"title": context["title"]}
