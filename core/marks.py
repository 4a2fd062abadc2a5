"""The one-time mark of a form (`submission_id`): sent again, it answers with what it has made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from core.errors import SentElsewhere


def made_before(rows: Any, submission_id: UUID, **place: int) -> Any:
    """What the mark has made among these rows, or None. Raises SentElsewhere where it did so at another place.

    A double click waits here until the first has ended: the mark is locked to the end of the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(submission_id)])
    known = rows.filter(submission_id=submission_id).first()
    if known and any(getattr(known, name) != pk for name, pk in place.items()):
        raise SentElsewhere
    return known
