"""The register in the administration: upload, preview, take over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.problems import FileRefused
from core.views import ScopedDetailView
from core.views_previews import (
    SHOWN,
    OneUploadView,
    TellsProblems,
    UploadActionView,
    UploadDiscardView,
    UploadView,
)
from schools.forms.register import RegisterUploadForm
from schools.models import RegisterImport, School
from schools.selectors import register as selectors
from schools.services import register_imports as services
from schools.services.register import Change


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of the preview. `details` are (field, old, new) in the reader's words."""

    label: str
    tone: str
    school_number: str
    name: str
    details: list[tuple[str, str, str]]


NOTES = 50  # remarks on the page of a preview


class RegisterImportCreateView(UploadView):
    permission = "schools.import_register"
    template_name = "schools/register_import_create.html"
    form_class = RegisterUploadForm
    error_field = None  # there are two files

    def keep(self, form: Any) -> RegisterImport:
        return services.upload_register(**form.cleaned_data, actor=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recent = selectors.recent_imports(self.request.user)
        return super().get_context_data(**kwargs) | {"recent": recent}

    def get_success_url(self) -> str:
        return reverse("schools:register_import_detail", args=[self.object.pk])


class RegisterImportDetailView(TellsProblems, ScopedDetailView):
    """What the file would do to the schools as they are now, made anew at each look; afterwards what it did."""

    model = RegisterImport
    permission = "schools.import_register"
    template_name = "schools/register_import_detail.html"
    context_object_name = "upload"

    def select(self, queryset: Any) -> Any:
        return queryset.select_related("uploaded_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        preview = self.preview()
        counts = preview["counts"] or {}
        notes = counts.get("warnings", [])[1 if preview.get("doubtful") else 0 :]  # the alert says the first
        return super().get_context_data(**kwargs) | preview | {"notes": notes[:NOTES]}

    def preview(self) -> dict[str, Any]:
        upload = self.object
        if upload.committed_at:
            return {"counts": upload.preview, "rows": [], "seen": ""}
        try:
            outcome = services.preview_register(upload)
        except FileRefused as refused:
            self.told(refused)
            return {"counts": None, "rows": [], "seen": ""}
        return {
            "counts": services.counts(outcome),
            "doubtful": outcome.doubtful,
            "rows": [change_row(change) for change in told_first(outcome.changes)[:SHOWN]],
            "more_rows": max(0, len(outcome.changes) - SHOWN),
            "seen": outcome.digest(),
            "earlier": selectors.committed_before(self.request.user, upload),
        }


class OneUpload(OneUploadView, abstract=True):
    permission = "schools.import_register"
    kind = RegisterImport

    def preview_url(self) -> str:
        return reverse("schools:register_import_detail", args=[self.upload.pk])


class RegisterImportCommitView(OneUpload, UploadActionView):
    def perform(self) -> Any:
        outcome = services.commit_register(
            self.upload,
            seen=self.request.POST.get("seen", ""),
            accept_missing="accept_missing" in self.request.POST,
            actor=self.request.user,
        )
        text = _(
            "The register was taken over: %(created)d new, %(updated)d changed, %(closed)d closed, "
            "%(missing)d missing in the file."
        )
        messages.success(self.request, text % services.counts(outcome))
        return outcome

    def after_url(self) -> str:
        return self.preview_url()


class RegisterImportDiscardView(OneUpload, UploadDiscardView):
    unchanged = gettext_lazy("The preview was thrown away. No school was changed.")

    def after_url(self) -> str:
        return reverse("schools:register_import_create")


def told_first(changes: list[Change]) -> list[Change]:
    """What deserves a look stands above the many new schools of a first import."""
    order = {"missing": 0, "updated": 1, "created": 2}
    return sorted(changes, key=lambda change: order[change.kind])


def change_row(change: Change) -> ChangeRow:
    label, tone = {
        "created": (_("new"), "success"),
        "updated": (_("changed"), "info"),
        "missing": (_("no longer in the register"), "warning"),
    }[change.kind]
    details = [(field_label(name), old, new) for name, (old, new) in change.fields.items()]
    return ChangeRow(label, tone, change.school_number, change.name, details)


def field_label(name: str) -> str:
    try:
        return str(School._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return _("AGS")
