"""The light check of an adopted concept, and the intervals that a Träger sets for its schools."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import FormPageView, ScopedUpdateView
from schools.forms.concept import ConceptConfirmForm, IntervalsForm
from schools.models import ConceptCheck, SchoolAuthority
from schools.services import concept as services
from schools.views.bases import OfSchool


class ConceptConfirmView(OfSchool, FormPageView):
    """The box on the concept's page posts here; what stands in the way is said on a page of its own."""

    permission = "schools.change_concept"
    form_class = ConceptConfirmForm
    template_name = "schools/concept_form.html"
    title = gettext_lazy("Does the concept still fit?")
    lead = gettext_lazy(
        "A short look each school year: are goals, dates and responsibilities still right? If not, begin a revision."
    )
    submit = gettext_lazy("Checked, still fits")
    saved = gettext_lazy("The light check of this school year is entered.")

    def perform(self, form: ConceptConfirmForm) -> ConceptCheck:
        concept = services.ensure_concept(self.school)
        return services.confirm_concept(concept, note=form.cleaned_data["note"], actor=self.request.user)

    def get_success_url(self) -> str:
        return self.address("concept_detail")


class IntervalsUpdateView(ScopedUpdateView):
    permission = "schools.change_intervals"
    model = SchoolAuthority
    form_class = IntervalsForm
    template_name = "schools/intervals_update.html"

    def lookup(self) -> dict[str, Any]:
        return {"number": self.kwargs["number"]}

    def perform(self, form: IntervalsForm) -> SchoolAuthority:
        return services.save_intervals(self.object, actor=self.request.user, **form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "authority": self.object,
            "back_url": reverse("schools:school_list"),
        }

    def get_success_url(self) -> str:
        messages.success(self.request, _("The intervals were saved."))
        return reverse("schools:intervals_update", args=[self.object.number])
