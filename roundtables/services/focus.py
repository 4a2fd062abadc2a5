"""A table works on three focus topics at a time; one more needs a word."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from roundtables.models import FocusTopic
from roundtables.services.guards import locked_series, tell_tables

if TYPE_CHECKING:
    from accounts.models import User

AT_A_TIME = 3


def check_focus(series_id: int, values: dict[str, Any], *, besides: int | None = None) -> None:
    """DomainError where the days lie the wrong way round, or where a fourth at a time has no word.

    `values` names from_on, until_on and word; `besides` is the topic that is being changed.
    """
    begins, ends = values["from_on"], values["until_on"]
    if ends and ends < begins:
        raise DomainError(_("The end lies before the beginning."))
    if not str(values["word"]).strip() and _beside(series_id, begins, ends, besides) >= AT_A_TIME:
        raise DomainError(
            _("The table already works on %(count)d focus topics at that time. Say why one more.")
            % {"count": AT_A_TIME}
        )


@transaction.atomic
def end_focus_topic(topic: FocusTopic, *, on: date, reason: str, actor: User) -> FocusTopic:
    """The table is done with it, or lets it be: on this day and for this reason, also after the minutes are final."""
    locked_series(topic.series)
    stored = FocusTopic.unscoped.get(pk=topic.pk)
    if not stored.is_endable:
        raise DomainError(_("This focus topic has already ended."))
    if on < stored.from_on:
        raise DomainError(_("The end lies before the beginning."))
    if stored.until_on and on > stored.until_on:
        raise DomainError(_("It ends earlier anyway. Choose a day before that."))
    if not reason.strip():
        raise DomainError(_("Say in one line why."))
    before = stored.until_on.isoformat() if stored.until_on else ""
    stored.until_on, stored.end_reason = on, reason.strip()
    stored.save(update_fields=["until_on", "end_reason"])
    tell_tables(stored.series_id)
    changes = {"until_on": [before, on.isoformat()], "end_reason": ["", stored.end_reason]}
    audit.record(actor, "roundtables.focustopic_ended", stored, changes)
    return stored


def _beside(series_id: int, begins: date, ends: date | None, besides: int | None) -> int:
    """How many others share a day with this time. Three that follow each other within it count as three."""
    others = FocusTopic.unscoped.filter(series=series_id)
    others = others.exclude(pk=besides) if besides else others
    others = others.filter(Q(until_on__isnull=True) | Q(until_on__gte=begins))
    return others.filter(from_on__lte=ends).count() if ends else others.count()
