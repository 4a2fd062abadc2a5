"""What the worker does for a report that was asked for: make it, tell about it, and clean up behind dead workers."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.jobs import LostClaim
from core.mail import queue_mail
from reports import pipeline
from reports.models import ReportJob
from reports.services.minutes import deliver_made
from reports.services.orders import page_of

logger = logging.getLogger(__name__)
KEEP_DAYS = 90
PARTS = ("school", "authority", "meeting__series", "series")  # what the name of a report is made of


def perform(job_id: UUID | str) -> None:
    """What the worker does when the bell rings. Safe to call again: only a free job is claimed."""
    fence = ReportJob.unscoped.claim(job_id)
    if fence is None:
        return
    job = ReportJob.unscoped.select_related("requested_by", *PARTS).get(pk=job_id)
    try:
        pipeline.run(job, fence)
    except LostClaim:
        logger.warning("report %s: another worker took over", job_id)
        return
    except DomainError as error:
        pipeline.fail(job, fence, pipeline.plain_reason(error))
    except Exception as error:
        logger.exception("report %s failed", job_id)
        pipeline.fail(job, fence, pipeline.plain_reason(error))
    if job.meeting_id:
        deliver_made(job.meeting_id)
    tell(job)


def tell(job: ReportJob) -> None:
    """Mail the requester once that the report is ready or failed; the mail holds a link, no content.

    An address that no mail can go to is logged: the report ends all the same. Of a list that belongs to somebody else
    nobody is told: it goes with the minutes.
    """
    has_ended = job.state in {ReportJob.State.DONE, ReportJob.State.FAILED}
    if not has_ended or job.kind == ReportJob.Kind.DUTIES:
        return
    ready = job.state == ReportJob.State.DONE
    subject = _("Your report is ready") if ready else _("Your report could not be made")
    link = settings.BASE_URL + page_of(job)
    intro = (
        _("%(report)s is ready for download:") if ready else _("%(report)s could not be made. What to do:")
    )
    lines = [intro % {"report": job}, link] if ready else [intro % {"report": job}, job.error, link]
    event, text = f"report-{job.pk}-{job.state}", "\n\n".join(lines)
    try:
        queue_mail(event=event, recipient=job.requested_by.email, subject=subject, body=text)
    except DomainError:
        logger.warning("report %s: no mail can go to its requester", job.pk)


def sweep() -> list[UUID]:
    """Give up on jobs that died three times, delete what expired, return the jobs whose bell must ring again."""
    reason = _("The report was interrupted three times. Please tell the operator of the portal.")
    for job in ReportJob.unscoped.exhausted().select_related("requested_by", *PARTS):
        with transaction.atomic():  # nobody learns of an end that was not written, and of each that was
            ended = ReportJob.unscoped.exhausted().filter(pk=job.pk)
            if ended.update(state=ReportJob.State.FAILED, error=reason, finished_at=Now(), lease_until=None):
                job.refresh_from_db()
                tell(job)
    deliver_made()
    remove_expired()
    waiting = timezone.now() - timedelta(seconds=20)  # younger ones have a message on its way
    return list(ReportJob.unscoped.claimable().filter(requested_at__lt=waiting).values_list("pk", flat=True))


def remove_expired() -> int:
    """Delete rows and files older than KEEP_DAYS; a file that a younger report shares stays."""
    old = ReportJob.unscoped.filter(finished_at__lt=timezone.now() - timedelta(days=KEEP_DAYS))
    removed = 0
    for job in old:
        name = job.file.name
        job.delete()
        removed += 1
        if name and not ReportJob.unscoped.filter(file=name).exists():
            job.file.storage.delete(name)
    return removed


def remove_strays(*, before: datetime) -> int:
    """Delete files that no report names: a worker died between writing one and saying so. Answers with their number.

    Younger files than `before` are left alone: their worker may be about to say so.
    """
    storage: Any = ReportJob._meta.get_field("file").storage
    if not storage.exists("reports"):
        return 0
    known = set(ReportJob.unscoped.exclude(file="").values_list("file", flat=True))
    _folders, names = storage.listdir("reports")
    strays = [name for one in names if (name := f"reports/{one}") not in known]
    old = [name for name in strays if storage.get_modified_time(name) < before]
    for name in old:
        storage.delete(name)
    return len(old)
