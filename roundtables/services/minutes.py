"""Minutes: a draft, a window in which attendees ask for corrections, then a seal that nobody breaks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import audit
from core.errors import DomainError
from core.mail import queue_mail
from core.marks import made_before
from core.parsing import one_line
from roundtables.lifecycle import MEETING, step
from roundtables.models import AgendaItem, Amendment, Meeting, MinutesAddendum
from roundtables.selectors.correction import readers_with_account
from roundtables.selectors.minutes import draft_content
from roundtables.selectors.seals import seal_of
from roundtables.services.carrying import carry_on
from roundtables.services.guards import locked_meeting, open_meeting, tell_screens
from roundtables.signals import meeting_over
from schools.access import OFFICES, Role, memberships_of

if TYPE_CHECKING:
    from accounts.models import User

State = Meeting.State
REASON_LIMIT = 300


@transaction.atomic
def open_correction(meeting: Meeting, *, actor: User) -> Meeting:
    """From today attendees may ask for corrections, for as many days as the table gives; each with an account is told.

    A second click changes nothing.
    """
    stored = open_meeting(meeting)
    if not step(MEETING, stored.state, State.REVIEW, refused=_("Close the meeting first.")):
        return stored
    old, stored.state = stored.state, State.REVIEW
    stored.review_from = timezone.localdate()
    stored.review_until = stored.review_from + timedelta(days=stored.series.correction_days)
    stored.save(update_fields=["state", "review_from", "review_until"])
    changes = {"state": [old, State.REVIEW.value], "review_until": ["", stored.review_until.isoformat()]}
    audit.record(actor, "roundtables.meeting_state_changed", stored, changes)
    _tell_attendees(stored)
    return stored


def _tell_attendees(meeting: Meeting) -> None:
    """One mail to each; the same last day is told once."""
    link = settings.BASE_URL + reverse("roundtables:minutes_detail", args=[meeting.pk])
    with override(settings.LANGUAGE_CODE):
        words = {"table": meeting.series.name, "number": meeting.number}
        subject = _("Minutes open for corrections: %(table)s, meeting %(number)s") % words
        context = {"meeting": meeting, "link": link, "SITE_NAME": settings.SITE_NAME}
        body = render_to_string("roundtables/mail_correction.txt", context)
        for person in readers_with_account(meeting):
            queue_mail(
                event=f"correction:{meeting.pk}:{meeting.review_until}",
                recipient=person.email,
                subject=subject,
                body=body,
            )


@transaction.atomic
def reopen_draft(meeting: Meeting, *, actor: User) -> Meeting:
    """Back to the draft: nobody asks for corrections any more until the window is opened again."""
    stored = open_meeting(meeting)
    if stored.state == State.RUNNING:
        raise DomainError(_("The meeting is under way. End it on its page."))
    if not step(MEETING, stored.state, State.DRAFT):
        return stored
    old, stored.state = stored.state, State.DRAFT
    stored.review_from = stored.review_until = None
    stored.save(update_fields=["state", "review_from", "review_until"])
    changes = {"state": [old, State.DRAFT.value]}
    audit.record(actor, "roundtables.meeting_state_changed", stored, changes)
    return stored


@transaction.atomic
def propose_amendment(
    meeting: Meeting,
    *,
    text: str,
    actor: User,
    agenda_item: AgendaItem | None = None,
    submission_id: UUID | None = None,
) -> Amendment:
    """Say what should stand differently, as long as the window is open. The same form sent twice writes one."""
    stored = open_meeting(meeting)
    if known := made_before(Amendment.unscoped, submission_id, meeting_id=stored.pk):
        return known
    if not stored.takes_amendments:
        raise DomainError(_("The minutes are not open for corrections."))
    if agenda_item and agenda_item.meeting_id != stored.pk:
        raise DomainError(_("This agenda item belongs to another meeting."))
    amendment = Amendment.unscoped.create(
        meeting=stored, agenda_item=agenda_item, text=text, author=actor, submission_id=submission_id
    )
    audit.record(actor, "roundtables.amendment_proposed", amendment)
    return amendment


@transaction.atomic
def answer_amendment(amendment: Amendment, *, accepted: bool, actor: User, answer: str = "") -> Amendment:
    """Once: accepted, then the text is changed by hand, or declined with a reason that everybody reads."""
    open_meeting(amendment.meeting)
    stored = Amendment.unscoped.select_related("meeting").get(pk=amendment.pk)
    if stored.state != Amendment.State.OPEN:
        raise DomainError(_("Somebody else has already answered this amendment."))
    if not accepted and not answer.strip():
        raise DomainError(_("Say in one line why."))
    stored.state = Amendment.State.ACCEPTED if accepted else Amendment.State.DECLINED
    stored.answer, stored.answered_at = answer.strip(), timezone.now()
    stored.save(update_fields=["state", "answer", "answered_at"])
    changes = {"state": ["open", stored.state.value], "answer": ["", stored.answer]}
    audit.record(actor, "roundtables.amendment_answered", stored, changes)
    return stored


@transaction.atomic
def seal_minutes(meeting: Meeting, *, actor: User, early: str = "") -> Meeting:
    """Freeze the minutes with a checksum. From here on the database refuses any change.

    Only after the window for corrections; before its end with a reason (`early`), which the minutes tell.
    """
    stored, early = open_meeting(meeting), one_line(early)
    _check_sealable(stored, early)
    stored.sealed_early = "" if stored.is_review_over else early
    content = draft_content(stored)
    stored.state, stored.sealed_content, stored.checksum = State.SEALED, content, seal_of(content)
    stored.sealed_at, stored.sealed_by = timezone.now(), actor
    stored.save(
        update_fields=["state", "sealed_content", "checksum", "sealed_at", "sealed_by", "sealed_early"]
    )
    audit.record(actor, "roundtables.minutes_sealed", stored, {"checksum": ["", stored.checksum]})
    meeting_over.send(Meeting, meeting=stored, actor=actor)
    carry_on(stored, actor=actor)
    return stored


def _check_sealable(stored: Meeting, early: str) -> None:
    first = _("Close the meeting first, then check and seal the minutes.")
    if stored.state == State.DRAFT:
        first = _("Open the minutes for corrections first.")
    step(MEETING, stored.state, State.SEALED, refused=first)
    if stored.amendments.filter(state=Amendment.State.OPEN).exists():
        raise DomainError(_("Answer the proposed amendments first."))
    if not stored.is_review_over and not early:
        raise DomainError(_("The window for corrections is still open. Say why you seal before its end."))
    if len(early) > REASON_LIMIT:
        raise DomainError(
            _("The reason is too long: at most %(limit)d characters.") % {"limit": REASON_LIMIT}
        )


@transaction.atomic
def add_addendum(
    meeting: Meeting, *, text: str, actor: User, submission_id: UUID | None = None
) -> MinutesAddendum:
    """Append a visible remark to sealed minutes; the sealed text stays as it is."""
    stored = locked_meeting(meeting)
    if stored.state != State.SEALED:
        raise DomainError(_("The minutes are still open: correct them directly."))
    if known := made_before(MinutesAddendum.unscoped, submission_id, meeting_id=stored.pk):
        return known
    addendum = MinutesAddendum.unscoped.create(
        meeting=stored, text=text, added_by=actor, office=_office(actor), submission_id=submission_id
    )
    tell_screens(Meeting.unscoped.filter(pk=stored.pk))
    audit.record(actor, "roundtables.addendum_added", addendum)
    return addendum


def _office(actor: User) -> str:
    """In which office somebody runs the table."""
    held = [row for row in memberships_of(actor) if row.role in {Role.MODERATOR, *OFFICES}]
    return str(held[0].office) if held else ""
