"""Different views of one aspect as an item of the next agenda.

The table reads stages. Reasons of a school stay where they were released, so none of them is copied here; what an
adviser says is read by the school alone and never comes to the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.errors import DomainError
from matrix.models import Snapshot, Voice
from roundtables.models import AgendaItem, Meeting
from roundtables.services.agenda import add_agenda_item

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from matrix.selectors import VoiceLine, VoiceRow

MINUTES = 10  # of the meeting


@transaction.atomic
def put_on_agenda(meeting: Meeting, snapshot: Snapshot, row: VoiceRow, *, actor: User) -> AgendaItem:
    """Add the difference to the agenda of this meeting, once for each release.

    Raises DomainError where nothing differs, and for a meeting that takes no more entries.
    """
    lines = row.open_differences
    if not lines:
        raise DomainError(_("All views of this aspect name the same stage."))
    words = {"aspect": f"{row.answer.aspect.code} {row.answer.aspect.name}", "name": row.subject}
    return add_agenda_item(
        meeting,
        title=(_("Different views: %(aspect)s, %(name)s") % words)[:200],
        minutes=MINUTES,
        kind=AgendaItem.Kind.EXCHANGE,
        notes=_text(snapshot, row, lines),
        submission=uuid5(NAMESPACE_URL, f"difference:{meeting.pk}:{snapshot.pk}:{row.answer.aspect.code}"),
        actor=actor,
    )


def _text(snapshot: Snapshot, row: VoiceRow, lines: list[VoiceLine]) -> str:
    released = _("Release of %(day)s") % {"day": _day(snapshot.taken_at)}
    said = [f"{released}: {row.answer.stage} {row.answer.stage_name}", *map(_line, lines)]
    where = _("Whoever may read the reasons finds them with the release, under “Other views”.")
    return "\n".join([*said, where])


def _line(line: VoiceLine) -> str:
    """A school is not named for what it says about its Träger."""
    voice = line.voice
    speaker = _("A school") if voice.by_school_id else voice.speaker
    day = f" ({_day(voice.said_at)})" if voice.kind != Voice.Kind.TABLE else ""
    return f"{speaker}{day}: {voice.stage} {line.stage_name}"


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j. F Y")
