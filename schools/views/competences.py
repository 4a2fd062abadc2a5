"""The MKR grid: which competence is taught in which subject and year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _

from core.exports import FORMATS
from core.views import ScopedActionView, ScopedFormView, ScopedPageView
from schools import framework
from schools.forms.concept import CompetenceUseForm
from schools.models import CompetenceUse
from schools.selectors import competence_grid as grids
from schools.selectors import concept as selectors
from schools.services import concept as services
from schools.views.bases import OfSchool


class CompetenceListView(OfSchool, ScopedPageView):
    permission = "schools.view_concept"
    template_name = "schools/competence_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "page": grids.grid_page(user=user, school=self.school, asked=self.request.GET),
            "concept": selectors.concept_of(user=user, school=self.school),
            "formats": list(FORMATS),
            "framework": {"NAME": framework.NAME, "SITE": framework.SITE},
        }


class CompetenceCoverageView(OfSchool, ScopedPageView):
    """Where nothing stands, by competence and year groups."""

    permission = "schools.view_concept"
    template_name = "schools/competence_coverage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "coverage": grids.competence_coverage(user=user, school=self.school),
            "concept": selectors.concept_of(user=user, school=self.school),
        }


class UseFormView(OfSchool, ScopedFormView, abstract=True):
    """Adding and changing share form and page."""

    permission = "schools.change_concept"
    form_class = CompetenceUseForm
    template_name = "schools/competence_form.html"
    use: CompetenceUse | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "school_type": self.school.school_type,
            "use": self.use,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"use": self.use}

    def perform(self, form: Any) -> CompetenceUse:
        return services.save_competence_use(
            self.school, actor=self.request.user, use=self.use, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        messages.success(
            self.request, _("The entry for %(number)s is saved.") % {"number": self.object.competence}
        )
        return self.address("competence_list")


class CompetenceCreateView(UseFormView):
    """`?kompetenz=2.3&jahrgang=5` fills in the row and the column that were clicked."""

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        return {"competence": asked.get("kompetenz", ""), "year_group": asked.get("jahrgang", "")}


class CompetenceUpdateView(UseFormView):
    def load(self) -> None:
        super().load()
        uses = CompetenceUse.visible_to(self.request.user).filter(school=self.school)
        self.use = self.fetch(uses, pk=self.kwargs["pk"])


class CompetenceDeleteView(OfSchool, ScopedActionView):
    permission = "schools.change_concept"

    def load(self) -> None:
        super().load()
        uses = CompetenceUse.visible_to(self.request.user).filter(school=self.school)
        self.object = self.fetch(uses.select_related("school"), pk=self.kwargs["pk"])

    def perform(self) -> CompetenceUse:
        use: CompetenceUse = self.object
        text = _("The entry %(subject)s, year %(year)d for %(number)s is removed.") % {
            "subject": use.subject,
            "year": use.year_group,
            "number": use.competence,
        }
        services.remove_competence_use(use, actor=self.request.user)
        messages.success(self.request, text)
        return use

    def get_success_url(self) -> str:
        return self.address("competence_list")
