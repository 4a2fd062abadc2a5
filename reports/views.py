"""Ask for reports, watch them being made, download them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError
from core.http import attachment, download
from core.views import PortalView, ScopedActionView, ScopedListView, ScopedPageView
from needs.views.bases import known_year
from procurement.models import Grant
from reports import selectors, services
from reports.builders.concept import adopted_document, draft_document
from reports.builders.poster import PARTS, SIZES
from reports.models import ReportJob
from reports.tasks import ring
from reports.word import WORD_TYPE, to_word
from roundtables.models import Meeting, RoundTableSeries
from roundtables.selectors import story_page
from schools.models import School, SchoolAuthority
from schools.views.bases import OfSchool

ZIP_LIMIT = 50  # reports in one archive
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def suffix_of(job: ReportJob) -> str:
    """.pdf, or .zip where the document comes with others."""
    return PurePath(job.file.name or "").suffix or ".pdf"


def file_name(job: ReportJob) -> str:
    """What the file is called on the reader's machine: what it is, reference date. Its ending says that it is a ZIP."""
    return f"{plain(str(job).replace('(ZIP)', ''))}-{job.as_of:%Y-%m-%d}{suffix_of(job)}"


def plain(text: str) -> str:
    """For a file name: umlauts as Germans write them out, "gespraech" and not "gesprach"."""
    return slugify(text.translate(UMLAUTS))


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
        kind = "application/zip" if suffix_of(self.job) == ".zip" else "application/pdf"
        return download(file.open("rb"), filename=file_name(self.job), content_type=kind)


class RequestView(ScopedActionView, abstract=True):
    """POST starts a report and leads to its state page; asking twice leads to the same report."""

    model: Any
    lookup_field = "pk"
    subject: Any
    kind = ""

    def params(self) -> dict[str, Any]:
        """Which part of the subject is meant; nothing: the whole."""
        return {}

    def load(self) -> None:
        self.subject = self.fetch(
            self.model.visible_to(self.request.user), **{self.lookup_field: self.kwargs["key"]}
        )

    def get_permission_object(self) -> Any:
        return self.subject

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            job = services.request_report(
                self.subject, actor=self.request.user, kind=self.kind, params=self.params()
            )
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("reports:report_list"))
        transaction.on_commit(partial(ring, job.pk))
        return HttpResponseRedirect(reverse("reports:report_detail", args=[job.pk]))


class SchoolReportRequestView(RequestView):
    model, lookup_field, permission = School, "school_number", "reports.request_school_report"


class ConceptReportRequestView(RequestView):
    model, lookup_field, permission = School, "school_number", "schools.view_conceptversion"
    kind = ReportJob.Kind.CONCEPT


class ConceptDraftRequestView(RequestView):
    model, lookup_field, permission = School, "school_number", "schools.view_concept"
    kind = ReportJob.Kind.DRAFT


class ConceptWordView(OfSchool):
    """The adopted version for the school's further use: made at once, kept nowhere."""

    permission = "schools.view_conceptversion"
    http_method_names = ["get", "head", "options"]
    collect: ClassVar[Callable[..., dict[str, Any]]] = staticmethod(adopted_document)
    number_in_address = "key"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            values = type(self).collect(user=self.request.user, school=self.school)
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("schools:concept_detail", args=[self.school.school_number]))
        name = f"medienkonzept-{plain(str(self.school))}-{values['as_of']}.docx"
        return attachment(to_word(values), filename=name, content_type=WORD_TYPE)


class ConceptDraftWordView(ConceptWordView):
    """The working copy, marked as a draft, for the school alone."""

    permission = "schools.view_concept"
    collect = staticmethod(draft_document)


class NeedsReportRequestView(RequestView):
    model, lookup_field, permission = School, "school_number", "reports.request_needs_report"
    kind = ReportJob.Kind.NEEDS


class RoomsRequestView(RequestView):
    model, lookup_field, permission = School, "school_number", "equipment.change_stock"
    kind = ReportJob.Kind.ROOMS


class ReviewReportRequestView(RequestView):
    """The page of a Jahresgespräch: a preparation until the talk is closed, then the sheet to sign."""

    model, lookup_field, permission = School, "school_number", "reports.request_review_report"
    kind = ReportJob.Kind.REVIEW

    def load(self) -> None:
        super().load()
        known_year(self.kwargs["year"])

    def params(self) -> dict[str, Any]:
        return {"year": self.kwargs["year"]}


class AuthorityReportRequestView(RequestView):
    model, lookup_field, permission = SchoolAuthority, "number", "reports.request_authority_report"


class ProofRequestView(RequestView):
    """The proof of use of one grant; the report belongs to its Träger."""

    permission = "reports.request_proof"
    kind = ReportJob.Kind.PROOF
    grant: Grant

    def load(self) -> None:
        grants = Grant.visible_to(self.request.user).select_related("authority", "programme")
        self.grant = self.fetch(grants, pk=self.kwargs["key"])
        self.subject = self.grant.authority

    def params(self) -> dict[str, Any]:
        return {"grant": self.grant.pk, "name": str(self.grant)}


class MinutesRequestView(RequestView):
    model, permission = Meeting, "reports.request_minutes"


class GuidelinesRequestView(RequestView):
    """Leitlinien und Ziele of a table, for whoever reads the table."""

    model, permission = RoundTableSeries, "reports.request_table_report"


class PackRequestView(RequestView):
    """The Tischvorlage of a meeting: made by whoever runs the table, read by all who read it."""

    model, permission = Meeting, "roundtables.run_table"
    kind = ReportJob.Kind.PACK


class PosterRequestView(RequestView):
    """The matrix for the wall. What is not chosen, or unknown, is the first choice."""

    model, permission = RoundTableSeries, "reports.request_table_report"
    kind = ReportJob.Kind.POSTER

    def params(self) -> dict[str, Any]:
        chosen = self.request.POST
        return {
            "size": chosen.get("size") if chosen.get("size") in SIZES else SIZES[0],
            "parts": chosen.get("parts") if chosen.get("parts") in PARTS else PARTS[0],
            "counts": chosen.get("counts") == "1",
        }


class StoryRequestView(RequestView):
    """The story of one cell, as half a page for the committee."""

    model, permission = RoundTableSeries, "reports.request_table_report"
    kind = ReportJob.Kind.STORY

    def params(self) -> dict[str, Any]:
        chosen = {name: self.request.POST.get(name, "") for name in ("wer", "aspekt")}
        page = story_page(chosen | {"tisch": self.subject.pk}, user=self.request.user)
        if page.story is None:
            raise DomainError(_("Choose a school or school authority and one of its aspects."))
        return {"wer": page.story.who.key, "aspekt": page.story.aspect.code}


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
            transaction.on_commit(partial(ring, job.pk))
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
