"""Mergers and splits: whose data the people of a school read on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import DomainError
from schools.models import School, SchoolAuthority, SchoolSuccession

SUCCESSION_LOCK = 20_260_802


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
        predecessor=predecessor, successor=successor, defaults={"since": since}
    )
    if created:
        write_former()
        audit.record(actor, "schools.succession_recorded", row, {"since": [None, since.isoformat()]})
    return row


@transaction.atomic
def remove_succession(row: SchoolSuccession, *, actor: User) -> None:
    """Take an entry back that was recorded by mistake; the data of both schools stay as they are."""
    _lock()
    audit.record(actor, "schools.succession_removed", row, {"since": [row.since.isoformat(), None]})
    row.delete()
    write_former()


def _lock() -> None:
    """One change of successions at a time, so that two cannot close a circle together; also where none stands yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SUCCESSION_LOCK])


def write_former() -> None:
    """Set `former_ids` of every school and Träger from all rows: few, since schools merge once in a decade.

    Also after a school has come to another Träger, as the register tells. Wants a transaction.
    """
    _lock()
    direct: dict[int, set[int]] = {}
    for predecessor, successor in SchoolSuccession.unscoped.values_list("predecessor", "successor"):
        direct.setdefault(successor, set()).add(predecessor)
    before = {pk: _all_before(pk, direct) for pk in direct}
    bearer_of = dict(
        School.unscoped.filter(pk__in=set().union(before, *before.values())).values_list("pk", "authority")
    )
    bearers: dict[int, set[int]] = {}
    for pk, former in before.items():
        foreign = {one for one in former if bearer_of[one] != bearer_of[pk]}
        bearers.setdefault(bearer_of[pk], set()).update(foreign)
    _write(School.unscoped.all(), before)
    _write(SchoolAuthority.unscoped.all(), bearers)


def _write(rows: QuerySet[Any], wanted: Mapping[int, set[int]]) -> None:
    """`former_ids` of all rows; those that fit already are not touched."""
    known = dict(rows.filter(Q(pk__in=wanted) | ~Q(former_ids=[])).values_list("pk", "former_ids"))
    for pk, former in known.items():
        if former != (new := sorted(wanted.get(pk, ()))):
            rows.filter(pk=pk).update(former_ids=new)


def _all_before(pk: int, direct: dict[int, set[int]]) -> set[int]:
    found: set[int] = set()
    waiting = list(direct.get(pk, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += direct.get(one, ())
    return found - {pk}
