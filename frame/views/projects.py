"""Projects of the city."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from core.views import ScopedActionView, ScopedPageView
from frame import services
from frame.forms import ProjectForm
from frame.models import ActionField, CityProject
from frame.views.bases import CHANGE, VIEW, CityMixin, FrameFormView, RowMixin


class OfProject(RowMixin, abstract=True):
    model = CityProject


class ProjectDetailView(OfProject, ScopedPageView):
    permission = VIEW
    template_name = "frame/project_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"fields": list(self.row.fields.all())}


class ProjectFormView(FrameFormView, abstract=True):
    form_class = ProjectForm
    municipality: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        offered = ActionField.visible_to(self.request.user).filter(municipality=self.municipality)
        return super().get_form_kwargs() | {"offered": offered}


class ProjectCreateView(CityMixin, ProjectFormView):
    title = gettext_lazy("New project")
    saved = gettext_lazy("The project is added.")

    def perform(self, form: ProjectForm) -> CityProject:
        return services.add_project(
            self.municipality, values=form.values(), submission_id=form.mark(), actor=self.request.user
        )

    def get_success_url(self) -> str:
        return self.object.get_absolute_url() if self.object else super().get_success_url()


class ProjectUpdateView(OfProject, ProjectFormView):
    title = gettext_lazy("Change the project")
    saved = gettext_lazy("The project is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.row}

    def perform(self, form: ProjectForm) -> CityProject:
        return services.change_project(self.row, values=form.values(), actor=self.request.user)


class ProjectRemoveView(OfProject, ScopedActionView):
    permission = CHANGE

    def perform(self) -> None:
        services.remove_project(self.row, actor=self.request.user)

    def get_success_url(self) -> str:
        return CityMixin.get_success_url(self)
