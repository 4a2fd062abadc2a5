"""Collect, freeze, render, store: the life of one report in the worker."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.errors import DomainError
from core.jobs import LostClaim, kept
from core.queries import no_queries
from reports.appearance import appearance_of
from reports.models import ReportJob
from reports.pdf import to_pdf
from reports.registry import BUILDERS, PACKERS

logger = logging.getLogger(__name__)


def run(job: ReportJob, fence: int) -> None:
    """Make the report that this worker has claimed under `fence`.

    Raises LostClaim when the claim is gone, DomainError when the subject has nothing to report.
    """
    with override(settings.LANGUAGE_CODE), kept(ReportJob.unscoped.all, job.pk, fence):
        builder = BUILDERS[job.kind]
        if not builder.permitted(job):
            _finish(job, fence, state=ReportJob.State.DENIED)
            return
        snapshot = job.snapshot or freeze(job, fence)
        twin = _same_content(job)
        if twin:
            _finish(job, fence, state=ReportJob.State.DONE, file=twin.file.name, snapshot=twin.snapshot)
            return
        _progress(job, fence, 60)
        content = render(job.kind, snapshot)
        _progress(job, fence, 90)
        with _packed(job.kind, snapshot, content) as file:
            _store(job, fence, file)


def freeze(job: ReportJob, fence: int) -> dict[str, Any]:
    """Collect once and keep it: a retry prints what was frozen and does not read the world again."""
    collected = BUILDERS[job.kind].collect(job, lambda percent: _progress(job, fence, percent))
    job.content_hash = content_hash(job.kind, collected)
    job.number = job.number or _next_number()
    job.as_of = date.fromisoformat(collected["as_of"])
    job.snapshot = collected | {
        "number": report_label(job.number),
        "made_at": timezone.localtime().isoformat(),
    }
    values = {
        "snapshot": job.snapshot,
        "content_hash": job.content_hash,
        "number": job.number,
        "as_of": job.as_of,
    }
    if not ReportJob.unscoped.held(job.pk, fence).update(**values):
        raise LostClaim
    return job.snapshot


def content_hash(kind: str, collected: dict[str, Any]) -> str:
    """SHA-256 of the collected values and of how they are printed: equal means the same document."""
    printed = [appearance_of(BUILDERS[kind].template_name), collected]
    canonical = json.dumps(printed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def report_label(number: int) -> str:
    """12 -> "B-000012": how a report is quoted."""
    return f"B-{number:06d}"


def render_html(kind: str, snapshot: dict[str, Any]) -> str:
    """The document as HTML; any query while rendering raises."""
    with no_queries():
        return render_to_string(
            BUILDERS[kind].template_name, {"report": snapshot, "site_name": settings.SITE_NAME}
        )


def render(kind: str, snapshot: dict[str, Any]) -> bytes:
    return to_pdf(render_html(kind, snapshot))


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('reports_number')")
        return int(cursor.fetchone()[0])


def _same_content(job: ReportJob) -> ReportJob | None:
    same = ReportJob.unscoped.ready().filter(
        kind=job.kind,
        school=job.school_id,
        authority=job.authority_id,
        meeting=job.meeting_id,
        series=job.series_id,
        content_hash=job.content_hash,
    )
    return next(
        (twin for twin in same.order_by("finished_at") if twin.file.storage.exists(twin.file.name or "")),
        None,
    )


def _progress(job: ReportJob, fence: int, percent: int) -> None:
    if not ReportJob.unscoped.report_progress(job.pk, fence, percent):
        raise LostClaim


@contextmanager
def _packed(kind: str, snapshot: dict[str, Any], document: bytes) -> Iterator[File]:
    """The file to keep: the document itself, or a package around it that never stands in memory as a whole."""
    packer = PACKERS.get(kind)
    if packer is None:
        yield ContentFile(document, name="report.pdf")
        return
    with TemporaryFile() as target:  # has no name: nothing is left of it when the process is killed
        packer.pack(snapshot, document, target)
        target.seek(0)
        yield File(target, name="report.zip")


def _store(job: ReportJob, fence: int, file: File) -> None:
    """Whole file first, row second; a worker that lost its claim removes what it wrote."""
    storage = job.file.storage
    name = storage.save(f"reports/{file.name}", file)
    try:
        _finish(job, fence, state=ReportJob.State.DONE, file=name)
    except LostClaim:
        storage.delete(name)
        raise


def _finish(job: ReportJob, fence: int, **values: Any) -> None:
    values = {"progress": 100, "finished_at": timezone.now(), "lease_until": None, "error": ""} | values
    with transaction.atomic():
        if not ReportJob.unscoped.held(job.pk, fence).update(**values):
            raise LostClaim
    for name, value in values.items():
        setattr(job, name, value)


def fail(job: ReportJob, fence: int, reason: str) -> None:
    """Give up on the job with a text for the user."""
    if ReportJob.unscoped.held(job.pk, fence).update(
        state=ReportJob.State.FAILED, error=reason[:200], finished_at=timezone.now(), lease_until=None
    ):
        job.refresh_from_db()


def plain_reason(error: Exception) -> str:
    """What the user reads about a failure; the log keeps the trace."""
    if isinstance(error, DomainError):
        return str(error)
    return _(
        "The report could not be made. Please try again; if it fails again, tell the operator of the portal."
    )
