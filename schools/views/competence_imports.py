"""The MKR grid as a file: export, upload, preview, take over or throw away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import ScopedPageView, TableView
from core.views_previews import OneUploadView, UploadActionView, UploadDiscardView, UploadView
from schools import framework, grid_lines
from schools.exporters import competence_table
from schools.forms.competences import CompetenceUploadForm
from schools.models import CompetenceImport
from schools.selectors import competence_grid as grids
from schools.selectors import concept as selectors
from schools.services import competence_imports as services
from schools.views.bases import OfSchool

PER_PAGE = 100
SHOWN = 200  # faults on one page


class CompetenceExportView(OfSchool, TableView):
    """The whole grid in the format of the import; competences without a Vorhaben are lines to fill in."""

    permission = "schools.view_concept"

    def content(self, kind: str) -> bytes:
        return competence_table(grids.uses_of(user=self.request.user, school=self.school), kind=kind)

    def file_name(self) -> str:
        return f"Kompetenzraster-{self.school.school_number}"


class CompetenceImportCreateView(OfSchool, UploadView):
    permission = "schools.change_concept"
    template_name = "schools/competence_import_create.html"
    form_class = CompetenceUploadForm

    def keep(self, form: CompetenceUploadForm) -> CompetenceImport:
        return services.upload_competences(
            form.cleaned_data["file"], school=self.school, actor=self.request.user
        )

    def get_success_url(self) -> str:
        return self.address("competence_import_detail", self.object.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = framework.possible_years(self.school.school_type)
        return super().get_context_data(**kwargs) | {
            "concept": selectors.concept_of(user=self.request.user, school=self.school),
            "years": ", ".join(map(str, years)),
        }


class OneImport(OneUploadView, OfSchool, abstract=True):
    permission = "schools.change_concept"
    kind = CompetenceImport

    def select(self, queryset: Any) -> Any:
        return queryset.filter(school=self.school).select_related("school")

    def after_url(self) -> str:
        return self.address("competence_list")

    def preview_url(self) -> str:
        return self.address("competence_import_detail", self.upload.pk)


class CompetenceImportDetailView(OneImport, ScopedPageView):
    """What the file would do to the grid as it is now, made anew at each look."""

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


class CompetenceImportCommitView(OneImport, UploadActionView):
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


class CompetenceImportDiscardView(OneImport, UploadDiscardView):
    unchanged = gettext_lazy("The preview was thrown away. The grid is unchanged.")
