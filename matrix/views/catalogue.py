"""Versions of the matrix in the administration: upload, map, take over or throw away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Conflict, DomainError
from core.exports import CSV_TYPE
from core.http import PortalRequest, attachment
from core.parsing import hidden_version
from core.views import PortalView, ScopedFormView, ScopedPageView
from core.views_previews import OneUploadView, UploadActionView, UploadDiscardView, UploadView
from matrix import selectors
from matrix.exporters import matrix_csv
from matrix.forms import CatalogueUploadForm, MappingForm
from matrix.models import Catalogue, CatalogueUpload
from matrix.services import catalogue_uploads as services


class CatalogueListView(ScopedPageView):
    """All versions, which one is in force, and what is waiting to be taken over."""

    permission = "matrix.manage_catalogue"
    template_name = "matrix/catalogue_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            versions=selectors.catalogue_versions(),
            successions=selectors.successions(),
            uploads=selectors.open_uploads(user=self.request.user),
            **kwargs,
        )


class CatalogueUploadView(UploadView):
    permission = "matrix.manage_catalogue"
    template_name = "matrix/catalogue_upload.html"
    form_class = CatalogueUploadForm
    error_field = None  # the name or the stages may be what is wrong

    def keep(self, form: Any) -> CatalogueUpload:
        return services.upload_catalogue(**form.cleaned_data, actor=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = {"has_example": selectors.current_catalogue() is not None}
        return super().get_context_data(**kwargs) | found

    def get_success_url(self) -> str:
        return reverse("matrix:catalogue_mapping", args=[self.object.pk])


class CatalogueExampleView(PortalView):
    """The matrix in force as a file of the format that is uploaded."""

    permission = "matrix.manage_catalogue"
    http_method_names = ["get", "head", "options"]

    def get(self, request: PortalRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        catalogue = selectors.current_catalogue()
        if catalogue is None:
            raise Http404
        content = matrix_csv(selectors.matrix_of(catalogue))
        return attachment(content, filename=f"Matrix-{catalogue}.csv", content_type=CSV_TYPE)


class OneUpload(OneUploadView, abstract=True):
    permission = "matrix.manage_catalogue"
    kind = CatalogueUpload

    def select(self, queryset: Any) -> Any:
        return queryset.select_related("based_on", "uploaded_by")

    def after_url(self) -> str:
        return reverse("matrix:catalogue_list")

    def preview_url(self) -> str:
        return reverse("matrix:catalogue_mapping", args=[self.upload.pk])


class CatalogueMappingView(OneUpload, ScopedFormView):
    """Old aspects and stages to new ones, and what it means for the answers as they stand at each look."""

    template_name = "matrix/catalogue_mapping.html"
    form_class = MappingForm

    def get_form_kwargs(self) -> dict[str, Any]:
        upload = self.upload
        old, new = services.texts_before_and_after(upload)
        told = {"old": old, "new": new, "plan": services.plan_of(upload), "initial": {"seen": upload.version}}
        return super().get_form_kwargs() | told

    def perform(self, form: MappingForm) -> CatalogueUpload:
        services.save_plan(
            self.upload, form.to_plan(), seen=form.cleaned_data["seen"], actor=self.request.user
        )
        messages.success(self.request, _("The mapping is saved. Nothing is taken over yet."))
        return self.upload

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.perform(form)
        except Conflict as conflict:
            self.upload.refresh_from_db()
            form.build_on(self.upload.version)
            form.add_error(None, str(conflict))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return HttpResponseRedirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        form: MappingForm = found["form"]
        upload = self.upload
        plan = services.plan_of(upload)
        forecast = services.preview_upload(upload)
        rows = selectors.mapping_rows(plan, form.old, form.new, forecast.by_code)
        lines = [(row, *form.fields_of(row.code)) for row in rows]
        return found | {
            "upload": upload,
            "forecast": forecast,
            "rules": services.preview_rules(upload),
            "joint_rounds": selectors.running_joint_rounds(upload.based_on),
            "changed": [line for line in lines if line[0].kind != "same"],
            "unchanged": [line for line in lines if line[0].kind == "same"],
            "fresh": selectors.without_forebears(plan, form.new),
            "is_overtaken": not upload.committed_at and services.is_overtaken(upload),
        }


class CatalogueCommitView(OneUpload, UploadActionView):
    def perform(self) -> Catalogue:
        seen = hidden_version(self.request.POST, "seen")
        catalogue = services.commit_upload(self.upload, seen=seen, actor=self.request.user)
        text = _("“%(version)s” is in force. All answers were carried over as the preview said.")
        messages.success(self.request, text % {"version": catalogue})
        return catalogue


class CatalogueDiscardView(OneUpload, UploadDiscardView):
    unchanged = gettext_lazy("The upload was thrown away. The matrix in force stays.")
