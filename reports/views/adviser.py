"""Beratung: the schools of an adviser, reports for several of them, and several reports as one file."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.http import download
from core.views import PortalView, ScopedPageView
from reports import selectors, services
from reports.models import ReportJob
from reports.tasks import ring_later
from reports.views.naming import file_name

ZIP_LIMIT = 50  # reports in one archive


class AdviserPageView(ScopedPageView):
    """Beratung: my schools with the state of rating, concept, release and the last report."""

    permission = "reports.view_adviser_page"
    template_name = "reports/adviser_page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        search = self.request.GET.get("q", "").strip()[:80]
        rows = selectors.advised_schools(self.request.user, search=search)
        own = {
            "rows": rows,
            "search": search,
            "has_reports": any(row.report_id for row in rows),
            "has_releases": any(row.released_at or row.report_id for row in rows),
        }
        return super().get_context_data(**kwargs) | own


class SeveralRequestView(PortalView):
    """The Schulberichte of the chosen schools; the choice is that of the archive, and schools without a report."""

    permission = "reports.view_adviser_page"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = {*request.POST.getlist("report"), *request.POST.getlist("school")}
        rows = [
            row
            for row in selectors.advised_schools(self.request.user)
            if {str(row.report_id), row.school.school_number} & chosen
            and self.request.user.has_perm("reports.request_school_report", row.school)
        ]
        if not rows:
            messages.error(request, _("Choose at least one school."))
        elif len(rows) > ZIP_LIMIT:
            messages.error(request, _("Choose at most %(most)d schools at once.") % {"most": ZIP_LIMIT})
        else:
            self.order(rows)
        return HttpResponseRedirect(reverse("reports:adviser_page"))

    def order(self, rows: list[selectors.AdvisedSchool]) -> None:
        ordered = services.order_school_reports(rows, actor=self.request.user)
        for job in ordered.jobs:
            ring_later(job.pk)
        messages.success(self.request, _order_words(ordered))


def _order_words(ordered: services.Ordered) -> str:
    """ "5 reports ordered, 2 were ready already." """
    count = len(ordered.jobs)
    parts = [ngettext("%(count)d report ordered", "%(count)d reports ordered", count) % {"count": count}]
    ready, waiting, unreleased = ordered.ready, ordered.waiting, ordered.unreleased
    if ready:
        text = ngettext("%(count)d was ready already", "%(count)d were ready already", ready)
        parts.append(text % {"count": ready})
    if waiting:
        text = ngettext("%(count)d is already in the making", "%(count)d are already in the making", waiting)
        parts.append(text % {"count": waiting})
    if unreleased:
        text = ngettext(
            "%(count)d school has released nothing", "%(count)d schools have released nothing", unreleased
        )
        parts.append(text % {"count": unreleased})
    soon = _("Finished reports appear below.") if count or waiting else ""
    return f"{', '.join(parts)}. {soon}".strip()


class ReportArchiveView(PortalView):
    """Several reports as one ZIP; only those that the reader may read are in it."""

    permission = "reports.view_report"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        chosen = [value for value in request.POST.getlist("report") if _is_uuid(value)][:ZIP_LIMIT]
        ready = selectors.report_jobs(self.request.user).ready().filter(pk__in=chosen, file__endswith=".pdf")
        jobs = [job for job in ready if job.file.storage.exists(job.file.name or "")]
        if not jobs:
            messages.error(request, _("Choose at least one report."))
            return HttpResponseRedirect(reverse("reports:adviser_page"))
        return download(_archive(jobs), filename="schulberichte.zip", content_type="application/zip")


def _archive(jobs: list[ReportJob]) -> io.BytesIO:
    """ZIP of the PDFs; the school number keeps names apart."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for job in jobs:
            prefix = f"{job.school.school_number}-" if job.school else ""
            with job.file.open("rb") as file:
                archive.writestr(f"{prefix}{file_name(job)}", file.read())
    buffer.seek(0)
    return buffer


def _is_uuid(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False
