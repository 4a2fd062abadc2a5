"""A seat with another person, or another standing deputy: invitations that went out follow, and who had one is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import audit
from core.mail import Part, queue_mail
from invitations.models import DatePoll, MeetingInvitation, MeetingMail, PollVoter
from invitations.selectors.sending import address_of, is_to_be_told, letters_of
from invitations.services.letters import write_letter
from invitations.services.polls import ask_anew
from roundtables import ics
from roundtables import services as tables
from roundtables.services.members import planned_seats

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from roundtables.models import Participant, SeriesMember

Answer = MeetingInvitation.Answer


@transaction.atomic
def hand_over(member: SeriesMember, *, name: str, email: str, actor: User) -> tuple[SeriesMember, int]:
    """Let a successor take over the seat; returns it and how many meetings the successor is invited to by that.

    Whoever had the date of a meeting to come in a calendar reads that the seat has gone to somebody else. Links of
    earlier mails open nothing any more, answers are asked for anew, and an open date poll asks the successor.
    """
    list(
        DatePoll.unscoped.select_for_update().filter(series=member.series_id, closed_at=None)
    )  # locked first
    before = member.name
    stored, seats = tables.succeed_member(member, name=name, email=email, actor=actor)
    invited = [seat for seat in seats if _pass_on(seat, stored, before=before, actor=actor)]
    for voter in PollVoter.unscoped.filter(member=stored, poll__closed_at=None).select_related(
        "poll__series"
    ):
        voter.member = stored
        ask_anew(voter, actor=actor)
    return stored, len(invited)


def _pass_on(seat: Participant, member: SeriesMember, *, before: str, actor: User) -> bool:
    """The invitation of this seat, if one went out. That of the predecessor goes with its answer and its links."""
    old = MeetingInvitation.unscoped.filter(participant=seat).prefetch_related("mails").first()
    if old is None:
        return False
    letters, key = letters_of(old), old.pk
    address = address_of(seat, member) if is_to_be_told(seat, member) else ""
    old.delete()
    audit.record(actor, "invitations.handed_over", seat, {"name": [before, member.name]})
    if not letters or seat.meeting.starts_at <= timezone.now():
        return False
    told = {letter.recipient: letter.token_hash is None for letter in letters}
    for recipient, is_deputy in told.items():
        if recipient.casefold() != address.casefold():
            words = {"before": before, "after": member.name, "for_deputy": is_deputy}
            _take_back(seat, recipient, key=key, **words)
    if not address:
        return False
    invitation = MeetingInvitation.unscoped.create(participant=seat)
    write_letter(invitation, purpose="invite", recipient=address, sender=actor.name)
    return True


def _take_back(seat: Participant, recipient: str, *, key: int, **words: Any) -> None:
    """One mail that takes the date out of the calendar and says who comes instead."""
    meeting = seat.meeting
    part = Part(
        name=ics.file_name(meeting),
        content_type='text/calendar; method=CANCEL; charset="utf-8"',
        content=ics.withdrawal_ics(meeting),
    )
    with override(settings.LANGUAGE_CODE):
        title = ics.summary_of(meeting)
        told = words | {"meeting": meeting, "title": title, "seat": seat.seat}
        queue_mail(
            event=f"handed-over:{key}:{meeting.sequence}:{words['after']}",
            recipient=recipient,
            subject=_("You need not come any more: %(title)s") % {"title": title},
            body=render_to_string("invitations/handed_over.txt", told | {"SITE_NAME": settings.SITE_NAME}),
            parts=[part],
        )


@transaction.atomic
def follow_deputy(*, before: SeriesMember, after: SeriesMember, actor: User, **_told: Any) -> None:
    """Who is sent as the standing deputy is the new one; without one the person is open to answer again."""
    if before.deputy_name == after.deputy_name and before.deputy_email == after.deputy_email:
        return
    seats = {seat.pk: seat for seat in planned_seats(after)}
    rows = MeetingInvitation.unscoped.filter(
        participant__in=seats, answer=Answer.DEPUTY, deputy_name=before.deputy_name, deputy_email=""
    )
    for row in rows.prefetch_related("mails"):
        row.participant = seats[row.participant_id]
        _exchange_deputy(row, after, known=before.deputy_email, actor=actor)


def _exchange_deputy(row: MeetingInvitation, member: SeriesMember, *, known: str, actor: User) -> None:
    letters = letters_of(row)
    row.deputy_name, row.version = member.deputy_name, row.version + 1
    if not member.deputy_name:
        row.answer, row.answered_at = Answer.OPEN, None
    row.save()
    seat = row.participant
    audit.record(actor, "invitations.deputy_exchanged", row)
    if seat.meeting.starts_at <= timezone.now() or known == member.deputy_email:
        return
    if known and _had_a_letter(letters, known):
        words = {"before": seat.name, "after": member.deputy_name or seat.name, "for_deputy": True}
        _take_back(seat, known, key=row.pk, **words)
    if member.deputy_email and not _had_a_letter(letters, member.deputy_email):
        write_letter(row, purpose="invite", recipient=member.deputy_email, for_deputy=True)


def _had_a_letter(letters: Iterable[MeetingMail], address: str) -> bool:
    return any(letter.recipient == address for letter in letters)
