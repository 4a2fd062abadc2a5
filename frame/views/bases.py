"""What the addresses name: a municipality, or a field or project of one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.views import FormPageView, PortalView
from frame.querysets import municipalities_read_by
from schools.models import Municipality

VIEW = "frame.view_frame"
CHANGE = "frame.change_frame"


class CityMixin(PortalView, abstract=True):
    """A municipality whose table the reader belongs to."""

    municipality: Municipality

    def load(self) -> None:
        self.municipality = self.fetch(municipalities_read_by(self.request.user), pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.municipality

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "municipality": self.municipality,
            "may_change": self.request.user.has_perm(CHANGE, self.municipality),
        }
        return super().get_context_data(**kwargs) | own

    def get_success_url(self) -> str:
        return reverse("frame:city_detail", args=[self.municipality.pk])


class RowMixin(CityMixin, abstract=True):
    """A visible row of a municipality: a field of action or a project."""

    model: Any
    row: Any

    def load(self) -> None:
        rows = self.model.visible_to(self.request.user).select_related("municipality")
        self.row = self.fetch(rows, pk=self.kwargs["pk"])
        self.municipality = self.row.municipality

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"row": self.row}

    def get_success_url(self) -> str:
        return str(self.row.get_absolute_url())


class FrameFormView(FormPageView, abstract=True):
    """A form on a page of its own that says what it did."""

    permission = CHANGE
    template_name = "frame/form.html"
