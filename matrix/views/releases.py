"""Released pictures: the list of those one may read, and each as a page."""

from __future__ import annotations

from typing import Any

from core.views import ScopedDetailView, ScopedListView
from matrix import selectors
from matrix.models import Snapshot


class SnapshotListView(ScopedListView):
    """The newest release of each school and Träger that the reader may read."""

    model = Snapshot
    permission = "matrix.view_snapshot"
    template_name = "matrix/snapshot_list.html"

    def get_queryset(self) -> Any:
        return selectors.newest_snapshots(user=self.request.user, **self.filters())

    def filters(self) -> dict[str, str]:
        asked = self.request.GET
        return {"text": asked.get("q", "").strip()[:80], "side": asked.get("side", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filters=self.filters(), **kwargs)


class SnapshotDetailView(ScopedDetailView):
    """One released picture, dated, with the older ones beside it."""

    model = Snapshot
    permission = "matrix.view_snapshot"
    template_name = "matrix/snapshot_detail.html"

    def select(self, queryset: Any) -> Any:
        return queryset.select_related(
            "school__authority", "school__municipality", "authority", "catalogue", "taken_by"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        snapshot = self.object
        siblings = selectors.siblings(snapshot, user=self.request.user)
        earlier = next((other for other in siblings if other.number < snapshot.number), None)
        return super().get_context_data(
            released=selectors.released_profile(snapshot),
            siblings=siblings,
            is_newest=siblings[0].pk == snapshot.pk,
            newest=siblings[0],
            earlier=earlier,
            changes=selectors.changes_between(earlier, snapshot) if earlier else None,
            authority=snapshot.authority or snapshot.school.authority,
            may_report=self.may_report(),
            **kwargs,
        )

    def may_report(self) -> bool:
        school = self.object.school
        return bool(school and self.request.user.has_perm("reports.request_school_report", school))
