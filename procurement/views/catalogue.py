"""The catalogue of funding programmes: offices read it, the administrator keeps it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from core.views import FormPageView, ScopedPageView
from procurement import selectors
from procurement.forms import CapsForm, ProgrammeForm
from procurement.models import Programme, ProgrammeCategory
from procurement.services import funding as services


class ProgrammeListView(ScopedPageView):
    permission = "procurement.view_programme"
    template_name = "procurement/programme_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = self.request.user.has_perm("procurement.change_programme")
        found = {"programmes": selectors.programmes(), "may_change": may_change}
        return super().get_context_data(**kwargs) | found


class EntryView(FormPageView, abstract=True):
    permission = "procurement.change_programme"
    template_name = "procurement/programme_form.html"
    title = gettext_lazy("Funding programme")
    saved = gettext_lazy("Saved: %(line)s.")
    success_url = reverse_lazy("procurement:programme_list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"preline": str(self.object or "")}


class ProgrammeFormView(EntryView):
    form_class = ProgrammeForm

    def load(self) -> None:
        if "pk" in self.kwargs:
            self.object = self.fetch(Programme.objects.all(), pk=self.kwargs["pk"])

    def perform(self, form: ProgrammeForm) -> Programme:
        return services.save_programme(form.instance, actor=self.request.user)


class CategoryCreateView(EntryView):
    form_class = CapsForm

    def load(self) -> None:
        programme = self.fetch(Programme.objects.all(), pk=self.kwargs["pk"])
        self.object = ProgrammeCategory(programme=programme)

    def perform(self, form: CapsForm) -> ProgrammeCategory:
        return services.save_category(form.instance, actor=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"preline": str(self.object.programme)}


class CategoryUpdateView(CategoryCreateView):
    def load(self) -> None:
        categories = ProgrammeCategory.objects.select_related("programme")
        self.object = self.fetch(categories, pk=self.kwargs["pk"])
