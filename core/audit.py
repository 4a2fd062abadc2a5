"""The trail: services write it in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from core.models import AuditEntry

if TYPE_CHECKING:
    from accounts.models import User


def record(
    actor: User | None, verb: str, subject: models.Model, changes: dict[str, Any] | None = None
) -> AuditEntry:
    """Write one entry. `actor` None means the portal itself; `changes` maps field to [old, new]."""
    entry = _entry(actor, verb, subject, changes)
    entry.save(force_insert=True)
    return entry


def record_many(
    actor: User | None, verb: str, subjects: Iterable[tuple[models.Model, dict[str, Any]]]
) -> None:
    """The same for many rows (with their changes) in one query."""
    entries = [_entry(actor, verb, subject, changes) for subject, changes in subjects]
    AuditEntry.objects.bulk_create(entries, batch_size=1000)


def trail_of(subject: models.Model) -> models.QuerySet[AuditEntry]:
    """What was done to this row, newest first, with who did it. The caller may read the row."""
    entries = AuditEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    return entries.select_related("actor")


def trail_below(prefix: str, *rows: models.QuerySet[Any]) -> models.QuerySet[AuditEntry]:
    """What was done to all of these rows by verbs that begin with `prefix`. The caller may read them."""
    found = Q(pk__in=[])
    for one in rows:
        keys = one.order_by().annotate(trail_key=Cast("pk", models.CharField())).values("trail_key")
        found |= Q(subject_type=one.model._meta.label_lower, subject_id__in=keys)
    return AuditEntry.objects.filter(found, verb__startswith=prefix).select_related("actor")


def _entry(
    actor: User | None, verb: str, subject: models.Model, changes: dict[str, Any] | None
) -> AuditEntry:
    return AuditEntry(
        actor=actor,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_text=str(subject)[:200],
        changes=changes or {},
    )
