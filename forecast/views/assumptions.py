"""Follow-up cost and Zweckbindung: one page each, a number a row."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.number_tables import NumberTableForm
from core.views import FormPageView
from forecast import selectors, services
from forecast.forms import BindingForm, FollowUpForm
from schools.views.bases import OfAuthority


class NumbersView(OfAuthority, FormPageView, abstract=True):
    permission = "forecast.change_assumption"
    template_name = "forecast/numbers_form.html"
    rows: ClassVar[Any]
    save: ClassVar[Any]
    note: ClassVar[Any] = ""  # what to know before filling in

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"note": self.note}

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = type(self).rows(user=self.request.user, authority=self.authority)
        return super().get_form_kwargs() | {"rows": rows}

    def perform(self, form: NumberTableForm) -> None:
        changed = type(self).save(self.authority, changes=form.changes(), actor=self.request.user)
        messages.success(self.request, _("Saved.") if changed else _("There was nothing to change."))

    def get_success_url(self) -> str:
        return reverse("forecast:authority_wave", args=[self.authority.number])


class FollowUpView(NumbersView):
    form_class = FollowUpForm
    title = gettext_lazy("Follow-up cost")
    lead = gettext_lazy("What a piece costs in each year of use, in euro net.")
    note = gettext_lazy(
        "Leave empty what you do not know; 0 means that it costs nothing. A sum for several things together belongs "
        "under “not broken down”. When you break it down later, empty its field."
    )
    rows = staticmethod(selectors.follow_up_rows)
    save = staticmethod(services.save_follow_up)


class BindingView(NumbersView):
    form_class = BindingForm
    title = gettext_lazy("Zweckbindung")
    lead = gettext_lazy(
        "How many years from purchase things of a funding source must be used for their purpose, as the grant says. "
        "Leave empty what is not bound."
    )
    rows = staticmethod(selectors.binding_rows)
    save = staticmethod(services.save_bindings)
