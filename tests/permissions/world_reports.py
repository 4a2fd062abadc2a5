"""Finished reports of every kind, for A and C."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from core.mail import queue_mail
from reports.models import ReportJob
from roundtables.models import Meeting
from tests.permissions.marks import LEADS, STAFF, FullWorld, mark, pdf_saying


def set_up_reports(full: FullWorld, letter: str) -> None:
    """One finished report of each kind (A and C) whose file says whose it is; the requester has a mail."""
    things = full.places[letter]
    if letter == "B":
        return
    subjects: dict[str, dict[str, Any]] = {
        "school": {"school": things.school},
        "authority": {"authority": things.school.authority},
        "minutes": {"meeting": Meeting.unscoped.get(pk=things.sealed)},
    }
    subjects["duties"] = subjects["minutes"] | {"params": {"user": full.user(LEADS[letter]).pk}}
    owners = {"school": letter, "authority": f"S{letter}", "minutes": f"T{letter}", "duties": f"T{letter}"}
    classes = {"school": "released", "authority": "fact", "minutes": "table", "duties": "tasks"}
    for kind, subject in subjects.items():
        job = _report(full.user(STAFF[letter]), kind, mark(owners[kind], classes[kind], "report"), subject)
        things.values |= {f"report_{kind}": job.pk}
        queue_mail(
            event=f"report-{job.pk}",
            recipient=job.requested_by.email,
            subject="Ihr Bericht ist fertig",
            body=f"https://portal.example/{job.pk}/",
        )
    _report(full.user(LEADS[letter]), "needs", mark(letter, "fact", "report"), {"school": things.school})
    _report(full.user(LEADS[letter]), "draft", mark(letter, "draft", "report"), {"school": things.school})


def _report(requester: User, kind: str, text: str, subject: dict[str, Any]) -> ReportJob:
    job = ReportJob(kind=kind, requested_by=requester, state="done", progress=100, **subject)
    job.snapshot = {"number": "B-999001"}
    job.as_of = timezone.localdate()
    job.finished_at = timezone.now()
    job.file.save("report.pdf", ContentFile(pdf_saying(text)), save=False)
    job.save()
    return job
