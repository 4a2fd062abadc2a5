"""The one-time mark of a form (`submission_id`): sent again, it answers with what it has made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.errors import SentElsewhere


def made_before(rows: Any, submission_id: UUID, **place: int) -> Any:
    """What the mark has made among these rows, or None. Raises SentElsewhere where it did so at another place."""
    known = rows.filter(submission_id=submission_id).first()
    if known and any(getattr(known, name) != pk for name, pk in place.items()):
        raise SentElsewhere
    return known
