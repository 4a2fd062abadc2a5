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
from equipment.profile_sources import SOURCES
from equipment.selectors.undoing import obstacle_to_undoing
from equipment.services import inventory as services
from equipment.services.mapping import waits_for
from equipment.services.undo import undo_inventory
from equipment.views.mapping import ColumnsPage, DeleteProfile, KeepProfile, Mapped, WordsPage, about_mapping
from equipment.views.stock import OfStock
from schools.models import School, SchoolAuthority

PER_PAGE = 100
SHOWN_IMPORTS = 20


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
            "profiles": selectors.profile_rows(user=self.request.user, school=self.school),
            "imports": selectors.school_imports(user=self.request.user, school=self.school)[:SHOWN_IMPORTS],
            "may_import_all": self.request.user.has_perm("equipment.import_bulk", self.school.authority),
        }

    def get_success_url(self) -> str:
        if self.object:
            return next_page(self.object, self.school)
        return super().get_success_url()


PAGES = {
    "preview": "equipment:inventory_import_detail",
    "columns": "equipment:inventory_import_columns",
    "words": "equipment:inventory_import_words",
}


def address(name: str, upload: InventoryImport, school: School) -> str:
    return reverse(PAGES[name], args=[school.school_number, upload.pk])


def next_page(upload: InventoryImport, school: School) -> str:
    """Where a list goes on."""
    return address(waits_for(upload), upload, school)


class OneImport(OneUploadView, OfStock, Mapped, abstract=True):
    permission = "equipment.import_stock"
    kind = InventoryImport

    def page(self, name: str) -> str:
        return address(name, self.upload, self.school)

    def owner(self) -> School | SchoolAuthority:
        """An office maps for all schools of the Träger, a school for itself."""
        authority = self.school.authority
        return authority if self.request.user.has_perm("equipment.import_bulk", authority) else self.school

    def rows(self) -> list[selectors.ProfileRow]:
        return selectors.profile_rows(user=self.request.user, school=self.school)

    def select(self, queryset: Any) -> Any:
        return queryset.filter(school=self.school).select_related("school")

    def after_url(self) -> str:
        return OfStock.get_success_url(self)

    def preview_url(self) -> str:
        return self.page("preview")


class InventoryImportDetailView(OneImport, ScopedPageView):
    """What the list would do to the stock as it is now, made anew at each look."""

    template_name = "equipment/inventory_import_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"upload": self.upload}
        if self.upload.committed_at:
            return context | {"obstacle": obstacle_to_undoing(self.upload)}
        if self.upload.needs_columns:
            return context | about_mapping(self)
        steps = selectors.inventory_plan(school=self.school, rows=self.upload.rows)
        problems = [*self.upload.problems, *selectors.plan_problems(steps)]
        counts = matching.counts(steps)
        counts[matching.FAULTY] += len({problem["line"] for problem in self.upload.problems})
        page = Paginator(steps, PER_PAGE).get_page(self.request.GET.get("page"))
        source = self.upload.ignored.get("source")
        return context | {
            **about_mapping(self),
            "source_label": SOURCES[source["name"]].label if source else "",
            "beside": selectors.recorded_beside(steps, school=self.school)
            if source and "room" not in self.upload.profile.columns
            else [],
            "undated": selectors.undated_of(steps),
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
    """Comes back to the same page, refused or not: it says what was taken over, and there one takes it back."""

    get_success_url = UploadActionView.get_success_url

    def after_url(self) -> str:
        return self.preview_url()

    def perform(self) -> InventoryImport:
        return services.commit_inventory(
            self.upload, seen=self.request.POST.get("seen", "")[:64], actor=self.request.user
        )


class InventoryImportDiscardView(OneImport, UploadDiscardView):
    get_success_url = UploadDiscardView.get_success_url
    unchanged = gettext_lazy("The preview was thrown away. The stock is unchanged.")


class InventoryImportUndoView(OneImport, UploadActionView):
    get_success_url = UploadActionView.get_success_url

    def perform(self) -> InventoryImport:
        upload = undo_inventory(self.upload, actor=self.request.user)
        messages.success(self.request, _("The import was taken back. The stock is as it was before."))
        return upload


class InventoryColumnsView(ColumnsPage, OneImport):
    def get_authority(self) -> SchoolAuthority:
        return self.school.authority

    def map_columns(self, **chosen: Any) -> InventoryImport:
        return services.map_columns(self.upload, **chosen)


class InventoryWordsView(WordsPage, OneImport):
    def schools(self) -> dict[str, str]:
        return {self.school.school_number: self.school.name}

    def map_words(self, values: Any) -> InventoryImport:
        return services.map_words(self.upload, values)


class InventoryKeepProfileView(KeepProfile, OneImport):
    """For the school, or by an office for all schools."""


class InventoryDeleteProfileView(DeleteProfile, OfStock):
    permission = "equipment.delete_profile"

    def get_success_url(self) -> str:
        return reverse("equipment:inventory_import_create", args=[self.school.school_number])
