"""Input of stock lines and stock lists."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import DayField
from core.forms import GuardedForm, GuardedModelForm, ScopedForm, SentOnce, choice_field
from core.layout import Fieldset, Pair, Wide, form_helper
from equipment.forms.offers import offer_sources, offer_types
from equipment.models import StockBatch
from equipment.services.stock import FIELDS
from equipment.words import FIRST_YEAR, counted_only, purchase_year_problem, split_serials

OFFERED_STATES = [choice for choice in StockBatch.State.choices if choice[0] != StockBatch.State.RETIRED]


def require_purchase_year(year: int | None) -> int | None:
    """As in a list that is imported. The database asks for less, as its rule must not change with the year."""
    problem = year is not None and purchase_year_problem(year, this_year=timezone.localdate().year)
    if problem:
        raise forms.ValidationError(problem)
    return year


class StockForm(SentOnce, GuardedModelForm):
    """One line of the stock."""

    is_held = False

    class Meta:
        model = StockBatch
        fields = FIELDS
        localized_fields = ("price",)
        field_classes = {"invoice_date": partial(DayField, earliest=FIRST_YEAR)}
        help_texts = {
            "building": _("Only where the school has several."),
            "room": _("For example “Room 12”. Empty if the things have no fixed place."),
            "price": _("As on the invoice, with value-added tax."),
            "purchase_year": _("Four digits. Needed to plan the replacement."),
            "serials": _("One a line. Please no names of pupils or teachers."),
        }
        labels = {"state": _("Status")}
        widgets = {"serials": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, serials: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "state").choices = OFFERED_STATES
        offer_types(self.fields["type"], kept=self.instance.type_id)
        offer_sources(self.fields["funding_source"], kept=self.instance.funding_source_id)
        self.helper = form_helper(
            Fieldset(
                _("What and where"), Pair("type", "quantity"), Pair("building", "room"), Pair("purchase_year")
            ),
            Fieldset(_("Condition and status"), Pair("state", "condition")),
            Fieldset(_("Money"), Pair("funding_source", "price"), Pair("invoice_number", "invoice_date")),
            *([Fieldset(_("Serial numbers"), Wide("serials"))] if serials else []),
            "submission_id",
            "seen",
        )
        if not serials:
            del self.fields["serials"]

    def clean_purchase_year(self) -> int | None:
        year: int | None = self.cleaned_data["purchase_year"]
        return require_purchase_year(year)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        serials = split_serials(cleaned.get("serials", ""))
        if "quantity" in cleaned and len(serials) > cleaned["quantity"]:
            self.add_error("serials", _("There are more serial numbers than pieces."))
        elif serials and cleaned.get("type") and cleaned["type"].is_counted_only:
            self.add_error("serials", counted_only())
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name, "") for name in FIELDS}


class RetireForm(GuardedForm):
    is_held = False
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For example: broken, lease ended, given back.")
    )

    def __init__(self, *args: Any, batch: StockBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch(batch)
        self.helper = form_helper(Wide("reason"), "seen")


class InventoryUploadForm(ScopedForm):
    file = forms.FileField(
        label=_("Stock list as CSV, XLSX, ODS or JSON"),
        help_text=_("At most 10 MB and 5,000 lines. Nothing is changed before you have seen the preview."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,.json,.txt"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Wide("file"))


class BulkUploadForm(ScopedForm):
    file = forms.FileField(
        label=_("Stock list of all schools as CSV, XLSX, ODS or JSON"),
        help_text=_("At most 10 MB and 100,000 lines. Nothing is changed before you have seen the preview."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,.json,.txt"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Wide("file"))
