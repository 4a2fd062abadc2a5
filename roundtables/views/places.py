"""Learning places of the municipality: the list, and what they take part in."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.views import ScopedActionView, ScopedPageView
from roundtables import services
from roundtables.forms import LearningPlaceForm
from roundtables.models import LearningPlace, MilestonePartner
from roundtables.views.bases import RUN, VIEW, SeriesMixin, TellingFormView


class PlacesMixin(SeriesMixin, abstract=True):
    def get_success_url(self) -> str:
        return reverse("roundtables:place_list", args=[self.series.pk])


class PlaceMixin(PlacesMixin, abstract=True):
    """One place of the municipality whose table the address names."""

    place: LearningPlace

    def load(self) -> None:
        super().load()
        rows = LearningPlace.visible_to(self.request.user).filter(municipality=self.series.municipality_id)
        self.place = self.fetch(rows, pk=self.kwargs["place"])


class PlaceListView(PlacesMixin, ScopedPageView):
    permission = VIEW
    template_name = "roundtables/place_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        taking_part = MilestonePartner.visible_to(user).select_related("milestone__school")
        rows = LearningPlace.visible_to(user).filter(municipality=self.series.municipality_id)
        return super().get_context_data(**kwargs) | {
            "places": list(rows.prefetch_related(Prefetch("partnerships", taking_part))),
            "runs": user.has_perm(RUN, self.series),
        }


class PlaceFormView(TellingFormView, abstract=True):
    permission = RUN
    form_class = LearningPlaceForm
    saved = gettext_lazy("The learning place is saved.")


class PlaceCreateView(PlacesMixin, PlaceFormView):
    title = gettext_lazy("New learning place")

    def perform(self, form: LearningPlaceForm) -> LearningPlace:
        mark = form.cleaned_data["submission_id"]
        return services.add_place(
            self.series.municipality, submission_id=mark, actor=self.request.user, **form.values()
        )


class PlaceUpdateView(PlaceMixin, PlaceFormView):
    title = gettext_lazy("Change the learning place")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"place": self.place}

    def perform(self, form: LearningPlaceForm) -> LearningPlace:
        return services.change_place(self.place, actor=self.request.user, **form.values())


class PlaceRemoveView(PlaceMixin, ScopedActionView):
    permission = RUN

    def perform(self) -> None:
        services.remove_place(self.place, actor=self.request.user)
