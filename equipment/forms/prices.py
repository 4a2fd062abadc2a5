"""Input of a Träger's price list and useful lives."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from core.forms import GuardedModelForm, SentOnce
from core.layout import Fieldset, Pair, form_helper
from core.number_tables import NumberTableForm
from equipment.forms.offers import offer_types
from equipment.models import PriceEntry
from equipment.models.prices import LONGEST_LIFE
from equipment.services.prices import FIELDS


class PriceForm(SentOnce, GuardedModelForm):
    """One line of the price list."""

    is_held = False

    class Meta:
        model = PriceEntry
        fields = FIELDS
        localized_fields = ("price", "vat_rate")
        help_texts = {
            "contract": _("Number or name, as it stands on the orders."),
            "valid_until": _("The last day included. Empty: until further notice."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_types(self.fields["type"], kept=self.instance.type_id)
        self.helper = form_helper(
            Fieldset(_("What and from whom"), Pair("type", "product"), Pair("supplier", "contract")),
            Fieldset(_("Price"), Pair("price", "vat_rate")),
            Fieldset(_("Validity"), Pair("valid_from", "valid_until")),
            "submission_id",
            "seen",
        )

    def clean(self) -> dict[str, Any]:
        """The database says the same; here the words land at the field."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day lies before the first day."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class LivesForm(NumberTableForm):
    """Years for every type; empty means that nobody plans to replace it."""

    def number_field(self) -> forms.Field:
        return forms.IntegerField(
            validators=[MinValueValidator(1), MaxValueValidator(LONGEST_LIFE)],
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )
