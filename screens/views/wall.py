"""The projector's page."""

from __future__ import annotations

from typing import Any

from core.views import ScopedPageView
from roundtables.views.bases import VIEW, MeetingMixin, grid_rows
from screens import selectors


class WallView(MeetingMixin, ScopedPageView):
    """For a second screen: no navigation, no names, and after a reload the same as before."""

    permission = VIEW
    template_name = "screens/wall.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = selectors.wall_page(self.meeting)
        return (
            super().get_context_data(**kwargs)
            | {"page": page, "wall": page.wall, "live_key": selectors.live_key(self.meeting)}
            | self.tables(page)
        )

    def tables(self, page: selectors.WallPage) -> dict[str, Any]:
        if page.picture is None or page.wall.show != page.wall.Show.PICTURE:
            return {}
        most = page.picture.matrix.highest
        return {"grids": [(grid, grid_rows(self.request, grid, most=most)) for grid in page.picture.grids]}
