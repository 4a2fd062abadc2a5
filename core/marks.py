"""The one-time mark of a form (`submission_id`): sent again, it answers with what it has made."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db import connection, models

from core.errors import SentElsewhere

Row = TypeVar("Row", bound=models.Model)


def submission_field() -> models.UUIDField:
    """The mark of the form that has made a row: the same form sent twice (double click, back button) makes one."""
    return models.UUIDField(null=True, unique=True, editable=False)


def made_before(rows: models.Manager[Row], submission_id: UUID | None, **place: int) -> Row | None:
    """What the mark has made among these rows, or None. Raises SentElsewhere where it did so at another place.

    A double click waits here until the first has ended: the mark is locked to the end of the transaction. A row that
    no form makes has no mark.
    """
    if submission_id is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(submission_id)])
    known = rows.filter(submission_id=submission_id).first()
    if known and any(getattr(known, name) != pk for name, pk in place.items()):
        raise SentElsewhere
    return known
