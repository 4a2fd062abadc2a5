"""The history of a line and of a school's stock."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator

from core.views import ScopedPageView
from equipment import selectors
from equipment.models import StockBatch
from equipment.selectors.trail import Sentence, sentence
from equipment.views.stock import OfStock

PER_PAGE = 50


class TrailPage(OfStock, ScopedPageView, abstract=True):
    permission = "equipment.change_stock"  # who works with the stock; it names the people who did
    template_name = "equipment/stock_trail.html"
    line: StockBatch | None = None

    def told(self) -> Any:
        """Entries of the trail or sentences, newest first."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.told(), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "sentences": [one if isinstance(one, Sentence) else sentence(one) for one in page.object_list],
            "page_obj": page,
            "is_paginated": page.has_other_pages(),
            "line": self.line,
            "me": self.request.user.pk,
            "names": self.request.user.has_perm("equipment.view_who", self.school),
        }


class StockTrailView(TrailPage):
    def told(self) -> Any:
        return selectors.trail_of_stock(self.school)


class LineTrailView(TrailPage):
    """Of a retired line too."""

    line: StockBatch

    def load(self) -> None:
        super().load()
        lines = StockBatch.visible_to(self.request.user).filter(school=self.school).select_related("type")
        self.line = self.fetch(lines, pk=self.kwargs["pk"])

    def told(self) -> Any:
        return selectors.sentences_of_line(self.line)
