"""The way that one item goes: its page, a corrected price, what was delivered and is used."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.parsing import hidden_version
from core.views import FormPageView, ScopedActionView, ScopedPageView
from equipment.forms import StockForm
from equipment.models import StockBatch
from needs import selectors
from needs.forms import PriceForm
from needs.models import NeedItem, PlanningRound
from needs.outside import words_about
from needs.services import orders, rounds, stock
from needs.states import State
from needs.views.bases import OfItem, item_url


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
