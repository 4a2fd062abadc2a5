"""What the addresses name: a Träger and a year."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from needs.models import PlanningRound
from needs.views.bases import known_year
from schools.views.bases import OfAuthority


class OfPlan(OfAuthority, abstract=True):
    """Below the address of one Träger; without a year in it the current planning year is meant."""

    year: int

    def load(self) -> None:
        super().load()
        asked = self.kwargs.get("year")
        self.year = self.current_year() if asked is None else known_year(asked)

    def current_year(self) -> int:
        return PlanningRound.current_year(self.authority.pk)

    def years(self, recorded: QuerySet[Any]) -> list[int]:
        """Years to change to: those on record, those around today, and the one that is shown.

        Not the neighbours of the one that is shown: nobody is led on and on into years that are empty.
        """
        current = self.current_year()
        around = range(current - 1, current + 2)
        return sorted({*around, self.year, *recorded.values_list("year", flat=True)})

    def can(self, permission: str) -> bool:
        return self.request.user.has_perm(permission, self.authority)

    def page(self, name: str, *args: Any) -> str:
        """A page of this Träger and year."""
        return reverse(f"planning:{name}", args=[self.authority.number, self.year, *args])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"year": self.year, "back_url": self.get_success_url()}
        return super().get_context_data(**kwargs) | told

    def get_success_url(self) -> str:
        return self.page("year_detail")
