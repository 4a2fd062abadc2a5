"""Whose matrix it is: a school's or a Träger's, and one writer at a time for it."""

from __future__ import annotations

from matrix.models import Side
from schools.models import School, SchoolAuthority

Subject = School | SchoolAuthority


def named(subject: Subject) -> dict[str, Subject]:
    return {Side.SCHOOL if isinstance(subject, School) else Side.AUTHORITY: subject}


def lock(subject: Subject) -> None:
    """One writer at a time for this school or Träger, until the transaction ends."""
    type(subject).unscoped.select_for_update(no_key=True).get(pk=subject.pk)
