"""Other views: each act appends a row, and none touches what a school or Träger says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import audit
from core.errors import Conflict, DomainError
from matrix.models import Aspect, Rating, Snapshot, Voice
from matrix.selectors import matrix_of
from matrix.selectors.lineage import codes_in
from matrix.selectors.voices import about
from matrix.services.subjects import lock
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def say(
    snapshot: Snapshot,
    aspect: Aspect,
    *,
    kind: str,
    state: str,
    stage: int | None,
    reason: str,
    seen: int | None,
    actor: User,
    by_school: School | None = None,
    meeting: int | None = None,
    meeting_title: str = "",
) -> Voice:
    """Say how one sees an aspect of this release. `seen` is the speaker's newest view that stood on the page.

    The other side speaks of aspects of joined topics alone. `meeting` and its title come from the round table that
    speaks. Raises Conflict when a colleague of the same side spoke in between; a double click makes one row.
    """
    lock(snapshot.subject)
    _check(snapshot, aspect, kind)
    _check_answer(aspect, state, stage, reason)
    said = {"state": state, "stage": stage, "reason": reason.strip()}
    newest = newest_of(snapshot, aspect, kind=kind, by_school=by_school)
    is_mine = newest is not None and newest.said_by_id == actor.pk and newest.aspect_id == aspect.pk
    if newest and is_mine and all(getattr(newest, name) == value for name, value in said.items()):
        return newest
    if seen != (newest.pk if newest else None):
        raise Conflict(
            _("Somebody else of your side has entered a view in between. Yours is not saved yet."),
            theirs=newest.reason if newest else "",
        )
    voice = Voice.unscoped.create(
        snapshot=snapshot,
        aspect=aspect,
        said_by=actor,
        meeting=meeting,
        meeting_title=meeting_title,
        kind=kind,
        by_school=by_school,
        **said,
    )
    audit.record(actor, "matrix.voice_given", voice, {"aspect": ["", aspect.code], "kind": ["", kind]})
    return voice


def newest_of(snapshot: Snapshot, aspect: Aspect, *, kind: str, by_school: School | None) -> Voice | None:
    """What this speaker has said last about the same school or Träger, whichever of its releases it was about.

    In an older version of the matrix too: to what became this aspect.
    """
    matrix = matrix_of(snapshot.catalogue)
    ours = Q(aspect=aspect.pk) | ~Q(snapshot__catalogue=matrix.pk)
    rows = Voice.unscoped.filter(ours, kind=kind, by_school=by_school, **about(snapshot)).order_by("-pk")
    said = rows.select_related("aspect", "snapshot").defer("snapshot__data")
    known = (
        (voice, codes_in(matrix, voice.aspect.code, since=voice.snapshot.catalogue_id)) for voice in said
    )
    return next((voice for voice, codes in known if aspect.code in codes), None)


def _check(snapshot: Snapshot, aspect: Aspect, kind: str) -> None:
    if aspect.field.catalogue_id != snapshot.catalogue_id or aspect.field.side != snapshot.side:
        raise DomainError(_("This aspect is not part of this release."))
    if kind == Voice.Kind.PEER and not aspect.topic_id:
        raise DomainError(_("The other side speaks of aspects of joined topics only."))


def _check_answer(aspect: Aspect, state: str, stage: int | None, reason: str) -> None:
    if state not in Rating.State.values or (state == Rating.State.RATED) != (stage is not None):
        raise DomainError(_("Choose a stage, or say that you do not know or that it does not apply."))
    if stage is not None and not aspect.stages.filter(number=stage).exists():
        raise DomainError(_("This aspect has no such stage."))
    if not reason.strip():
        raise DomainError(_("Write in one or two lines why you see it this way."))
