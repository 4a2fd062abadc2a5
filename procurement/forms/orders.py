"""Input of orders."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.forms import GuardedForm, ScopedForm
from core.layout import Fieldset, Pair, Wide, form_helper
from equipment.forms import offer_sources
from equipment.models import FundingSource, PriceEntry
from needs.models import NeedItem
from procurement.models import OrderLine
from procurement.services.orders import Wanted

Offers = dict[int, list[PriceEntry]]  # type pk -> what the supplier offers, the cheapest first


class OrderForm(ScopedForm):
    """Needs to order at one supplier. The value of a choice holds the version of the need that was read."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    items = forms.MultipleChoiceField(
        label=gettext_lazy("Needs to order"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Somebody else has changed one of these needs in between. Nothing was ordered; choose again."
            )
        },
    )
    number = forms.CharField(
        label=gettext_lazy("Order number"),
        help_text=gettext_lazy("As it stands on your order, so that invoices can be found."),
        max_length=40,
    )
    ordered_on = DayField(
        label=gettext_lazy("Ordered on"), help_text=gettext_lazy("The prices of this day count.")
    )
    fund = forms.ModelChoiceField(FundingSource.objects.all(), label=gettext_lazy("Paid from"))
    note = forms.CharField(
        label=gettext_lazy("Note for the schools"),
        help_text=gettext_lazy("For example when the delivery is expected. The schools read it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, items: list[NeedItem], offers: Offers, number: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {f"{item.pk}.{item.version}": item for item in items if item.type_id in offers}
        self.offers = {item.type_id: offers[item.type_id] for item in self.by_key.values()}
        fields: dict[str, Any] = self.fields
        fields["submission_id"].initial = uuid4
        fields["items"].choices = [(key, _choice(item)) for key, item in self.by_key.items()]
        fields["number"].initial = number
        fields["ordered_on"].initial = timezone.localdate
        offer_sources(fields["fund"], kept=None)
        fields["fund"].choices = [("", _("Please choose")), *list(fields["fund"].choices)[1:]]
        names = []
        for type_id, entries in self.offers.items():
            names.append(f"price_{type_id}")
            fields[names[-1]] = forms.ChoiceField(
                label=_("Product for %(type)s") % {"type": entries[0].type},
                choices=[(str(entry.pk), _offer(entry)) for entry in entries],
            )
        self.helper = form_helper(
            Fieldset(_("What is ordered"), "items", *names),
            Fieldset(_("The order"), Pair("number", "ordered_on"), Pair("fund"), Wide("note")),
            "submission_id",
        )

    def wanted(self) -> list[Wanted]:
        chosen = [self.by_key[key] for key in self.cleaned_data["items"]]
        return [Wanted(item, item.version, self._entry(item)) for item in chosen]

    def _entry(self, item: NeedItem) -> PriceEntry:
        picked = self.cleaned_data[f"price_{item.type_id}"]
        return next(entry for entry in self.offers[item.type_id] if str(entry.pk) == picked)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("number", "ordered_on", "fund", "note")}


def _choice(item: NeedItem) -> str:
    words = {"item": item, "school": item.school, "priority": item.priority}
    return _("%(item)s – %(school)s (priority %(priority)s)") % words


def _offer(entry: PriceEntry) -> str:
    words = {
        "product": entry.product,
        "price": number_format(entry.price, 2, use_l10n=True, force_grouping=True),
        "contract": entry.contract,
    }
    said = _("%(product)s, %(price)s € net") % words
    return f"{said} ({entry.contract})" if entry.contract else said


class ReasonForm(ScopedForm):
    """Why an order or a line ends. The schools read it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The school reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helper = form_helper(Wide("reason"))


class QuantityForm(GuardedForm):
    """Another ordered quantity, and why."""

    is_held = False
    quantity = forms.IntegerField(
        label=gettext_lazy("Ordered pieces"),
        min_value=1,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For example: two more came and are kept. The school reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helper = form_helper("seen", Pair("quantity"), Wide("reason"))

    def __init__(self, *args: Any, line: OrderLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["quantity"] = line.quantity
        self.watch(line)
