"""One item of a school's list: add, change, delete, and the way it went."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.parsing import hidden_number, hidden_version
from core.views import FormPageView, ScopedActionView, ScopedPageView, ScopedUpdateView
from equipment.forms import StockForm
from equipment.models import StockBatch
from needs import selectors
from needs.forms import NeedItemForm, PriceForm
from needs.models import NeedItem, PlanningRound
from needs.outside import words_about
from needs.services import lists as services
from needs.services import orders, proposals, rounds, stock
from needs.states import State
from needs.views.bases import OfItem, OfYear


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


class NeedItemStockView(OfItem, FormPageView):
    """What was delivered, as a line of the stock: filled in beforehand, and linked with the need."""

    permission = "equipment.change_stock"
    template_name = "needs/item_form.html"
    form_class = StockForm
    title = gettext_lazy("Take into the stock")
    lead = gettext_lazy("Check what was delivered and where it stands. The line is linked with the need.")
    saved = gettext_lazy("Taken into the stock: %(line)s.")

    def get_initial(self) -> dict[str, Any]:
        item, today = self.object, timezone.localdate()
        return {
            "type": item.type_id,
            "quantity": item.quantity,
            "purchase_year": today.year,
            "funding_source": item.funding_id,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"item": self.object}

    def perform(self, form: StockForm) -> StockBatch:
        return stock.take_into_stock(
            self.object,
            values=form.values(),
            submission_id=form.mark(),
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        return reverse("needs:item_detail", args=[self.school.school_number, self.kwargs["pk"]])


class NeedItemPriceView(OfItem, FormPageView):
    """The Träger corrects the price of a piece; the state stays as it is."""

    permission = "needs.correct_price"
    template_name = "needs/item_form.html"
    form_class = PriceForm
    title = gettext_lazy("Correct the price")
    lead = gettext_lazy("The state of the need stays as it is.")
    submit = gettext_lazy("Save the price")
    saved = gettext_lazy("The price is corrected. The school reads both prices and your reason.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"item": self.object}

    def perform(self, form: PriceForm) -> NeedItem:
        said = {name: form.cleaned_data[name] for name in ("price", "reason")}
        return rounds.correct_price(self.object, version=self.object.version, actor=self.request.user, **said)

    def get_success_url(self) -> str:
        return item_url(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"item": self.object}


class NeedItemDetailView(OfItem, ScopedPageView):
    """What was asked for, what became of it, and each reason on the way."""

    permission = "needs.view_item"
    template_name = "needs/item_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, item = self.request.user, self.object
        planning = PlanningRound.of(self.school.authority_id, self.year)
        works_here = user.has_perm("needs.view_list", self.school)
        return super().get_context_data(**kwargs) | {
            "item": item,
            "line": selectors.line_of(item, planning),
            "way": selectors.way_of(item, user=user),
            "words": words_about([item], user=user)[item.pk],
            "works_here": works_here,
            "may_change": works_here and not item.need_list.is_sent,
            "may_correct": bool(planning.started_at and user.has_perm("needs.correct_price", item)),
            "may_stock": item.is_delivered
            and not item.order_number
            and user.has_perm("equipment.change_stock", self.school),
            "may_operate": works_here and item.state == State.DELIVERED,
        }


class NeedItemOperateView(OfItem, ScopedActionView):
    """The school says that what was delivered is used."""

    permission = "needs.change_item"

    def perform(self) -> NeedItem:
        seen = hidden_version(self.request.POST)
        item = orders.put_into_operation(self.object, version=seen, actor=self.request.user)
        messages.success(self.request, _("Noted: in operation."))
        return item

    def get_success_url(self) -> str:
        return item_url(self.object)


def item_url(item: NeedItem) -> str:
    return reverse("needs:item_detail", args=[item.school.school_number, item.pk])
