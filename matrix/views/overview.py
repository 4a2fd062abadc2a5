"""The Träger's heat map and the joined view of both sides."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.views.generic import TemplateView

from core.views import PortalView
from matrix import selectors
from schools.models import SchoolAuthority


class AuthorityView(PortalView, TemplateView, abstract=True):
    authority: SchoolAuthority

    def load(self) -> None:
        visible = SchoolAuthority.visible_to(self.request.user)
        self.authority = self.fetch(visible, number=self.kwargs["number"])

    def get_permission_object(self) -> Any:
        return self.authority

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(authority=self.authority, **kwargs)


class HeatmapView(AuthorityView):
    """Schools × aspects out of the newest releases; sorted and filtered by allow-listed words in the address."""

    permission = "matrix.view_heatmap"
    template_name = "matrix/heatmap_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        whole = selectors.heatmap(self.authority, user=self.request.user)
        if whole is None:
            return super().get_context_data(heatmap=None, **kwargs)
        field = self.request.GET.get("field", "")
        shown = whole.only_field(field)
        chosen = shown.fields[0].code if shown is not whole else ""
        asked = self.request.GET.get("sort", "")
        descending = asked.startswith("-")
        key = asked.removeprefix("-")
        if key not in shown.sort_keys():
            key, descending = "name", False
        shown = shown.sorted_by(key, descending=descending)
        return super().get_context_data(
            heatmap=shown,
            all_fields=whole.fields,
            chosen_field=chosen,
            heads=[self.head(head, key, chosen, descending=descending) for head in ("name", "released")],
            columns=[
                (aspect, self.head(aspect.code, key, chosen, descending=descending), spread)
                for aspect, spread in zip(shown.aspects, shown.distributions, strict=True)
            ],
            waiting=[(aspect, shown.waiting.get(aspect.code, 0)) for aspect in shown.aspects],
            **kwargs,
        )

    def head(self, key: str, sorted_by: str, field: str, *, descending: bool) -> dict[str, str]:
        """How a column head is sorted now (`aria-sort`) and the address that sorts by it, or turns it round."""
        is_active = key == sorted_by
        turned = f"-{key}" if is_active and not descending else key
        query = urlencode({name: value for name, value in (("sort", turned), ("field", field)) if value})
        state = ("descending" if descending else "ascending") if is_active else "none"
        return {"key": key, "aria": state, "url": f"?{query}"}


class TopicListView(AuthorityView):
    """All joined topics of a Träger: where something waits for the other side."""

    permission = "matrix.view_topics"
    template_name = "matrix/topic_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        views = selectors.pair_views(self.authority, user=user)
        return super().get_context_data(
            views=views,
            first=views[0] if views else None,
            may_see_heatmap=user.has_perm("matrix.view_heatmap", self.authority),
            **kwargs,
        )


class TopicDetailView(AuthorityView):
    """One joined topic: school cells and Träger cells side by side, and who waits for whom."""

    permission = "matrix.view_topics"
    template_name = "matrix/topic_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = selectors.pair_views(self.authority, user=self.request.user, topic=self.kwargs["code"])
        if not found:
            raise Http404
        topics = found[0].matrix.topics
        codes = [topic.code for topic in topics]
        place = codes.index(found[0].topic.code)
        return super().get_context_data(
            view=found[0],
            previous=topics[place - 1] if place else None,
            following=topics[place + 1] if place + 1 < len(topics) else None,
            **kwargs,
        )
