"""The Träger's heat map and the joined view of both sides."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.views.generic import TemplateView

from core.views import PortalView
from matrix import selectors
from schools.access import own_authority
from schools.models import SchoolAuthority


class AuthorityView(PortalView, TemplateView, abstract=True):
    authority: SchoolAuthority

    def load(self) -> None:
        user, number = self.request.user, self.kwargs["number"]
        mine = own_authority(user, number)
        self.authority = mine or self.fetch(SchoolAuthority.visible_to(user), number=number)

    def get_permission_object(self) -> Any:
        return self.authority

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(authority=self.authority, **kwargs)


@dataclass(frozen=True)
class HeatTable:
    """A heat map sorted and cut by allow-listed words; it is read only when the table has to be rendered."""

    source: selectors.HeatSource
    authority: str  # number
    field: str  # "": all of them
    sorted_by: str
    descending: bool

    @classmethod
    def asked(cls, source: selectors.HeatSource, authority: str, query: Mapping[str, str]) -> HeatTable:
        """What the address asks for; words that nobody knows ask for nothing."""
        fields = {field.code: field for field in source.fields}
        field = query.get("field", "") if query.get("field", "") in fields else ""
        shown = [fields[field]] if field else source.fields
        sort = query.get("sort", "")
        known = {*selectors.HEAD_COLUMNS, *(aspect.code for one in shown for aspect in one.aspects)}
        if sort.removeprefix("-") not in known:
            sort = "name"
        return cls(source, authority, field, sort.removeprefix("-"), sort.startswith("-"))

    @property
    def key(self) -> Hashable:
        return (self.authority, self.field, self.sorted_by, self.descending, self.source.key)

    @cached_property
    def heatmap(self) -> selectors.HeatMap:
        shown = self.source.read().only_field(self.field)
        return shown.sorted_by(self.sorted_by, descending=self.descending)

    @property
    def heads(self) -> list[dict[str, str]]:
        return [self._head(name) for name in selectors.HEAD_COLUMNS]

    @property
    def columns(self) -> list[tuple[Any, dict[str, str], Any]]:
        """Per aspect: itself, its head, and how many schools stand at which stage."""
        shown = self.heatmap
        return [
            (aspect, self._head(aspect.code), spread)
            for aspect, spread in zip(shown.aspects, shown.distributions, strict=True)
        ]

    @property
    def waiting(self) -> list[tuple[Any, int]]:
        counted = self.heatmap.waiting
        return [(aspect, counted.get(aspect.code, 0)) for aspect in self.heatmap.aspects]

    def _head(self, key: str) -> dict[str, str]:
        """How a column is sorted now (`aria-sort`) and the address that sorts by it, or turns it round."""
        is_active = key == self.sorted_by
        turned = f"-{key}" if is_active and not self.descending else key
        query = urlencode({name: value for name, value in (("sort", turned), ("field", self.field)) if value})
        state = ("descending" if self.descending else "ascending") if is_active else "none"
        return {"key": key, "aria": state, "url": f"?{query}"}


class HeatmapView(AuthorityView):
    """Schools × aspects out of the newest releases; sorted and filtered by allow-listed words in the address."""

    permission = "matrix.view_heatmap"
    template_name = "matrix/heatmap_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = selectors.heat_source(self.authority, user=self.request.user)
        if source is None or not source.schools:
            return super().get_context_data(source=source, **kwargs)
        table = HeatTable.asked(source, self.authority.number, self.request.GET)
        return super().get_context_data(source=source, table=table, **kwargs)


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
            voices=selectors.voices_in_topic(
                self.authority, found[0].topic, found[0].matrix, user=self.request.user
            ),
            **kwargs,
        )
