"""The table's own view of a released aspect: the row lives in the matrix, the meeting says who spoke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.days import day_in_words
from core.errors import DomainError
from matrix import services as matrix
from matrix.models import Aspect, Snapshot, Voice
from roundtables.models import Meeting
from roundtables.services.guards import open_meeting

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def record_voice(
    meeting: Meeting,
    *,
    snapshot: Snapshot,
    code: str,
    state: str,
    stage: int | None,
    reason: str,
    replaces: bool,
    actor: User,
) -> Voice:
    """Keep how this table sees one aspect of a release of its municipality.

    A second view in the same meeting must be meant (`replaces`); the one before stays as history.
    """
    stored = open_meeting(meeting)
    if not stored.is_under_way:
        raise DomainError(_("The table enters its view while it meets. Begin the meeting first."))
    if not stored.series.releases().filter(pk=snapshot.pk).exists():
        raise DomainError(_("This release does not belong to this table."))
    aspects = Aspect.objects.select_related("field").filter(field__catalogue=snapshot.catalogue_id)
    aspect = aspects.filter(code=code, field__side=snapshot.side).first()
    if aspect is None:
        raise DomainError(_("Choose an aspect of the side that you have chosen above."))
    newest = matrix.newest_of(snapshot, aspect, kind=Voice.Kind.TABLE, by_school=None)
    if newest and newest.meeting == stored.pk and not replaces:
        raise DomainError(
            _("This meeting has recorded a view of %(code)s already: “%(reason)s”. Set the tick to go on.")
            % {"code": code, "reason": newest.reason[:200]}
        )
    return matrix.say(
        snapshot,
        aspect,
        kind=Voice.Kind.TABLE.value,
        state=state,
        stage=stage,
        reason=reason,
        seen=newest.pk if newest else None,
        actor=actor,
        meeting=stored.pk,
        meeting_title=_("Round table of %(day)s") % {"day": _day(stored)},
    )


def _day(meeting: Meeting) -> str:
    """The day alone: whoever reads a release, as the adviser does, need not know the table by its name."""
    return day_in_words(meeting.starts_at)
