"""Import of a stock list: upload, preview, take over or throw away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import ScopedPageView
from core.views_previews import OneUploadView, UploadActionView, UploadDiscardView, UploadView
from equipment import matching, selectors
from equipment.forms import InventoryUploadForm
from equipment.models import EquipmentType, FundingSource, InventoryImport
from equipment.services import inventory as services
from equipment.services.undo import obstacle_to_undoing, undo_inventory
from equipment.views.stock import OfStock

PER_PAGE = 100


class InventoryImportCreateView(OfStock, UploadView):
    permission = "equipment.import_stock"
    template_name = "equipment/inventory_import_create.html"
    form_class = InventoryUploadForm

    def keep(self, form: InventoryUploadForm) -> InventoryImport:
        return services.upload_inventory(
            form.cleaned_data["file"], school=self.school, actor=self.request.user
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "types": EquipmentType.objects.active(),
            "sources": FundingSource.objects.filter(is_active=True),
            "last_import": selectors.last_import(user=self.request.user, school=self.school),
        }

    def get_success_url(self) -> str:
        if self.object:
            return reverse(
                "equipment:inventory_import_detail", args=[self.school.school_number, self.object.pk]
            )
        return super().get_success_url()


class OneImport(OneUploadView, OfStock, abstract=True):
    permission = "equipment.import_stock"
    kind = InventoryImport

    def select(self, queryset: Any) -> Any:
        return queryset.filter(school=self.school).select_related("school")

    def after_url(self) -> str:
        return OfStock.get_success_url(self)

    def preview_url(self) -> str:
        return reverse("equipment:inventory_import_detail", args=[self.school.school_number, self.upload.pk])


class InventoryImportDetailView(OneImport, ScopedPageView):
    """What the list would do to the stock as it is now, made anew at each look."""

    template_name = "equipment/inventory_import_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"upload": self.upload}
        if self.upload.committed_at:
            return context | {"obstacle": obstacle_to_undoing(self.upload)}
        steps = selectors.inventory_plan(school=self.school, rows=self.upload.rows)
        problems = [*self.upload.problems, *selectors.plan_problems(steps)]
        counts = matching.counts(steps)
        counts[matching.FAULTY] += len({problem["line"] for problem in self.upload.problems})
        page = Paginator(steps, PER_PAGE).get_page(self.request.GET.get("page"))
        return context | {
            "counts": counts,
            "changes": counts[matching.CREATE] + counts[matching.UPDATE],
            "problems": problems[:200],
            "problem_count": len(problems),
            "rows": selectors.preview_rows(page.object_list),
            "page_obj": page,
            "is_paginated": page.has_other_pages(),
            "seen": matching.fingerprint(steps),
            "earlier": selectors.committed_before(user=self.request.user, upload=self.upload),
        }


class InventoryImportCommitView(OneImport, UploadActionView):
    get_success_url = (
        UploadActionView.get_success_url
    )  # not that of the stock: a refusal leads to the preview

    def perform(self) -> InventoryImport:
        upload = services.commit_inventory(
            self.upload, seen=self.request.POST.get("seen", "")[:64], actor=self.request.user
        )
        messages.success(
            self.request,
            _("The stock list was taken over: %(created)d new, %(updated)d changed, %(unchanged)d unchanged.")
            % upload.outcome,
        )
        return upload


class InventoryImportDiscardView(OneImport, UploadDiscardView):
    get_success_url = UploadDiscardView.get_success_url
    unchanged = gettext_lazy("The preview was thrown away. The stock is unchanged.")


class InventoryImportUndoView(OneImport, UploadActionView):
    get_success_url = UploadActionView.get_success_url

    def perform(self) -> InventoryImport:
        upload = undo_inventory(self.upload, actor=self.request.user)
        messages.success(self.request, _("The import was taken back. The stock is as it was before."))
        return upload
