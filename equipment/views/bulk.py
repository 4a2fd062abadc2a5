"""Stock lists of a whole Träger: upload, watch, look, take over or throw away, take back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import ScopedPageView, TableView
from core.views_previews import OneUploadView, UploadActionView, UploadDiscardView, UploadView
from equipment import matching, selectors
from equipment.exporters import stock_table
from equipment.forms import BulkUploadForm
from equipment.models import BulkImport
from equipment.profile_sources import SOURCES
from equipment.selectors.undoing import obstacle_to_undoing_bulk
from equipment.services import bulk as services
from equipment.tasks import ring_later
from equipment.views.bases import OfAuthorityList
from equipment.views.mapping import ColumnsPage, DeleteProfile, KeepProfile, Mapped, WordsPage, about_mapping
from schools.models import School, SchoolAuthority

PER_PAGE = 50
SHOWN_IMPORTS = 20
LISTS = {
    "fehler": matching.FAULTY,
    "geaendert": matching.UPDATE,
    "neu": matching.CREATE,
    "unveraendert": matching.UNCHANGED,
}


class OfBulk(OfAuthorityList, abstract=True):
    permission = "equipment.import_bulk"

    def get_success_url(self) -> str:
        return reverse("equipment:bulk_create", args=[self.authority.number])


class BulkCreateView(OfBulk, UploadView):
    template_name = "equipment/bulk_create.html"
    form_class = BulkUploadForm

    def keep(self, form: BulkUploadForm) -> BulkImport:
        file = form.cleaned_data["file"]
        return rung(services.upload_bulk(file, authority=self.authority, actor=self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = selectors.bulk_imports(user=self.request.user, authority=self.authority)
        return super().get_context_data(**kwargs) | {
            "imports": found[:SHOWN_IMPORTS],
            "profiles": selectors.profile_rows(user=self.request.user, authority=self.authority),
            "names": self.request.user.has_perm("equipment.view_who_imports", self.authority),
            "may_change_recording": self.request.user.has_perm("equipment.change_recording", self.authority),
        }

    def get_success_url(self) -> str:
        if self.object:
            return reverse(PAGES["preview"], args=[self.authority.number, self.object.pk])
        return super().get_success_url()


PAGES = {
    "preview": "equipment:bulk_detail",
    "columns": "equipment:bulk_columns",
    "words": "equipment:bulk_words",
}


class BulkTemplateView(OfBulk, TableView):
    """The columns that the import reads, without a line: the template of a school names its school, too."""

    def content(self, kind: str) -> bytes:
        return stock_table([], kind=kind)

    def file_name(self) -> str:
        return f"Ausstattung-{_('template')}"


class OneBulk(OneUploadView, OfBulk, Mapped, abstract=True):
    kind = BulkImport

    def page(self, name: str) -> str:
        return reverse(PAGES[name], args=[self.authority.number, self.upload.pk])

    def owner(self) -> SchoolAuthority:
        return self.authority

    def rows(self) -> list[selectors.ProfileRow]:
        return selectors.profile_rows(user=self.request.user, authority=self.authority)

    def select(self, queryset: Any) -> Any:
        return queryset.filter(authority=self.authority)

    def after_url(self) -> str:
        return self.page("preview")

    def preview_url(self) -> str:
        return self.page("preview")


class BulkDetailView(OneBulk, ScopedPageView):
    """Progress while it is worked on (fetched every two seconds), then the preview or what came of it."""

    template_name = "equipment/bulk_detail.html"
    partial = "status"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if self.request.htmx and not self.upload.is_busy:
            response["HX-Refresh"] = "true"  # the whole page has changed, not only its progress
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"upload": self.upload}
        if self.upload.is_busy or self.request.htmx:
            return context
        if self.upload.committed_at:
            return context | {"obstacle": obstacle_to_undoing_bulk(self.upload)}
        context |= about_mapping(self)
        return context | (self.preview() if self.upload.state == BulkImport.State.ENDED else {})

    def preview(self) -> dict[str, Any]:
        totals = selectors.bulk_totals(self.upload)
        lists = {word: totals[action] for word, action in LISTS.items() if totals[action]}
        source = self.upload.ignored.get("source")
        chosen = self.request.GET.get("liste", "")
        chosen = chosen if chosen in lists else next(iter(lists), "")
        return {
            "source_label": SOURCES[source["name"]].label if source else "",
            "beside": selectors.bulk_recorded_beside(user=self.request.user, upload=self.upload)
            if source and "room" not in self.upload.profile.columns
            else [],
            "undated": selectors.bulk_undated(user=self.request.user, upload=self.upload),
            "counts": totals,
            "changes": totals[matching.CREATE] + totals[matching.UPDATE],
            "lists": lists,
            "has_more_faults": self.upload.problem_count > len(self.upload.problems),
            "chosen": chosen,
            "earlier": selectors.taken_over_before(user=self.request.user, upload=self.upload),
        } | (self.one_list(LISTS[chosen]) if chosen else {})

    def one_list(self, action: str) -> dict[str, Any]:
        user, upload = self.request.user, self.upload
        is_faults = action == matching.FAULTY
        found = (
            selectors.bulk_faults(user=user, upload=upload)
            if is_faults
            else selectors.bulk_lines(user=user, upload=upload, action=action)
        )
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("page"))
        shown = page.object_list
        rows = (
            {"faults": shown} if is_faults else {"rows": selectors.bulk_rows(shown, user=user, upload=upload)}
        )
        return rows | {"page_obj": page, "is_paginated": page.has_other_pages()}


class BulkCommitView(OneBulk, UploadActionView):
    get_success_url = UploadActionView.get_success_url

    def perform(self) -> BulkImport:
        skips = self.request.POST.get("skips_faulty") == "on"
        return rung(services.order_commit(self.upload, skips_faulty=skips, actor=self.request.user))


class BulkDiscardView(OneBulk, UploadDiscardView):
    unchanged = gettext_lazy("The preview was thrown away. The stock is unchanged.")

    def perform(self) -> bool:
        services.discard_bulk(self.upload, actor=self.request.user)
        messages.success(self.request, str(self.unchanged))
        return True

    def get_success_url(self) -> str:
        return OfBulk.get_success_url(self) if self.object else self.preview_url()


class BulkUndoView(OneBulk, UploadActionView):
    get_success_url = UploadActionView.get_success_url

    def perform(self) -> BulkImport:
        return rung(services.order_undo(self.upload, actor=self.request.user))


def rung(upload: BulkImport) -> BulkImport:
    """Each step of a long list is work for the background."""
    ring_later(upload.pk)
    return upload


class BulkColumnsView(ColumnsPage, OneBulk):
    needed = ("type", "school_number")

    def get_authority(self) -> SchoolAuthority:
        return self.authority

    def map_columns(self, **chosen: Any) -> BulkImport:
        return rung(services.map_columns(self.upload, actor=self.request.user, **chosen))


class BulkWordsView(WordsPage, OneBulk):
    def schools(self) -> dict[str, str]:
        found = School.visible_to(self.request.user).filter(authority=self.authority)
        return dict(found.order_by("name").values_list("school_number", "name"))

    def map_words(self, values: Any) -> BulkImport:
        return rung(services.map_words(self.upload, values, actor=self.request.user))


class BulkKeepProfileView(KeepProfile, OneBulk):
    """For all schools of the Träger."""


class BulkDeleteProfileView(DeleteProfile, OfBulk):
    permission = "equipment.delete_profile"

    def get_success_url(self) -> str:
        return OfBulk.get_success_url(self)
