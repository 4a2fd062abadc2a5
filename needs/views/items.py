"""One item of a school's list while it is written: add, change, delete."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.parsing import hidden_number, hidden_version
from core.views import FormPageView, ScopedActionView, ScopedUpdateView
from needs import selectors
from needs.forms import NeedItemForm
from needs.models import NeedItem, PlanningRound
from needs.services import lists as services
from needs.services import proposals
from needs.views.bases import OfItem, OfYear, item_url


class AsksForItem(OfYear, abstract=True):
    form_class: Any = NeedItemForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        planning = PlanningRound.of(self.school.authority_id, self.year)
        return kwargs | {"school": self.school, "planning": planning}


class NeedItemCreateView(AsksForItem, FormPageView):
    """`?abschnitt=3`, `?vorhaben=17` and `?vorschlag=luecke-wlan` say where the wish comes from."""

    permission = "needs.change_item"
    template_name = "needs/item_create.html"
    title = gettext_lazy("Add a need")
    lead = gettext_lazy(
        "The first four answers are enough for a draft. Reason and link to the Medienkonzept are needed before the "
        "list is sent."
    )
    saved = gettext_lazy("Added: %(line)s.")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        if self.proposal:
            return self.proposal.values
        return {"section": asked.get("abschnitt", ""), "plan": hidden_number(asked.get("vorhaben", ""))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"proposal": self.proposal}

    @cached_property
    def proposal(self) -> selectors.Proposal | None:
        asked = self.request.GET.get("vorschlag")
        if not asked:
            return None
        found = selectors.proposals_of(user=self.request.user, school=self.school, year=self.year)
        return next((one for one in found if one.key == asked), None)

    def perform(self, form: NeedItemForm) -> NeedItem:
        told: dict[str, Any] = {
            "year": self.year,
            "values": form.values(),
            "submission_id": form.mark(),
            "actor": self.request.user,
        }
        if self.proposal:
            return proposals.accept_proposal(self.school, key=self.proposal.key, **told)
        return services.create_item(self.school, **told)


class NeedItemUpdateView(AsksForItem, OfItem, FormPageView, ScopedUpdateView):
    permission = "needs.change_item"
    template_name = "needs/item_update.html"
    model = NeedItem
    title = gettext_lazy("Change a need")
    saved = gettext_lazy("Saved: %(line)s.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.need_list.is_sent:
            messages.info(
                self.request, _("The list has been sent and is fixed. Withdraw it first to correct it.")
            )
            return HttpResponseRedirect(item_url(self.object))
        return super().get(request, *args, **kwargs)

    def perform(self, form: NeedItemForm) -> NeedItem:
        return services.update_item(
            self.object, values=form.values(), version=self.object.version, actor=self.request.user
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stored = self.fetch(NeedItem.visible_to(self.request.user).select_related("type"), pk=self.object.pk)
        return super().get_context_data(**kwargs) | {"item": stored, "lead": str(stored)}


class NeedItemDeleteView(OfItem, ScopedActionView):
    permission = "needs.change_item"

    def perform(self) -> None:
        line = str(self.object)
        seen = hidden_version(self.request.POST)
        services.delete_item(self.object, version=seen, actor=self.request.user)
        messages.success(self.request, _("Taken off the list: %(line)s.") % {"line": line})
