"""The stock of one school: list, add, change, retire, export."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.exports import FORMATS
from core.views import FormPageView, ScopedPageView, ScopedUpdateView, TableView
from equipment import selectors
from equipment.exporters import stock_table
from equipment.forms import RetireForm, StockForm
from equipment.models import EquipmentType, StockBatch
from equipment.selectors.bound import still_bound
from equipment.selectors.filters import SORTS, WITHOUT_YEAR, StockFilter
from equipment.services import stock as services
from schools.views.bases import OfSchool


class OfStock(OfSchool, abstract=True):
    """Below the stock of one school; whatever was done, back to it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"list_url": self.get_success_url()}

    def get_success_url(self) -> str:
        return reverse("equipment:stock_list", args=[self.school.school_number])


class StockListView(OfStock, ScopedPageView):
    permission = "equipment.view_stock"
    template_name = "equipment/stock_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = StockFilter.read(self.request.GET)
        found = selectors.stock_page(
            user=self.request.user, school=self.school, chosen=chosen, number=self.request.GET.get("page")
        )
        return super().get_context_data(**kwargs) | {
            "blocks": found.blocks,
            "page_obj": found.page,
            "is_paginated": found.page.has_other_pages(),
            "total": found.total,
            "coverage": found.coverage,
            "undated": found.undated,
            "had_stock": found.had_stock,
            "without_year": WITHOUT_YEAR,
            "ticks_all": self.request.GET.get("alle") == "1",
            "filter": chosen,
            "groups": EquipmentType.Group.choices,
            "states": StockBatch.State.choices,
            "sorts": [(name, str(label)) for name, (label, _columns) in SORTS.items()],
            "funds": found.funds,
            "can_change": self.request.user.has_perm("equipment.change_stock", self.school),
            "can_hand_over": self.request.user.has_perm("equipment.hand_over_stock", self.school),
            "can_import": self.request.user.has_perm("equipment.import_stock", self.school),
            "can_see_figures": self.request.user.has_perm("schools.view_figures", self.school),
            "formats": list(FORMATS),
        }


class StockExportView(OfStock, TableView):
    """The list as it is filtered, in the format of the import; `leer=1` gives the template without lines."""

    permission = "equipment.view_stock"

    def content(self, kind: str) -> bytes:
        if self.is_template:
            return stock_table([], kind=kind)
        chosen = StockFilter.read(self.request.GET)
        stock = selectors.stock_list(user=self.request.user, school=self.school, chosen=chosen)
        return stock_table(stock.select_related("type", "funding_source", "school"), kind=kind)

    def file_name(self) -> str:
        name = _("template") if self.is_template else self.school.school_number
        return f"Ausstattung-{name}"

    @property
    def is_template(self) -> bool:
        return self.request.GET.get("leer") == "1"


class StockCreateView(OfStock, FormPageView):
    permission = "equipment.change_stock"
    template_name = "equipment/stock_form.html"
    form_class = StockForm
    title = gettext_lazy("Add a line")
    lead = gettext_lazy("One line counts alike things: same type, same room, same year of purchase.")
    saved = gettext_lazy("Added: %(line)s.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"serials": self.school.authority.records_serials}

    def perform(self, form: StockForm) -> StockBatch:
        return services.create_stock(
            self.school,
            values=form.values(),
            submission_id=form.mark(),
            actor=self.request.user,
        )


class OneLine(OfStock, abstract=True):
    """One line of this school that is not retired, and the version that the form compares."""

    object: StockBatch
    version: int

    def load(self) -> None:
        super().load()
        lines = StockBatch.visible_to(self.request.user).filter(school=self.school)
        self.object = self.fetch(
            lines.select_related("type", "funding_source").exclude(state=StockBatch.State.RETIRED),
            pk=self.kwargs["pk"],
        )
        self.version = self.object.version

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": str(self.object)}


class StockUpdateView(OneLine, FormPageView, ScopedUpdateView):
    permission = "equipment.change_stock"
    template_name = "equipment/stock_update.html"
    form_class = StockForm
    model = StockBatch
    title = gettext_lazy("Change a line")
    saved = gettext_lazy("Saved: %(line)s.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Serial numbers that are there can be taken away, also where none are recorded any more."""
        shows = self.school.authority.records_serials or bool(self.object.serials)
        return super().get_form_kwargs() | {"serials": shows}

    def perform(self, form: StockForm) -> StockBatch:
        return services.update_stock(
            self.object, values=form.values(), version=self.version, actor=self.request.user
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"batch_pk": self.object.pk, "is_several": self.object.quantity > 1}
        return super().get_context_data(**kwargs) | told


class StockRetireView(OneLine, FormPageView):
    """Nothing is deleted: a retired line stays readable with its reason."""

    permission = "equipment.change_stock"
    template_name = "equipment/stock_form.html"
    form_class = RetireForm
    title = gettext_lazy("Retire a line")
    submit = gettext_lazy("Retire")
    saved = gettext_lazy("Retired: %(line)s.")
    extra_context = {
        "note": gettext_lazy(
            "The line no longer counts, but stays readable with your reason. If only a part is retired, split the line."
        )
    }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"batch": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bound = still_bound([self.object], authority_id=self.school.authority_id)
        return super().get_context_data(**kwargs) | {"bound": bound}

    def perform(self, form: RetireForm) -> StockBatch:
        return services.retire_stock(
            self.object,
            reason=form.cleaned_data["reason"],
            version=self.version,
            actor=self.request.user,
        )
