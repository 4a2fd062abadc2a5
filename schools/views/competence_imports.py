"""The MKR grid as a file: export, upload, preview, take over or throw away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.exports import FORMATS
from core.http import PortalRequest, attachment
from core.previews import discard
from core.views import PortalView, ScopedActionView, ScopedFormView, ScopedPageView
from schools import framework, grid_lines
from schools.exporters import competence_table
from schools.forms.competences import CompetenceUploadForm
from schools.models import CompetenceImport
from schools.selectors import competence_grid as grids
from schools.selectors import concept as selectors
from schools.services import competence_imports as services
from schools.views.concept import OfSchool

PER_PAGE = 100
SHOWN = 200  # faults on one page


class CompetenceExportView(OfSchool, PortalView):
    """The whole grid in the format of the import; competences without a Vorhaben are lines to fill in."""

    permission = "schools.view_concept"
    http_method_names = ["get", "head", "options"]

    def get(self, request: PortalRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        kind = self.kwargs["kind"]
        if kind not in FORMATS:
            raise Http404
        content = competence_table(grids.uses_of(user=request.user, school=self.school), kind=kind)
        name = f"Kompetenzraster-{self.school.school_number}.{kind}"
        return attachment(content, filename=name, content_type=FORMATS[kind])


class CompetenceImportCreateView(OfSchool, ScopedFormView):
    permission = "schools.change_concept"
    template_name = "schools/competence_import_create.html"
    form_class = CompetenceUploadForm

    def perform(self, form: CompetenceUploadForm) -> CompetenceImport:
        return services.upload_competences(
            form.cleaned_data["file"], school=self.school, actor=self.request.user
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            upload = self.perform(form)
        except DomainError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return HttpResponseRedirect(self.address("competence_import_detail", upload.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = framework.year_groups(self.school.school_type)
        return super().get_context_data(**kwargs) | {
            "concept": selectors.concept_of(user=self.request.user, school=self.school),
            "years": ", ".join(map(str, years)),
        }


class OneImport(OfSchool, abstract=True):
    upload: CompetenceImport

    def load(self) -> None:
        super().load()
        uploads = CompetenceImport.visible_to(self.request.user).filter(school=self.school)
        self.upload = self.fetch(uploads.select_related("school"), pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        """To the grid after a success, back to the preview after a refusal."""
        done: Any = getattr(self, "object", None)
        return (
            self.address("competence_list")
            if done
            else self.address("competence_import_detail", self.upload.pk)
        )


class CompetenceImportDetailView(OneImport, ScopedPageView):
    """What the file would do to the grid as it is now, made anew at each look."""

    permission = "schools.change_concept"
    template_name = "schools/competence_import_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        upload = self.upload
        context = super().get_context_data(**kwargs) | {"upload": upload}
        if upload.committed_at:
            return context
        steps = grids.import_plan(school=self.school, rows=upload.rows)
        counts = grid_lines.counts(steps)
        page = Paginator(steps, PER_PAGE).get_page(self.request.GET.get("page"))
        return context | {
            "counts": counts,
            "faulty": len({problem["line"] for problem in upload.problems}),
            "has_changes": bool(counts[grid_lines.CREATE] or counts[grid_lines.UPDATE]),
            "problems": upload.problems[:SHOWN],
            "problem_count": len(upload.problems),
            "rows": grids.preview_rows(page.object_list),
            "page_obj": page,
            "is_paginated": page.has_other_pages(),
            "seen": grid_lines.fingerprint(steps),
        }


class CompetenceImportCommitView(OneImport, ScopedActionView):
    permission = "schools.change_concept"

    def perform(self) -> CompetenceImport:
        upload = services.commit_competences(
            self.upload, seen=self.request.POST.get("seen", "")[:64], actor=self.request.user
        )
        messages.success(
            self.request,
            _("The grid was taken over: %(create)d new, %(update)d changed, %(unchanged)d unchanged.")
            % upload.outcome,
        )
        return upload


class CompetenceImportDiscardView(OneImport, ScopedActionView):
    permission = "schools.change_concept"

    def perform(self) -> bool:
        discard(self.upload, actor=self.request.user)
        messages.success(self.request, _("The preview was thrown away. The grid is unchanged."))
        return True
