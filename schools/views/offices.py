"""Pages about the office of a school's head: hand it over, appoint a deputy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.views import ScopedFormView
from schools.forms.offices import DeputyForm, HandoverForm
from schools.models import Membership
from schools.services import offices
from schools.views.bases import OfSchool
from schools.views.people import show_link


class OfficeView(OfSchool, ScopedFormView, abstract=True):
    """A form about the people of one school; back to their list."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"school": self.school}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel_url": self.get_success_url()}

    def get_success_url(self) -> str:
        return reverse("schools:member_list", args=[self.school.school_number])


class OfficeHandoverView(OfficeView):
    """The office goes from the head to the successor; an invited successor's link is shown once."""

    permission = "schools.hand_over_office"
    form_class = HandoverForm
    template_name = "schools/office_handover.html"

    def perform(self, form: HandoverForm) -> Any:
        data = form.cleaned_data
        self.done = offices.hand_over(
            self.school,
            leaving=data["leaving_office"],
            successor=data["person"],
            email=data["email"],
            name=data["name"],
            actor=self.request.user,
        )
        return self.done.taken or self.done.issued.invitation  # type: ignore[union-attr]  # one of the two is set

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if self.object is None:
            return response
        if self.done.left:
            words = {"name": self.done.left.user.name}
            messages.success(self.request, _("The access of %(name)s as head has ended.") % words)
        if self.done.issued:
            return show_link(self.request, self.done.issued)
        messages.success(self.request, _("%(name)s leads the school now.") % {"name": self.object.user.name})
        return response


class DeputyAppointView(OfficeView):
    """Somebody who works at the school leads it for a time."""

    permission = "schools.appoint_deputy"
    form_class = DeputyForm
    template_name = "schools/deputy_appoint.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invite = reverse("schools:invitation_create") + f"?schule={self.school.school_number}"
        return super().get_context_data(**kwargs) | {"invite_url": invite}

    def perform(self, form: DeputyForm) -> Membership:
        data = form.cleaned_data
        deputy = offices.appoint_deputy(
            self.school,
            form.staff[data["person"]],
            begins_on=data["begins_on"],
            ends_on=data["ends_on"],
            actor=self.request.user,
        )
        messages.success(self.request, _("%(name)s is appointed as deputy.") % {"name": deputy.user.name})
        return deputy
