"""Released pictures: the list of those one may read, and each as a page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.views import ScopedActionView, ScopedDetailView, ScopedListView
from matrix import selectors, services
from matrix.forms import CompareForm
from matrix.models import Snapshot

ENOUGH = 2  # releases to compare


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
        released = selectors.released_profile(snapshot)
        siblings = selectors.siblings(snapshot, user=self.request.user)
        earlier = next((other for other in siblings if other.number < snapshot.number), None)
        return super().get_context_data(
            released=released,
            siblings=siblings,
            is_newest=siblings[0].pk == snapshot.pk,
            newest=siblings[0],
            earlier=earlier,
            changes=selectors.changes_between(earlier, snapshot) if earlier else None,
            authority=snapshot.authority or snapshot.school.authority,
            may_report=self.may_report(),
            gaps=self.gaps(released),
            may_name=self.request.user.has_perm("matrix.release", snapshot.subject),
            own_name=selectors.own_name(siblings, snapshot),
            **kwargs,
        )

    def gaps(self, released: selectors.ReleasedProfile) -> set[str]:
        """Aspects from which this reader may propose a milestone (the round table lies above and asks its rule).

        Not those of an older matrix that have another code today: a proposal speaks of the matrix in force.
        """
        school = self.object.school
        if not school or not self.request.user.has_perm("roundtables.propose_milestone", school):
            return set()
        matrix, current = released.profile.matrix, selectors.current_catalogue()
        now = selectors.matrix_of(current) if current else matrix
        codes = (a.aspect.code for a in released.profile.answers if a.standing.next_stage(matrix.highest))
        return {code for code in codes if code in selectors.codes_in(now, code, since=matrix.pk)}

    def may_report(self) -> bool:
        school = self.object.school
        return bool(school and self.request.user.has_perm("reports.request_school_report", school))


class SnapshotNameView(ScopedActionView):
    """A name of one's own for a release, so that it is found again."""

    permission = "matrix.release"
    snapshot: Snapshot

    def load(self) -> None:
        rows = Snapshot.visible_to(self.request.user).select_related("school", "authority").defer("data")
        self.snapshot = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.snapshot.subject

    def perform(self) -> Any:
        services.name_release(self.snapshot, name=self.request.POST.get("name", ""), actor=self.request.user)
        messages.success(self.request, _("The name is saved."))

    def get_success_url(self) -> str:
        return self.snapshot.get_absolute_url()


class SnapshotCompareView(ScopedDetailView):
    """Two releases of the subject that the address names by any of its releases; the newest two unless chosen."""

    model = Snapshot
    permission = "matrix.view_snapshot"
    template_name = "matrix/snapshot_compare.html"

    def select(self, queryset: Any) -> Any:
        return queryset.select_related("school", "authority").defer("data")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        releases = selectors.siblings(self.object, user=self.request.user)
        told: dict[str, Any] = {"releases": releases, "subject": self.object.subject}
        if len(releases) < ENOUGH:
            return self.render_to_response(self.get_context_data(**told))
        newest_two = {"new": releases[0].number, "old": releases[1].number}
        asked = newest_two | {name: request.GET[name] for name in newest_two if name in request.GET}
        form = CompareForm(asked, user=self.request.user, releases=releases)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, **told), status=422)
        old, new = form.numbers()
        sorted_form = CompareForm({"old": old, "new": new}, user=self.request.user, releases=releases)
        told |= {"form": sorted_form, "comparison": self.compare(old, new)}
        return self.render_to_response(self.get_context_data(**told))

    def compare(self, old: int, new: int) -> selectors.Comparison:
        """Both read with the reader's eyes once more: the numbers alone give no right."""
        subject = {"school": self.object.school_id, "authority": self.object.authority_id}
        visible = Snapshot.visible_to(self.request.user).filter(**subject, number__in=[old, new])
        pair = {one.number: one for one in selectors.with_ratings(visible.select_related("catalogue"))}
        return selectors.compare(pair[old], pair[new])
