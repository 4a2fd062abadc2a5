"""Voices from telephones: the door, the questions, and what devices answer."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError, still_there
from core.marks import made_before
from roundtables.models import Meeting
from roundtables.services.guards import open_meeting, tell_screens
from screens.models import FEEDBACK, SHOWN_FROM, Ballot, Entrance, Question, Wall
from screens.models.voices import CODE_LENGTH, DOTS, LETTERS
from screens.services.wall import wall_of

if TYPE_CHECKING:
    from accounts.models import User

State, Kind = Question.State, Question.Kind
IN_THE_TALK = (Kind.DOTS, Kind.CHECK)  # what nobody answers any more once it is over
MARKS = 4  # from "does not apply" to "applies"


class VoicesOver(DomainError):
    """The question is closed, or was never open: telephones look again."""


@transaction.atomic
def open_entrance(meeting: Meeting, *, actor: User) -> Entrance:
    """Let telephones in. The code stays the same for the whole meeting. DomainError before it has begun."""
    stored = open_meeting(meeting)
    if stored.state == Meeting.State.PLANNED:
        raise DomainError(_("Begin the meeting first, then let telephones in."))
    entrance, created = Entrance.unscoped.get_or_create(meeting=stored, defaults={"code": _new_code()})
    if not created and not entrance.is_open:
        entrance.is_open = True
        entrance.save(update_fields=["is_open"])
    _show(stored, Wall.Show.JOIN)
    audit.record(actor, "screens.entrance_opened", entrance)
    return entrance


def _new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _sign in range(CODE_LENGTH))


@transaction.atomic
def close_entrance(meeting: Meeting, *, actor: User) -> None:
    """No telephone gets in any more; those inside read that it is over."""
    stored = open_meeting(meeting)
    if Entrance.unscoped.filter(meeting=stored, is_open=True).update(
        is_open=False, revision=F("revision") + 1
    ):
        audit.record(actor, "screens.entrance_closed", stored.entrance)


def _show(meeting: Meeting, show: Wall.Show) -> None:
    wall = wall_of(meeting)
    wall.show = show
    wall.save(update_fields=["show"])


@transaction.atomic
def prepare_question(
    meeting: Meeting,
    *,
    kind: str,
    text: str,
    actor: User,
    options: list[str] | None = None,
    submission_id: UUID | None = None,
) -> Question:
    """Write a question down; nobody sees it before it is opened."""
    stored = open_meeting(meeting)
    if known := made_before(Question.unscoped, submission_id, meeting_id=stored.pk):
        return known
    question = Question.unscoped.create(
        meeting=stored, kind=kind, text=text, options=options or options_of(kind), submission_id=submission_id
    )
    audit.record(actor, "screens.question_prepared", question)
    return question


def options_of(kind: str) -> list[str]:
    """What can be answered where nobody has to think up answers."""
    if kind == Kind.CHECK:
        return [_("I carry it"), _("I carry it with a reservation"), _("I do not carry it")]
    return [str(statement) for statement in FEEDBACK] if kind == Kind.FEEDBACK else []


@transaction.atomic
def open_question(question: Question, *, actor: User) -> Question:
    """Ask it: it stands on every telephone and on the wall. One at a time, and none a second time."""
    meeting = open_meeting(question.meeting)
    stored = still_there(Question.unscoped.select_for_update(), question.pk)
    if meeting.state == Meeting.State.PLANNED:
        raise DomainError(_("Begin the meeting first, then let telephones in."))
    if stored.state != State.DRAFT:
        raise DomainError(_("This question was asked already. Prepare a new one to ask again."))
    if meeting.questions.filter(state=State.OPEN).exists():
        raise DomainError(_("Another question is open. Close it first: telephones show one at a time."))
    stored.state, stored.first = State.OPEN, _first_time(stored)
    stored.save(update_fields=["state", "first"])
    _show(meeting, Wall.Show.VOICES)
    _knock(meeting)
    audit.record(actor, "screens.question_opened", stored)
    return stored


def _first_time(question: Question) -> Question | None:
    """The question that this one asks again; of several one whose result is shown."""
    asked = question.meeting.questions.exclude(state=State.DRAFT).select_related("first")
    known = [one for one in asked if question.repeats(one)]
    found = next((one for one in known if one.sums is not None), known[0] if known else None)
    return found and (found.first or found)


@transaction.atomic
def close_question(question: Question, *, actor: User) -> Question:
    """Count and forget: sums stay where enough have answered, single voices never.

    Of a question asked again they stay only where no earlier result beside them would tell one person's voice.
    """
    meeting = open_meeting(question.meeting)
    stored = Question.unscoped.select_for_update().get(pk=question.pk)
    if stored.state != State.OPEN:
        return stored
    _count_and_forget(stored, actor=actor)
    _show(meeting, Wall.Show.VOICES)
    return stored


def close_with_meeting(*, meeting: Meeting, actor: User, **_told: Any) -> None:
    """What nobody has closed is counted when the meeting is over; the wall stays as it is.

    The feedback comes at the very end: it goes on after the talk, for as long as the meeting takes entries.
    """
    _close_open(meeting, actor=actor, kinds=IN_THE_TALK if meeting.is_open else Kind.values)


def close_forgotten(*, now: datetime) -> int:
    """Count what is still open of meetings that were before today or take no entries any more. Safe to run again.

    By then telephones have lost the mark that makes one of them one voice. Returns at how many meetings.
    """
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    shut = {Meeting.State.SEALED, Meeting.State.CANCELLED}
    left = Meeting.unscoped.filter(Q(ends_at__lt=today) | Q(state__in=shut), questions__state=State.OPEN)
    for meeting in (found := list(left)):
        _close_open(meeting, actor=None, kinds=Kind.values)
    return len(found)


@transaction.atomic
def _close_open(meeting: Meeting, *, actor: User | None, kinds: Iterable[str]) -> None:
    """The meeting's row first, as everywhere; then its open question: who answers just now reads that it is over."""
    tell_screens(Meeting.unscoped.filter(pk=meeting.pk))
    asked = Question.unscoped.filter(meeting=meeting, state=State.OPEN, kind__in=kinds)
    for question in asked.select_for_update():
        _count_and_forget(question, actor=actor)


