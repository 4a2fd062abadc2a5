"""Erfahrungen: what schools share with the table, the district, or everybody."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from accounts.secret_links import PublicPage
from core.views import PortalView, ScopedActionView, ScopedListView
from roundtables import services
from roundtables.forms.experiences import SharedExperienceForm
from roundtables.models import ExperienceNote
from roundtables.selectors.experiences import (
    ExperienceFilter,
    aspects_to_choose,
    experience_rows,
    schools_of,
)
from roundtables.views.bases import VIEW, TellingFormView
from schools.views.bases import OfSchool

SHARE = "roundtables.share_experience"


class ExperienceListView(ScopedListView):
    """What one may read, newest first."""

    permission = VIEW
    model = ExperienceNote
    template_name = "roundtables/experience_list.html"

    def select(self, queryset: Any) -> Any:
        self.filters = ExperienceFilter.from_query(self.request.GET)
        return experience_rows(queryset, self.filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schools = schools_of(self.request.user)
        return super().get_context_data(**kwargs) | {
            "filters": self.filters,
            "aspects": aspects_to_choose(),
            "schools": schools,
            "own": {school.pk for school in schools},
        }


class PublicExperienceListView(PublicPage, ListView):
    """Without an account: what schools share with everybody. Names schools, no persons."""

    counted_as, blocked = "experiences", "roundtables/public_blocked.html"

    template_name = "roundtables/experience_public.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        self.filters = ExperienceFilter.from_query(self.request.GET)
        return experience_rows(ExperienceNote.public(), self.filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"filters": self.filters, "aspects": aspects_to_choose()}
        return super().get_context_data(**kwargs) | own


class ExperienceFormView(TellingFormView, abstract=True):
    permission = SHARE
    form_class = SharedExperienceForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"series": None, "meeting": None}

    def get_success_url(self) -> str:
        return reverse("roundtables:experience_list")


class ExperienceCreateView(OfSchool, ExperienceFormView):
    title = gettext_lazy("Share an experience")
    submit = gettext_lazy("Share")
    saved = gettext_lazy("Your experience is shared.")

    def get_initial(self) -> dict[str, Any]:
        """An aspect of the matrix leads here with its code."""
        return {"aspects": self.request.GET.get("aspekt", "")[:20]}

    def perform(self, form: SharedExperienceForm) -> ExperienceNote:
        mark = form.cleaned_data["submission_id"]
        return services.share_experience(
            self.school, submission_id=mark, actor=self.request.user, **form.values()
        )


class NoteMixin(PortalView, abstract=True):
    """A note that a school wrote by itself; what was said at a meeting is corrected on the meeting's page."""

    note: ExperienceNote

    def load(self) -> None:
        rows = ExperienceNote.visible_to(self.request.user).select_related("school")
        self.note = self.fetch(rows, pk=self.kwargs["pk"], meeting=None, school__isnull=False)

    def get_permission_object(self) -> Any:
        return self.note.school

    def get_success_url(self) -> str:
        return reverse("roundtables:experience_list")


class ExperienceUpdateView(NoteMixin, ExperienceFormView):
    title = gettext_lazy("Change the experience")
    saved = gettext_lazy("The experience is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"note": self.note}

    def perform(self, form: SharedExperienceForm) -> ExperienceNote:
        return services.change_experience(self.note, actor=self.request.user, **form.values())


class ExperienceWithdrawView(NoteMixin, ScopedActionView):
    permission = SHARE

    def perform(self) -> None:
        services.withdraw_experience(self.note, actor=self.request.user)
