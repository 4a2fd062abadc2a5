"""Mergers and splits: whose data the people of a school read on."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import DomainError
from schools.models import School, SchoolSuccession


@transaction.atomic
def record_succession(
    predecessor: School, successor: School, *, since: date, actor: User
) -> SchoolSuccession:
    """The people of `successor` read what `predecessor` has left. Recording the same twice changes nothing.

    Raises DomainError when both are the same school, or when `predecessor` goes on with `successor` already,
    be it over several steps.
    """
    _lock()
    if predecessor == successor:
        raise DomainError(_("A school cannot be its own successor."))
    if successor.pk in School.unscoped.values_list("former_ids", flat=True).get(pk=predecessor.pk):
        raise DomainError(_("This school is itself a predecessor. The other way round is recorded already."))
    row, created = SchoolSuccession.unscoped.get_or_create(
        predecessor=predecessor, successor=successor, defaults={"since": since, "recorded_by": actor}
    )
    if created:
        _write_former()
        audit.record(actor, "schools.succession_recorded", row, {"since": [None, since.isoformat()]})
    return row


@transaction.atomic
def remove_succession(row: SchoolSuccession, *, actor: User) -> None:
    """Take an entry back that was recorded by mistake; the data of both schools stay as they are."""
    _lock()
    audit.record(actor, "schools.succession_removed", row, {"since": [row.since.isoformat(), None]})
    row.delete()
    _write_former()


def _lock() -> None:
    """One change of successions at a time, so that two cannot close a circle together."""
    list(SchoolSuccession.unscoped.select_for_update().values_list("pk"))


def _write_former() -> None:
    """Set `former_ids` of every school from all rows: few, since schools merge once in a decade."""
    direct: dict[int, set[int]] = {}
    for predecessor, successor in SchoolSuccession.unscoped.values_list("predecessor", "successor"):
        direct.setdefault(successor, set()).add(predecessor)
    for school in School.unscoped.exclude(former_ids=[]).exclude(pk__in=direct):
        School.unscoped.filter(pk=school.pk).update(former_ids=[])
    for pk in direct:
        School.unscoped.filter(pk=pk).update(former_ids=sorted(_all_before(pk, direct)))


def _all_before(pk: int, direct: dict[int, set[int]]) -> set[int]:
    found: set[int] = set()
    waiting = list(direct.get(pk, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += direct.get(one, ())
    return found - {pk}
