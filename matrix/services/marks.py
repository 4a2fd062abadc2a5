"""Mark days to come back to: a round table, the end of a school year, or a name."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import audit
from core.errors import DomainError
from core.parsing import one_line
from matrix.models import Snapshot, SnapshotMark
from schools.models.register import school_year_begin, school_year_end, school_year_label, school_year_of

if TYPE_CHECKING:
    from accounts.models import User
    from matrix.querysets import SnapshotQuerySet

LONGEST_NAME = 60


@transaction.atomic
def mark_releases(
    releases: SnapshotQuerySet, *, before: datetime, kind: SnapshotMark.Kind, event: str, name: str, on: date
) -> int:
    """Mark the newest of these releases before that moment, of each school and Träger. Safe to run again.

    Returns how many marks are new. Who released nothing until then gets no mark.
    """
    newest = releases.filter(taken_at__lt=before).newest().values_list("pk", flat=True)
    known = set(SnapshotMark.unscoped.filter(event=event).values_list("snapshot_id", flat=True))
    rows = [
        SnapshotMark(snapshot_id=pk, kind=kind, event=event, name=name[:160], marked_on=on)
        for pk in newest
        if pk not in known
    ]
    SnapshotMark.unscoped.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def mark_school_year(today: date | None = None) -> int:
    """Mark what stood when the last school year ended. Each night: a night that was missed is made up for."""
    this_year = school_year_of(today or timezone.localdate())
    first_day = school_year_begin(this_year)
    with override("de"):
        name = _("End of school year %(year)s") % {"year": school_year_label(this_year - 1)}
    return mark_releases(
        Snapshot.unscoped.all(),
        before=timezone.make_aware(datetime.combine(first_day, time())),
        kind=SnapshotMark.Kind.SCHOOL_YEAR,
        event=f"year:{this_year - 1}",
        name=name,
        on=school_year_end(this_year - 1),
    )


@transaction.atomic
def name_release(snapshot: Snapshot, *, name: str, actor: User) -> None:
    """Give a release a name of one's own, change it, or (empty) take it away."""
    Snapshot.unscoped.select_for_update(no_key=True).get(pk=snapshot.pk)
    wanted = one_line(name)
    if len(wanted) > LONGEST_NAME:
        raise DomainError(_("The name is too long: at most %(limit)s characters.") % {"limit": LONGEST_NAME})
    marks = SnapshotMark.unscoped.filter(snapshot=snapshot, event="named")
    before = marks.values_list("name", flat=True).first() or ""
    if wanted == before:
        return
    if wanted:
        day = timezone.localdate(snapshot.taken_at)
        told = {"name": wanted, "kind": SnapshotMark.Kind.NAMED, "marked_on": day}
        SnapshotMark.unscoped.update_or_create(snapshot=snapshot, event="named", defaults=told)
    else:
        marks.delete()
    audit.record(actor, "matrix.release_named", snapshot, {"name": [before, wanted]})