def _count_and_forget(stored: Question, *, actor: User | None) -> None:
    """The one way in which a question is closed, whoever or whatever closes it."""
    ballots = list(stored.ballots.values_list("device", "choice"))
    choices = [choice for _device, choice in ballots]
    stored.state, stored.voices = State.CLOSED, len(choices)
    stored.crowd = stored.crowd_of(device for device, _choice in ballots)
    if len(choices) >= SHOWN_FROM and all(map(stored.tells_nobody_apart, _shown_before(stored))):
        stored.sums = _sums(stored, choices)
    stored.save(update_fields=["state", "voices", "crowd", "sums"])
    stored.ballots.all().delete()
    _knock(stored.meeting)
    audit.record(actor, "screens.question_closed", stored)


def _shown_before(question: Question) -> list[Question]:
    """The results that stand beside that of a question asked again, be it the repetition of several."""
    if question.first_id is None:
        return []
    rows = question.meeting.questions.filter(sums__isnull=False)
    return [one for one in rows if question.first_id in {one.pk, one.first_id} or question.repeats(one)]


def _sums(question: Question, choices: list[list[int]]) -> list[Any]:
    if question.kind == Kind.FEEDBACK:
        marks = [Counter(choice[place] for choice in choices) for place in range(len(question.options))]
        return [[counted[mark] for mark in range(1, MARKS + 1)] for counted in marks]
    counted = Counter(option for choice in choices for option in choice)
    return [counted[option] for option in range(len(question.options))]


@transaction.atomic
def remove_question(question: Question, *, actor: User) -> None:
    """Take back a question that nobody has seen yet."""
    open_meeting(question.meeting)
    stored = Question.unscoped.select_for_update().filter(pk=question.pk).first()
    if stored is None:
        return
    if stored.state != State.DRAFT:
        raise DomainError(_("This question was asked already and stays."))
    audit.record(actor, "screens.question_removed", stored)
    stored.delete()


def _knock(meeting: Meeting) -> None:
    """Telephones shall look again."""
    Entrance.unscoped.filter(meeting=meeting).update(revision=F("revision") + 1)


@transaction.atomic
def give_voice(question: Question, *, device: str, choice: list[int]) -> Ballot:
    """One voice per device and question; given again it replaces the first, until the question is closed.

    The screens count along. VoicesOver once it is closed; DomainError for a choice that the question does not offer.
    """
    tell_screens(Meeting.unscoped.filter(pk=question.meeting_id))  # first, as whoever closes a question locks
    stored = Question.unscoped.select_for_update().get(pk=question.pk)
    if stored.state != State.OPEN:
        raise VoicesOver(_("This question is closed. Thank you for taking part."))
    _check(stored, choice)
    ballot, _created = Ballot.unscoped.update_or_create(
        question=stored, device=stored.device_key(device), defaults={"choice": choice}
    )
    return ballot


def _check(question: Question, choice: list[int]) -> None:
    if question.kind == Kind.FEEDBACK:
        fits = len(choice) == len(question.options) and all(1 <= mark <= MARKS for mark in choice)
    else:
        most = DOTS if question.kind == Kind.DOTS else 1
        known = range(len(question.options))
        fits = 1 <= len(choice) <= most and len(set(choice)) == len(choice) and set(choice) <= set(known)
    if not fits:
        raise DomainError(_("Please choose among the answers that are offered."))
