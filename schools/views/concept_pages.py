"""The uploaded PDF in the browser, and which of its pages belong to which section."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _

from core.http import PortalRequest, show_pdf
from core.views import ScopedFormView
from schools.forms.concept_pages import PagesForm
from schools.models import ConceptVersion, MediaConcept
from schools.selectors import concept as selectors
from schools.services.concept.pages import page_count, tag_pages
from schools.views.bases import OfSchool
from schools.views.concept import OfVersion


class ConceptPagesView(OfSchool, ScopedFormView):
    permission = "schools.change_concept"
    template_name = "schools/concept_pages.html"
    form_class = PagesForm

    def load(self) -> None:
        super().load()
        self.concept = selectors.concept_of(user=self.request.user, school=self.school)

    def get_form_kwargs(self) -> dict[str, Any]:
        self.pages = page_count(self.concept)
        if not self.pages:
            raise Http404
        return super().get_form_kwargs() | {"concept": self.concept, "pages": self.pages}

    def perform(self, form: PagesForm) -> MediaConcept:
        return tag_pages(self.concept, form.tags(), actor=self.request.user)

    def get_success_url(self) -> str:
        messages.success(self.request, _("The pages are noted."))
        return self.address("concept_detail")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return found | {"concept": self.concept, "pages": self.pages}


class ConceptFileShowView(OfSchool):
    """The school's own, not yet adopted PDF."""

    permission = "schools.view_concept"

    def get(self, request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return show(self.fetch(MediaConcept.visible_to(request.user), school=self.school))


class ConceptVersionShowView(OfVersion):
    permission = "schools.view_conceptversion"

    def get(self, request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return show(self.version)


def show(row: MediaConcept | ConceptVersion) -> HttpResponseBase:
    """404 for anything but a PDF that is there."""
    name = row.file.name or ""
    if not name.endswith(".pdf") or not row.file.storage.exists(name):
        raise Http404
    return show_pdf(row.file.open(), filename=row.file_name)
