"""What the addresses name: a school, its planning year, one item."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from core.views import PortalView
from needs.models import FIRST_YEAR, LAST_YEAR, NeedItem, PlanningRound
from schools.views.bases import OfSchool


def known_year(year: int) -> int:
    """A year that somebody may plan for, or 404."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


def year_asked(view: PortalView, authority_id: int) -> int:
    """The year in the address; where none stands there, the Träger's current planning year."""
    asked = view.kwargs.get("year")
    return PlanningRound.current_year(authority_id) if asked is None else known_year(asked)


class OfYear(OfSchool, abstract=True):
    """Below the address of one school; without a year in it the current planning year is meant."""

    year: int

    def load(self) -> None:
        super().load()
        self.year = year_asked(self, self.school.authority_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = {"year": self.year, "list_url": self.get_success_url()}
        return super().get_context_data(**kwargs) | found

    def get_success_url(self) -> str:
        return reverse("needs:need_list", args=[self.school.school_number, self.year])


class OfItem(OfYear, abstract=True):
    """One item that the reader may see; its list says the year."""

    object: NeedItem

    def load(self) -> None:
        super().load()
        items = NeedItem.visible_to(self.request.user).filter(need_list__school=self.school)
        related = items.select_related("type", "plan", "funding", "need_list__school__authority")
        self.object = self.fetch(related, pk=self.kwargs["pk"])
        self.year = self.object.need_list.year

    def get_permission_object(self) -> Any:
        return self.object


def item_url(item: NeedItem) -> str:
    return reverse("needs:item_detail", args=[item.school.school_number, item.pk])
