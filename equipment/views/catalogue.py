"""Equipment types and funding sources: pages of the administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from core.views import ScopedFormView, ScopedPageView
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


class EntryFormView(ScopedFormView, abstract=True):
    """One entry of a catalogue that all schools share; `pk` in the address means an existing one."""

    permission = "equipment.change_type"
    model: Any = None
    success_url = reverse_lazy("equipment:type_list")

    def load(self) -> None:
        if "pk" in self.kwargs:
            self.object = self.fetch(self.model.objects.all(), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"entry": str(self.object) if self.object else ""}


class TypeFormView(EntryFormView):
    template_name = "equipment/type_form.html"
    form_class = EquipmentTypeForm
    model = EquipmentType

    def perform(self, form: EquipmentTypeForm) -> EquipmentType:
        saved = services.save_type(form.instance, actor=self.request.user)
        messages.success(self.request, _("Saved: %(line)s.") % {"line": saved})
        return saved


class FundingSourceFormView(EntryFormView):
    template_name = "equipment/fundingsource_form.html"
    form_class = FundingSourceForm
    model = FundingSource

    def perform(self, form: FundingSourceForm) -> FundingSource:
        saved = services.save_funding_source(form.instance, actor=self.request.user)
        messages.success(self.request, _("Saved: %(line)s.") % {"line": saved})
        return saved
