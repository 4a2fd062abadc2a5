"""Over all meetings that one may see: the register of agreements, guidelines and goals, and the story of one cell."""

from __future__ import annotations

from typing import Any

from core.views import ScopedListView, ScopedPageView
from roundtables import selectors
from roundtables.models import Agreement
from roundtables.views.bases import VIEW


class StoryView(ScopedPageView):
    """The story of one cell of the matrix; school or Träger and aspect are chosen in the address."""

    permission = VIEW
    template_name = "roundtables/story.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = selectors.story_page(self.request.GET, user=self.request.user)
        told: dict[str, Any] = {"page": page}
        if page.series and page.story:
            told["onward"] = selectors.onward_of(page.series, page.story, user=self.request.user)
        return super().get_context_data(**kwargs) | told


class RegisterView(ScopedListView):
    """One list of three kinds; each is cut to the reader in the selector."""

    permission = VIEW
    model = Agreement
    template_name = "roundtables/register.html"
    partial = "rows"
    paginate_by = 25  # a screen's worth, as in the list of milestones

    def select(self, queryset: Any) -> Any:
        self.filters = selectors.RegisterFilter.from_query(self.request.GET, user=self.request.user)
        return selectors.register_keys(self.filters, user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        lines = selectors.register_lines(context["object_list"], user=self.request.user)
        return context | {"filters": self.filters, "lines": lines}
