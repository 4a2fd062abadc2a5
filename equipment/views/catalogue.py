"""Equipment types and funding sources: pages of the administrator."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from core.views import FormPageView, ScopedPageView
from equipment.forms import EquipmentTypeForm, FundingSourceForm
from equipment.models import EquipmentType, FundingSource
from equipment.services import catalogue as services


class TypeListView(ScopedPageView):
    permission = "equipment.change_type"
    template_name = "equipment/type_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "types": EquipmentType.objects.annotate(lines=Count("stock")).order_by("order", "name"),
            "sources": FundingSource.objects.annotate(lines=Count("stock")).order_by("name"),
        }


class EntryFormView(FormPageView, abstract=True):
    """One entry of a catalogue that all schools share; `pk` in the address means an existing one."""

    permission = "equipment.change_type"
    template_name = "equipment/entry_form.html"
    model: Any = None
    adding: Any
    saved = gettext_lazy("Saved: %(line)s.")
    success_url = reverse_lazy("equipment:type_list")

    def load(self) -> None:
        if "pk" in self.kwargs:
            self.object = self.fetch(self.model.objects.all(), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"lead": str(self.object)} if self.object else {"title": self.adding}
        return super().get_context_data(**kwargs) | own


class TypeFormView(EntryFormView):
    form_class = EquipmentTypeForm
    model = EquipmentType
    title = gettext_lazy("Change a type")
    adding = gettext_lazy("Add a type")

    def perform(self, form: EquipmentTypeForm) -> EquipmentType:
        return services.save_type(form.instance, actor=self.request.user)


class FundingSourceFormView(EntryFormView):
    form_class = FundingSourceForm
    model = FundingSource
    title = gettext_lazy("Change a funding source")
    adding = gettext_lazy("Add a funding source")

    def perform(self, form: FundingSourceForm) -> FundingSource:
        return services.save_funding_source(form.instance, actor=self.request.user)
