"""Reports that were asked for: the list, the state of one while it is made, its file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from core.http import download
from core.views import PortalView, ScopedListView
from reports import selectors
from reports.models import ReportJob
from reports.views.naming import file_name


class ReportListView(ScopedListView):
    model = ReportJob
    permission = "reports.view_report"
    template_name = "reports/reportjob_list.html"
    paginate_by = 25

    def get_queryset(self) -> Any:
        return selectors.report_jobs(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        authorities, schools = selectors.own_subjects(self.request.user)
        several = len(authorities) + len(schools) > 1
        found: dict[str, Any] = super().get_context_data(**kwargs)
        jobs = found["page_obj"]
        named = {job.pk for job in jobs if selectors.names_requester(job, self.request.user)}
        own = {"own_authorities": authorities, "own_schools": schools, "own_is_several": several}
        return found | own | {"named": named}


class ReportDetailView(PortalView):
    """State of one report; the partial is fetched every two seconds while it is being made."""

    permission = "reports.view_report"
    template_name = "reports/reportjob_detail.html"
    partial = "status"
    job: ReportJob

    def load(self) -> None:
        self.job = self.fetch(selectors.report_jobs(self.request.user), pk=self.kwargs["pk"])

    def get_permission_object(self) -> ReportJob:
        return self.job

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        busy = self.job.state in {ReportJob.State.QUEUED, ReportJob.State.RUNNING}
        is_named = selectors.names_requester(self.job, self.request.user)
        return self.render_to_response({"job": self.job, "is_busy": busy, "is_named": is_named})


class ReportDownloadView(PortalView):
    """The file, as long as the reader may still read its subject."""

    permission = "reports.view_report"
    job: ReportJob

    def load(self) -> None:
        self.job = self.fetch(selectors.report_jobs(self.request.user).ready(), pk=self.kwargs["pk"])

    def get_permission_object(self) -> ReportJob:
        return self.job

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        file = self.job.file
        if not file.storage.exists(file.name or ""):
            raise Http404
        kind = "application/zip" if self.job.suffix == ".zip" else "application/pdf"
        return download(file.open("rb"), filename=file_name(self.job), content_type=kind)
