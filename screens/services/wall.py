"""The wall: which item is talked about, what the projector shows, the sentence that the table is looking for.

Every write goes through `open_meeting`, which moves the meeting's revision on: that is how the screens hear of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError, require_seen
from roundtables.models import AgendaItem, Meeting, Result
from roundtables.services.guards import open_meeting
from screens.models import SENTENCE_LIMIT, Wall

if TYPE_CHECKING:
    from accounts.models import User


def wall_of(meeting: Meeting) -> Wall:
    """The wall of a meeting that the caller has locked."""
    return Wall.unscoped.get_or_create(meeting=meeting)[0]


@transaction.atomic
def go_to_item(item: AgendaItem, *, actor: User) -> Wall:
    """The talk comes to this item, or back to it: its clock begins anew and the wall shows it.

    DomainError while the meeting does not run.
    """
    meeting = open_meeting(item.meeting)
    if meeting.state != Meeting.State.RUNNING:
        raise DomainError(_("Begin the meeting first, then go through the agenda."))
    wall = wall_of(meeting)
    before, wall.item, wall.item_since, wall.show = wall.item_id, item, timezone.now(), Wall.Show.ITEM
    if before != item.pk:
        wall.item_before_id = before
    wall.save(update_fields=["item", "item_before", "item_since", "show"])
    if before != item.pk:
        audit.record(actor, "screens.item_begun", item)
    return wall


@transaction.atomic
def show_on_wall(meeting: Meeting, show: str, *, actor: User) -> Wall:
    """Put another view on the projector. DomainError if there is no such view."""
    if show not in Wall.Show.values:
        raise DomainError(_("The wall has no such view."))
    wall = wall_of(open_meeting(meeting))
    before, wall.show = wall.show, Wall.Show(show)
    if before != show:
        wall.save(update_fields=["show"])
        audit.record(actor, "screens.shown", wall, {"show": [before, show]})
    return wall


@transaction.atomic
def set_dark(meeting: Meeting, *, is_dark: bool, actor: User) -> Wall:
    """Light letters on a dark ground for a dim room, or the other way round."""
    wall = wall_of(open_meeting(meeting))
    if wall.is_dark != is_dark:
        wall.is_dark = is_dark
        wall.save(update_fields=["is_dark"])
        audit.record(actor, "screens.shown", wall, {"is_dark": [not is_dark, is_dark]})
    return wall


@transaction.atomic
def write_sentence(meeting: Meeting, *, text: str, version: int, actor: User) -> Wall:
    """The sentence as it is being typed; the wall shows it as soon as it has words.

    `version` is the one that the writer began with. Conflict, with the other text in `theirs`, when somebody else
    wrote in between. No entry in the trail: what counts is what is recorded in the end.
    """
    if len(text) > SENTENCE_LIMIT:
        raise DomainError(
            _("The sentence is too long: at most %(limit)d characters.") % {"limit": SENTENCE_LIMIT}
        )
    wall = wall_of(open_meeting(meeting))
    if wall.sentence == text:
        return wall
    changed = _("Somebody else is writing this sentence too. Both texts are shown below.")
    require_seen(wall.sentence_version, version, changed=changed, theirs=wall.sentence)
    wall.sentence, wall.sentence_version = text, version + 1
    if text and not text.isspace():
        wall.show = Wall.Show.SENTENCE
    wall.save(update_fields=["sentence", "sentence_version", "show"])
    return wall


@transaction.atomic
def record_sentence(meeting: Meeting, record: Callable[[], Result], *, version: int) -> Result:
    """Record what the sentence of this version has become, and empty its box: both or neither.

    A sentence that somebody has written on since stays. The wall goes on to what is agreed.
    """
    row = record()
    wall = wall_of(open_meeting(meeting))
    if wall.sentence and wall.sentence_version == version:
        wall.sentence, wall.sentence_version = "", version + 1
        if wall.show == Wall.Show.SENTENCE:
            wall.show = Wall.Show.RESULTS
        wall.save(update_fields=["sentence", "sentence_version", "show"])
    return row
