"""Ask for a report: one address for each kind and what it is about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.views import ScopedActionView
from needs.views.bases import known_year
from procurement.models import Grant
from reports import services
from reports.builders.poster import PARTS, SIZES
from reports.models import ReportJob
from reports.tasks import ring_later
from roundtables.models import Meeting, RoundTableSeries
from roundtables.selectors import story_page
from schools.models import School, SchoolAuthority


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
        ring_later(job.pk)
        return HttpResponseRedirect(reverse("reports:report_detail", args=[job.pk]))


class SchoolReportRequestView(RequestView):
    model, lookup_field, permission = School, "school_number", "reports.request_school_report"


class ConceptReportRequestView(RequestView):
    model, lookup_field, permission = School, "school_number", "schools.view_conceptversion"
    kind = ReportJob.Kind.CONCEPT


class ConceptDraftRequestView(RequestView):
    model, lookup_field, permission = School, "school_number", "schools.view_concept"
    kind = ReportJob.Kind.DRAFT


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
