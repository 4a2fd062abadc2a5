"""Errors that the user reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import OperationalError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

Row = TypeVar("Row", bound=Model)

DEADLOCK = "40P01"  # as PostgreSQL calls it


class DomainError(Exception):
    """A rule of the field said no. The text is for the user: what is wrong and what to do."""

    field: str | None = None  # of the form, where the text stands; None leaves that to the page

    def __init__(self, message: str = "", *, field: str | None = None) -> None:
        super().__init__(message)
        if field:
            self.field = field


class Conflict(DomainError):
    """Somebody else saved in between; nothing was overwritten. `theirs` is their text for the merge page."""

    def __init__(self, message: str, *, theirs: str = "") -> None:
        super().__init__(message)
        self.theirs = theirs


def still_there(rows: QuerySet[Row], pk: Any, *, gone: str = "") -> Row:
    """The row of this key as it is stored now, locked where `rows` are. A Conflict in the words `gone` without it."""
    stored = rows.filter(pk=pk).first()
    if stored is None:
        raise Conflict(gone or _("Somebody else has removed this in between."))
    return stored


def require_seen(stored: Any, seen: Any, *, changed: str = "", theirs: str = "") -> None:
    """A Conflict in the words `changed` unless version or fingerprint are still those that the editor saw."""
    if stored != seen:
        raise Conflict(changed or _("Somebody else changed this entry in between."), theirs=theirs)


class SentElsewhere(DomainError):
    """The one-time mark of this form belongs to something at another place, or of somebody else."""

    def __init__(self) -> None:
        super().__init__(
            _("This form was sent before, at another place. Nothing was saved: please open the page again.")
        )


@contextmanager
def deadlocks_told() -> Iterator[None]:
    """Two transactions that wait for each other are a Conflict for the one that the database has ended.

    Stands around the transaction: what it wrote is undone by then.
    """
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
            raise
        raise Conflict(
            _("Somebody else is changing the same thing at this moment. Nothing was saved: please try again.")
        ) from error
