"""Different views of one aspect as an item of the next agenda.

The table reads stages. Reasons of a school stay where they were released, so none of them is copied here; what an
adviser says is read by the school alone and never comes to the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.days import day_in_words
from roundtables.models import AgendaItem, Meeting
from roundtables.selectors.differences import mark_of, marks_of
from roundtables.selectors.preparation import shortened
from roundtables.selectors.subjects import Subject
from roundtables.services.agenda import add_agenda_item

if TYPE_CHECKING:
    from accounts.models import User
    from matrix.selectors import Difference, StageSaid

MINUTES = 10  # of the meeting


@transaction.atomic
def put_on_agenda(meeting: Meeting, difference: Difference, *, actor: User) -> AgendaItem:
    """Add the difference to the agenda of this meeting, once for each aspect of a school or Träger.

    Raises DomainError for a meeting that takes no more entries.
    """
    release, aspect = difference.release, difference.answer.aspect
    marks = marks_of([meeting.pk], release, [aspect.pk])
    if known := AgendaItem.unscoped.filter(meeting=meeting, submission_id__in=marks).first():
        return known
    words = {"aspect": f"{aspect.code} {aspect.name}", "name": release.subject}
    return add_agenda_item(
        meeting,
        title=(_("Different views: %(aspect)s, %(name)s") % words)[:200],
        minutes=MINUTES,
        kind=AgendaItem.Kind.EXCHANGE,
        reason=shortened(_text(difference)),
        subject=Subject(school=release.school_id, aspects=(aspect.pk,)),
        submission_id=mark_of(meeting.pk, release, aspect.pk),
        actor=actor,
    )


def _text(difference: Difference) -> str:
    released = _("Release of %(day)s") % {"day": day_in_words(difference.release.taken_at)}
    answer = difference.answer
    said = [f"{released}: {answer.stage} {answer.stage_name}", *map(_line, difference.said)]
    where = _("Whoever may read the reasons finds them with the release, under “Other views”.")
    return "; ".join(said) + ". " + where


def _line(said: StageSaid) -> str:
    day = "" if said.is_of_a_table else f" ({day_in_words(said.said_at)})"
    return f"{said.speaker}{day}: {said.stage} {said.stage_name}"
