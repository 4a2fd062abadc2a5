"""The training plan: list, form, table to take away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _

from core.exports import FORMATS
from core.views import ScopedActionView, ScopedFormView, ScopedPageView, ScopedUpdateView, TableView
from schools.exporters import training_table
from schools.forms.trainings import TrainingForm
from schools.models import Training
from schools.selectors.trainings import training_plan
from schools.services import trainings as services
from schools.views.bases import OfSchool


class TrainingListView(OfSchool, ScopedPageView):
    permission = "schools.view_concept"
    template_name = "schools/training_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = training_plan(user=self.request.user, school=self.school)
        return super().get_context_data(**kwargs) | {"plan": plan, "formats": list(FORMATS)}


class SavesTraining(OfSchool, abstract=True):
    """What adding and changing have in common."""

    permission = "schools.change_concept"
    template_name = "schools/training_form.html"
    training: Training | None = None

    def perform(self, form: TrainingForm) -> Training:
        training = services.save_training(
            self.school,
            values=form.cleaned_data,
            training=self.training,
            seen=form.stored,
            actor=self.request.user,
        )
        messages.success(self.request, _("The training “%(topic)s” is saved.") % {"topic": training.topic})
        return training

    def get_success_url(self) -> str:
        return self.address("training_list")


class TrainingCreateView(SavesTraining, ScopedFormView):
    form_class = TrainingForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": Training(school=self.school)}


class TrainingUpdateView(SavesTraining, ScopedUpdateView):
    form_class = TrainingForm

    def load(self) -> None:
        OfSchool.load(self)
        trainings = Training.visible_to(self.request.user).filter(school=self.school)
        self.object = self.training = self.fetch(trainings, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.school

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"training": self.training}


class TrainingDeleteView(OfSchool, ScopedActionView):
    permission = "schools.change_concept"

    def load(self) -> None:
        super().load()
        trainings = Training.visible_to(self.request.user).filter(school=self.school)
        self.object = self.fetch(trainings, pk=self.kwargs["pk"])

    def perform(self) -> Training:
        training: Training = self.object
        text = _("The training “%(topic)s” is removed.") % {"topic": training.topic}
        services.remove_training(training, actor=self.request.user)
        messages.success(self.request, text)
        return training

    def get_success_url(self) -> str:
        return self.address("training_list")


class TrainingExportView(OfSchool, TableView):
    """The plan as a table for the school's own use."""

    permission = "schools.view_concept"

    def content(self, kind: str) -> bytes:
        plan = training_plan(user=self.request.user, school=self.school)
        return training_table((line.training for line in plan.lines), kind=kind)

    def file_name(self) -> str:
        return f"Fortbildungsplan-{self.school.school_number}"
