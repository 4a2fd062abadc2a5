"""Rating together in the full world: an open round with the lead's sheet and links, a closed one with a spread."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from matrix import services as matrix
from matrix.models import Aspect, Snapshot
from matrix.rules import speaker_of
from matrix.selectors import aspect_of, find_sheet
from matrix.services.joint import Opened
from roundtables import services as tables
from roundtables.models import Meeting
from tests.permissions.marks import mark


def set_up_joint_rounds(full: Any, letter: str, lead: User) -> None:
    """What was said on links that are open (`alone`) and what five said in a closed round (`spread`)."""
    things = full.places[letter]
    aspect = aspect_of(Aspect.objects.get(code="S1.1", field__catalogue__is_current=True).pk)
    opened = _open(things.school, letter, "open", aspect, lead, members=[lead], links=6)
    sheet = opened.round.invitations.get(member=lead)
    _answer(sheet, aspect, mark(letter, "sheet", "reason"))
    for number, link in enumerate(opened.links[:5]):  # five, one of them not handed in yet
        found = find_sheet(_token(link))
        _answer(found, aspect, mark(letter, "alone", f"reason{number}"))
        if number < 4:
            matrix.hand_in(found, shows_name=True, name=mark(letter, "alone", f"name{number}"))
    full.sheets[letter] = _token(opened.links[5])
    closed = _open(things.school, letter, "closed", aspect, lead, links=5)
    for number, link in enumerate(closed.links):
        found = find_sheet(_token(link))
        _answer(found, aspect, mark(letter, "spread", f"reason{number}"))
        matrix.hand_in(found, shows_name=number > 0, name=mark(letter, "alone", f"named{number}"))
    matrix.close_joint_round(closed.round, actor=lead)
    things.values |= {"joint": opened.round.pk, "joint_closed": closed.round.pk, "sheet": sheet.pk}


def set_up_voices(full: Any, letter: str, adviser: str, staff: str, lead: str) -> None:
    """The adviser and the Träger about the school's release, the school about its Träger's; and the table."""
    things = full.places[letter]
    own = Snapshot.unscoped.get(pk=things.snapshot)
    theirs = Snapshot.unscoped.get(pk=things.authority_snapshot)
    for snapshot, code, actor, reason in (
        (own, "S1.1", adviser, mark(letter, "advice", "reason")),
        (own, "S1.1", staff, mark(letter, "peer", "reason")),
        (theirs, "T1.1", lead, mark(f"S{letter}", "peer", "reason")),
    ):
        user = full.user(actor)
        speaker = speaker_of(user, snapshot)
        assert speaker
        aspect = aspect_of(Aspect.objects.get(code=code, field__catalogue__is_current=True).pk)
        matrix.say(
            snapshot,
            aspect,
            kind=speaker.kind,
            by_school=speaker.by_school,
            state="rated",
            stage=1,
            reason=reason,
            seen=None,
            actor=user,
        )
    meeting = Meeting.unscoped.filter(pk=things.meeting)
    meeting.update(
        state=Meeting.State.RUNNING
    )  # the only time to say it; the world goes on before the meeting
    tables.record_voice(
        meeting.get(),
        snapshot=own,
        code="S1.1",
        state="rated",
        stage=1,
        reason=mark(letter, "tablevoice", "reason"),
        replaces=False,
        actor=full.user(staff),
    )
    meeting.update(state=Meeting.State.PLANNED)


def _open(school: Any, letter: str, name: str, aspect: Aspect, lead: User, **invited: Any) -> Opened:
    return matrix.open_joint_round(
        school,
        title=mark(letter, "joint", f"{name}title"),
        purpose=mark(letter, "joint", f"{name}purpose"),
        aspects=[aspect],
        closes_on=timezone.localdate() + timedelta(days=10),
        actor=lead,
        **invited,
    )


def _token(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[-1]


def _answer(sheet: Any, aspect: Aspect, reason: str) -> None:
    matrix.answer_alone(sheet, aspect, state="rated", stage=2, reason=reason, seen=0)
