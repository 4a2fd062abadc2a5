"""Terminumfrage: asking for a date by mail, answering by link, taking one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import audit
from core.errors import DomainError, require_seen
from core.mail import queue_mail
from core.marks import made_before
from core.tokens import hash_token, new_token
from invitations.models import DatePoll, PollAnswer, PollDate, PollVoter
from invitations.selectors.polls import date_words
from invitations.selectors.sending import in_office
from invitations.services.answering import NOT_ASKED
from roundtables.models import Meeting, RoundTableSeries, SeriesMember
from roundtables.services import change_meeting, plan_meeting
from roundtables.services.guards import locked_series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User

FEWEST, MOST = 2, 6
KEEP = timedelta(days=30)  # after the last of the dates


class PollOver(DomainError):
    """A date was taken, or the poll ended without one; or it is gone, or the person asked is."""


@transaction.atomic
def open_poll(
    series: RoundTableSeries,
    *,
    dates: Sequence[tuple[datetime, datetime]],
    actor: User,
    meeting: Meeting | None = None,
    place: str = "",
    text: str = "",
    submission_id: UUID | None = None,
) -> DatePoll:
    """Ask every member of the table for these dates, those with an address by mail.

    With a planned `meeting` the date taken moves it, without one it plans a new meeting. A form sent twice is one poll.
    """
    stored = locked_series(series)
    if known := made_before(DatePoll.unscoped, submission_id, series_id=stored.pk):
        return known
    _check_dates(dates)
    if meeting and (meeting.series_id != stored.pk or meeting.state != Meeting.State.PLANNED):
        raise DomainError(_("Only a planned meeting of this round table can be moved."))
    poll = DatePoll.unscoped.create(
        series=stored, meeting=meeting, place=place, text=text, created_by=actor, submission_id=submission_id
    )
    PollDate.unscoped.bulk_create(PollDate(poll=poll, starts_at=start, ends_at=end) for start, end in dates)
    for member in stored.members.select_related("user"):
        _ask(poll, member, sender=actor.name)
    audit.record(actor, "invitations.poll_opened", poll, {"dates": [0, len(dates)]})
    return poll


def _check_dates(dates: Sequence[tuple[datetime, datetime]]) -> None:
    if not FEWEST <= len(dates) <= MOST:
        raise DomainError(_("Propose two to six dates."))
    if len({start for start, _end in dates}) < len(dates):
        raise DomainError(_("The same date stands here twice."))
    if any(end <= start for start, end in dates):
        raise DomainError(_("The meeting must end after it begins."))
    if any(start <= timezone.now() for start, _end in dates):
        raise DomainError(_("A proposed date lies in the past."))


def _ask(poll: DatePoll, member: SeriesMember, *, sender: str) -> None:
    _write(PollVoter(poll=poll, member=member), sender=sender)


@transaction.atomic
def ask_anew(voter: PollVoter, *, actor: User) -> None:
    """Another person sits there now: what was said is gone, the earlier link opens nothing, a new one goes out."""
    voter.poll = _locked_poll(voter.poll_id)
    if voter.poll.is_open:
        voter.answers.all().delete()
        voter.answered_at, voter.version = None, voter.version + 1
        _write(voter, sender=actor.name)
        audit.record(actor, "invitations.poll_asked_anew", voter)


def _write(voter: PollVoter, *, sender: str) -> None:
    """Save the voter under a new link and write it to the address of the member, if one is known."""
    poll, member = voter.poll, voter.member
    account = member.user
    address = member.email or (account.email if account and account.is_active else "")
    address = address if member.user_id in in_office({member.user_id}) else ""
    token = new_token() if address else ""
    voter.token_hash = hash_token(token) if token else None
    voter.save()
    if not address:
        return
    context = {
        "poll": poll,
        "person": member.name,
        "sender": sender,
        "link": settings.BASE_URL + reverse("invitations:poll_answer", args=[token]),
        "SITE_NAME": settings.SITE_NAME,
    }
    with override(settings.LANGUAGE_CODE):
        context["dates"] = [date_words(one) for one in poll.dates.all()]
        queue_mail(
            event=f"poll:{voter.pk}:{voter.version}" if voter.version else f"poll:{voter.pk}",
            recipient=address,
            subject=_("Which date suits you? %(table)s") % {"table": poll.series.name},
            body=render_to_string("invitations/poll_letter.txt", context),
        )


def require_open_poll(poll: DatePoll) -> None:
    """PollOver, in words for the person asked, when no answer is taken any more."""
    if not poll.is_open:
        raise PollOver(_("This poll is over. You get an invitation as soon as the date is fixed."))


def _locked_poll(pk: int) -> DatePoll:
    rows = DatePoll.unscoped.select_for_update(of=("self",)).select_related("series", "meeting")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise PollOver(_("This poll does not exist any more. Nothing was saved."))
    return found


@transaction.atomic
def answer_poll(
    voter: PollVoter, *, answers: dict[int, str], seen: int, actor: User | None = None
) -> PollVoter:
    """Take the answers, one for each date; the last ones count. Conflict when answered since the page was opened.

    `actor` is whoever answers signed in; nobody is known behind a link.
    """
    poll = _locked_poll(voter.poll_id)
    require_open_poll(poll)
    row = PollVoter.unscoped.select_for_update().filter(pk=voter.pk).first()
    if row is None:
        raise PollOver(str(NOT_ASKED))
    asked = set(poll.dates.values_list("pk", flat=True))
    if set(answers) != asked or not set(answers.values()) <= set(PollAnswer.Answer.values):
        raise DomainError(_("Please say something to each of the dates."))
    if answers == dict(row.answers.values_list("date_id", "answer")):
        return row
    changed = _("This poll was answered in between. Please compare and save again.")
    require_seen(row.version, seen, changed=changed)
    for date_id, said in answers.items():
        PollAnswer.unscoped.update_or_create(voter=row, date_id=date_id, defaults={"answer": said})
    row.answered_at, row.version = timezone.now(), row.version + 1
    row.save(update_fields=["answered_at", "version"])
    audit.record(actor, "invitations.poll_answered", row)
    return row


@transaction.atomic
def take_date(date: PollDate, *, actor: User) -> Meeting:
    """The date becomes that of the meeting, moved or newly planned. A second click finds it done."""
    poll = _locked_poll(date.poll_id)
    if poll.chosen_id == date.pk and poll.meeting:
        return poll.meeting
    if not poll.is_open:
        raise PollOver(_("This poll is over: another date was taken, or none."))
    if date.starts_at <= timezone.now():
        raise DomainError(_("This date has passed."))
    when: dict[str, Any] = {"starts_at": date.starts_at, "ends_at": date.ends_at}
    if poll.meeting is None:
        poll.meeting = plan_meeting(poll.series, place=poll.place, actor=actor, **when)
    elif poll.meeting.state != Meeting.State.PLANNED:
        raise DomainError(_("Only a planned meeting of this round table can be moved."))
    else:
        where = {"place": poll.place} if poll.place else {}
        poll.meeting = change_meeting(poll.meeting, actor=actor, **when, **where)
    poll.chosen, poll.closed_at = date, timezone.now()
    poll.save(update_fields=["meeting", "chosen", "closed_at"])
    audit.record(actor, "invitations.poll_date_taken", poll)
    return poll.meeting


@transaction.atomic
def end_poll(poll: DatePoll, *, actor: User) -> DatePoll:
    """Over without a date. Twice is no error."""
    stored = _locked_poll(poll.pk)
    if stored.is_open:
        stored.closed_at = timezone.now()
        stored.save(update_fields=["closed_at"])
        audit.record(actor, "invitations.poll_ended", stored)
    return stored


def forget_polls(*, now: datetime) -> int:
    """Delete polls, with all that was said, 30 days after the last of their dates. Safe to run again."""
    old = DatePoll.unscoped.alias(last=Max("dates__ends_at")).filter(last__lt=now - KEEP)
    return int(DatePoll.unscoped.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0])
