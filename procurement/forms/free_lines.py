"""Input of an order out of a free budget line: a product of the price list, or what somebody writes instead."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import leave_unmarked
from core.layout import Fieldset, Hint, Pair, Wide, form_helper
from core.parsing import one_line
from equipment.forms.offers import offer_types
from equipment.models import PriceEntry
from planning.models import BudgetLine
from procurement.forms.orders import OrderHeadForm, offer_text
from procurement.services.free_lines import Piecewise
from procurement.services.orders import OwnWords
from schools.models import School

DECIMAL = {"inputmode": "decimal"}
WRITTEN = ("product", "supplier", "price")


class FreeLineForm(OrderHeadForm):
    """What, for which school and how many; `offers` by supplier, as they are valid today.

    A service, a licence or a single offer stands in no price list: it is written down here, with or without a type.
    """

    entry = forms.ChoiceField(label=gettext_lazy("Product of the price list"), required=False)
    product = forms.CharField(label=gettext_lazy("What is ordered"), max_length=120, required=False)
    supplier = forms.CharField(label=gettext_lazy("Supplier"), max_length=120, required=False)
    price = forms.DecimalField(
        label=gettext_lazy("Price of a piece in euro, net"),
        max_digits=10,
        decimal_places=2,
        min_value=Decimal("0.01"),
        localize=True,
        required=False,
        widget=forms.TextInput(attrs=DECIMAL),
    )
    vat_rate = forms.DecimalField(
        label=gettext_lazy("Value-added tax in percent"),
        max_digits=4,
        decimal_places=1,
        min_value=0,
        max_value=99,
        localize=True,
        required=False,
        widget=forms.TextInput(attrs=DECIMAL),
    )
    type: Any = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Equipment type"),
        help_text=gettext_lazy(
            "Only for equipment: what comes then stands in the stock. Leave it empty for a service or a licence."
        ),
        required=False,
    )
    school: Any = forms.ModelChoiceField(queryset=None, label=gettext_lazy("For the school"))
    pieces = forms.IntegerField(
        label=gettext_lazy("Ordered pieces"),
        min_value=1,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    field_order = ("entry", "product", "supplier", "price", "vat_rate", "type", "school", "pieces")

    def __init__(
        self,
        *args: Any,
        line: BudgetLine,
        offers: dict[str, list[PriceEntry]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {str(one.pk): one for own in offers.values() for one in own}
        fields: dict[str, Any] = self.fields
        fields["vat_rate"].initial = line.vat_rate
        offer_types(fields["type"], kept=None)
        fields["type"].choices = [("", _("no equipment")), *list(fields["type"].choices)[1:]]
        schools = School.visible_to(self.user).filter(authority=line.budget.authority).open()
        fields["school"].queryset = schools.order_by("name", "school_number")
        fields["school"].empty_label = _("Please choose")
        if self.offers:
            fields["entry"].choices = [("", _("Please choose")), *_by_supplier(offers)]
        else:
            del fields["entry"]
            fields["product"].initial = line.text[:120]
        leave_unmarked(self, *(name for name in ("entry", *WRITTEN, "vat_rate", "type") if name in fields))
        self.helper = form_helper(
            *([Fieldset(_("Out of the price list"), "entry")] if self.offers else []),
            Fieldset(
                _("Or in your own words") if self.offers else _("What is ordered"),
                Hint(_("What stands in no price list, such as a service, a licence or a single offer.")),
                Wide("product"),
                Pair("supplier"),
                Pair("price", "vat_rate"),
                Wide("type"),
            ),
            Fieldset(_("For whom"), Pair("school", "pieces")),
            self.order_set(),
            "submission_id",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        written = [name for name in (*WRITTEN, "type") if cleaned.get(name)]
        if cleaned.get("entry"):
            for name in written:
                self.add_error(name, _("Leave this empty if you order out of the price list."))
        elif "entry" in self.fields and not written:
            self.add_error("entry", _("Choose a product, or write below what is ordered."))
        else:
            for name in (*WRITTEN, "vat_rate"):
                if cleaned.get(name) in {None, ""} and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    def wanted(self) -> Piecewise:
        said = self.cleaned_data
        return Piecewise(
            self.offers[said["entry"]] if said.get("entry") else self._own_words(),
            said["school"],
            said["pieces"],
        )

    def _own_words(self) -> OwnWords:
        said = self.cleaned_data
        product, supplier = one_line(said["product"]), one_line(said["supplier"])
        return OwnWords(product, supplier, said["price"], said["vat_rate"], said["type"])


def _by_supplier(offers: dict[str, list[PriceEntry]]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (name or _("without a name"), [(str(one.pk), f"{one.type}: {offer_text(one)}") for one in own])
        for name, own in offers.items()
    ]
