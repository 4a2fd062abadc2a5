"""A table works on three focus topics at a time; one more needs a word."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import DomainError
from roundtables.models import FocusTopic

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


def _beside(series_id: int, begins: date, ends: date | None, besides: int | None) -> int:
    """How many others share a day with this time. Three that follow each other within it count as three."""
    others = FocusTopic.unscoped.filter(series=series_id)
    others = others.exclude(pk=besides) if besides else others
    others = others.filter(Q(until_on__isnull=True) | Q(until_on__gte=begins))
    return others.filter(from_on__lte=ends).count() if ends else others.count()
