"""The frame of a municipality: its texts, and what supports which field of action."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from core.views import ScopedPageView
from frame import selectors, services
from frame.forms import FrameForm
from frame.models import CityFrame
from frame.views.bases import VIEW, CityMixin, FrameFormView


class CityDetailView(CityMixin, ScopedPageView):
    permission = VIEW
    template_name = "frame/city_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = selectors.city_page(self.municipality, user=self.request.user)
        return super().get_context_data(**kwargs) | {"page": page}


class CityUpdateView(CityMixin, FrameFormView):
    form_class = FrameForm
    title = gettext_lazy("Vision, goals and values")
    saved = gettext_lazy("The texts are saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        stored = CityFrame.visible_to(self.request.user).filter(municipality=self.municipality).first()
        instance = stored or CityFrame(municipality=self.municipality)
        return super().get_form_kwargs() | {"instance": instance}

    def perform(self, form: FrameForm) -> CityFrame:
        is_first = form.instance.pk is None
        return services.save_frame(
            self.municipality, values=form.values(), is_first=is_first, actor=self.request.user
        )
