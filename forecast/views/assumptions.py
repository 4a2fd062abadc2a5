"""Follow-up cost and Zweckbindung: one page each, a number a row."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from core.number_tables import NumberTableForm
from core.views import ScopedFormView
from forecast import selectors, services
from forecast.forms import BindingForm, FollowUpForm
from schools.views.bases import OfAuthority


class NumbersView(OfAuthority, ScopedFormView, abstract=True):
    permission = "forecast.change_assumption"
    rows: ClassVar[Any]
    save: ClassVar[Any]

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = type(self).rows(user=self.request.user, authority=self.authority)
        return super().get_form_kwargs() | {"rows": rows}

    def perform(self, form: NumberTableForm) -> None:
        changed = type(self).save(self.authority, changes=form.changes(), actor=self.request.user)
        messages.success(self.request, _("Saved.") if changed else _("There was nothing to change."))

    def get_success_url(self) -> str:
        return reverse("forecast:authority_wave", args=[self.authority.number])


class FollowUpView(NumbersView):
    template_name = "forecast/follow_up.html"
    form_class = FollowUpForm
    rows = staticmethod(selectors.follow_up_rows)
    save = staticmethod(services.save_follow_up)


class BindingView(NumbersView):
    template_name = "forecast/bindings.html"
    form_class = BindingForm
    rows = staticmethod(selectors.binding_rows)
    save = staticmethod(services.save_bindings)
