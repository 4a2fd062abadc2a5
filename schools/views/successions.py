"""Who carries on a closed school: record it, take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from core.views import ScopedActionView, ScopedFormView
from schools.forms.successions import SuccessionForm
from schools.models import School, SchoolSuccession
from schools.selectors import register as selectors
from schools.services import successions as services
from schools.views.bases import OfSchool


class SuccessionCreateView(OfSchool, ScopedFormView):
    """The successors of one school, and one more."""

    permission = "schools.change_school"
    form_class = SuccessionForm
    template_name = "schools/succession_create.html"

    def get_initial(self) -> dict[str, Any]:
        return {"since": self.school.operation_on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        _before, after = selectors.successions_of(self.request.user, self.school)
        return super().get_context_data(**kwargs) | {"successions": after}

    def perform(self, form: SuccessionForm) -> SchoolSuccession:
        data = form.cleaned_data
        row = services.record_succession(
            self.school, data["successor"], since=data["since"], actor=self.request.user
        )
        messages.success(self.request, _("%(name)s carries on this school.") % {"name": row.successor})
        return row

    def get_success_url(self) -> str:
        return self.school.get_absolute_url()


class SuccessionRemoveView(ScopedActionView):
    permission = "schools.change_school"

    def load(self) -> None:
        rows = SchoolSuccession.visible_to(self.request.user).select_related("predecessor", "successor")
        self.row = self.fetch(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> School:
        predecessor: School = self.row.predecessor
        return predecessor

    def perform(self) -> None:
        services.remove_succession(self.row, actor=self.request.user)
        messages.success(self.request, _("The entry was taken back."))

    def get_success_url(self) -> str:
        return reverse("schools:succession_create", args=[self.row.predecessor.school_number])
