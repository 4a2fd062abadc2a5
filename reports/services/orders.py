"""Ask for reports: once for each person and subject, and not for more at a time than are made soon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from reports.models import ReportJob
from roundtables.models import Meeting, RoundTableSeries
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User
    from reports.selectors import AdvisedSchool

OPEN_JOBS_PER_USER = 3

Subject = School | SchoolAuthority | Meeting | RoundTableSeries


def kind_and_place(subject: Subject) -> dict[str, object]:
    """The columns that say what a report is about."""
    if isinstance(subject, School):
        return {"kind": ReportJob.Kind.SCHOOL, "school": subject}
    if isinstance(subject, SchoolAuthority):
        return {"kind": ReportJob.Kind.AUTHORITY, "authority": subject}
    if isinstance(subject, RoundTableSeries):
        return {"kind": ReportJob.Kind.GUIDELINES, "series": subject}
    return {"kind": ReportJob.Kind.MINUTES, "meeting": subject}


def request_report(
    subject: Subject,
    *,
    actor: User,
    kind: str = "",
    params: dict[str, object] | None = None,
    limit: int | None = OPEN_JOBS_PER_USER,
) -> ReportJob:
    """Write the job, or return the one that is already waiting or running for this person and subject.

    `kind` names another report about the subject than its usual one, `params` a part of the subject.

    Raises DomainError when the person has `limit` other jobs open (None: no limit, for the command line).
    """
    columns = kind_and_place(subject) | ({"kind": kind} if kind else {}) | {"params": params or {}}
    mine = ReportJob.unscoped.active().filter(requested_by=actor)
    running = mine.filter(**columns).first()
    if running:
        return running
    if limit is not None and mine.exclude(kind=ReportJob.Kind.DUTIES).count() >= limit:
        raise DomainError(
            _("You already have %(count)s reports in the making. Please wait until one is ready.")
            % {"count": limit}
        )
    try:
        with transaction.atomic():
            return ReportJob.unscoped.create(requested_by=actor, **columns)
    except IntegrityError:  # the second half of a double click: the constraint kept one
        return mine.get(**columns)


@dataclass(slots=True)
class Ordered:
    """What became of an order for several schools."""

    jobs: list[ReportJob] = field(default_factory=list)  # written just now
    ready: int = 0  # made today from the newest release
    waiting: int = 0  # asked for before and still in the making
    unreleased: int = 0


@transaction.atomic
def order_school_reports(rows: Iterable[AdvisedSchool], *, actor: User) -> Ordered:
    """Ask for the Schulbericht of each school that has none of today; asking again orders nothing.

    The actor may ask for each of them. A choice is one order, so the limit of open jobs does not apply.
    """
    ordered, today = Ordered(), timezone.localdate()
    columns = {"kind": ReportJob.Kind.SCHOOL, "requested_by": actor}
    waiting = set(ReportJob.unscoped.active().filter(**columns).values_list("school", flat=True))
    for row in rows:
        made = row.report_made_at
        if row.released_at is None:
            ordered.unreleased += 1
        elif made and made >= row.released_at and timezone.localdate(made) == today:
            ordered.ready += 1
        elif row.school.pk in waiting:
            ordered.waiting += 1
        else:
            ordered.jobs.append(request_report(row.school, actor=actor, limit=None))
    return ordered


def page_of(job: ReportJob) -> str:
    return reverse("reports:report_detail", args=[job.pk])
