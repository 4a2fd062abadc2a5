"""The trail: services write it in the transaction of the change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

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


def record_now_and_then(actor: User, verb: str, subject: models.Model, *, every: timedelta) -> None:
    """For what a page stores by itself every few seconds: one entry, and the next after `every` or somebody else's."""
    newest = trail_of(subject).filter(verb=verb).order_by("-at", "-pk").first()
    if newest is None or newest.actor_id != actor.pk or timezone.now() - newest.at >= every:
        record(actor, verb, subject)


def record_many(
    actor: User | None, verb: str, subjects: Iterable[tuple[models.Model, dict[str, Any]]]
) -> None:
    """The same for many rows (with their changes) in one query."""
    entries = [_entry(actor, verb, subject, changes) for subject, changes in subjects]
    AuditEntry.objects.bulk_create(entries, batch_size=1000)


def plain(value: Any) -> Any:
    """As the trail keeps it: nothing and whole numbers (yes and no with them) as they are, all else as text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if value is None or isinstance(value, int) else str(value)


def set_values(row: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set what differs and answer with it as [old, new] for `record`. Saving is up to the caller."""
    changes = between({name: getattr(row, name) for name in values}, values)
    for name in changes:
        setattr(row, name, values[name])
    return changes


def set_related(row: models.Model, name: str, chosen: Iterable[models.Model]) -> dict[str, list[str]]:
    """The same for rows that hang on a saved `row` in any number; these are stored at once."""
    related, wanted = getattr(row, name), list(chosen)
    before = list(related.all())
    if {one.pk for one in before} == {one.pk for one in wanted}:
        return {}
    related.set(wanted)
    return {name: ["; ".join(sorted(map(str, rows))) for rows in (before, wanted)]}


def between(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What of `new` is not as it was, as [old, new] for `record`. What `old` does not name was nothing."""
    return {
        name: [plain(old.get(name)), plain(value)] for name, value in new.items() if old.get(name) != value
    }


def trail_of(*subjects: models.Model) -> models.QuerySet[AuditEntry]:
    """What was done to these rows, newest first, with who did it. The caller may read the rows."""
    keys: dict[str, list[str]] = defaultdict(list)
    for one in subjects:
        keys[one._meta.label_lower].append(str(one.pk))
    found = models.Q(pk__in=[])
    for label, own in keys.items():
        found |= models.Q(subject_type=label, subject_id__in=own)
    return AuditEntry.objects.filter(found).select_related("actor")


def last_times(subjects: Iterable[models.Model], verbs: Iterable[str]) -> dict[str, datetime]:
    """When one of these verbs last happened to each of these rows of one model, by the key as text; one query."""
    rows = list(subjects)
    label = rows[0]._meta.label_lower if rows else ""
    keys = [str(row.pk) for row in rows]
    entries = AuditEntry.objects.filter(subject_type=label, subject_id__in=keys, verb__in=list(verbs))
    found = entries.order_by().values_list("subject_id").annotate(models.Max("at"))
    return dict(found)


def trail_at(prefix: str, school: models.Model) -> models.QuerySet[AuditEntry]:
    """What was done to a school and its rows by verbs that begin with `prefix`, to rows that are gone too.

    The caller may read the school.
    """
    found = AuditEntry.objects.filter(school_id=school.pk, verb__startswith=prefix)
    return found.select_related("actor")


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
        school_id=subject.pk if subject._meta.model_name == "school" else getattr(subject, "school_id", None),
    )
