"""Input of an order out of a free budget line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.layout import Fieldset, Pair, form_helper
from equipment.models import PriceEntry
from procurement.forms.orders import OrderHeadForm, offer_text
from procurement.services.free_lines import Piecewise
from schools.models import School, SchoolAuthority


class FreeLineForm(OrderHeadForm):
    """Product of the price list, school and pieces; `offers` by supplier, as they are valid today."""

    entry = forms.ChoiceField(label=gettext_lazy("Product"))
    school: Any = forms.ModelChoiceField(queryset=None, label=gettext_lazy("For the school"))
    pieces = forms.IntegerField(
        label=gettext_lazy("Ordered pieces"),
        min_value=1,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    field_order = ("entry", "school", "pieces")

    def __init__(
        self,
        *args: Any,
        authority: SchoolAuthority,
        offers: dict[str, list[PriceEntry]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            Fieldset(_("What is ordered"), "entry", "school", Pair("pieces")),
            self.order_set(),
            "submission_id",
        )
        self.offers = {str(one.pk): one for own in offers.values() for one in own}
        fields: dict[str, Any] = self.fields
        choose = ("", _("Please choose"))
        fields["entry"].choices = [
            choose,
            *(
                (
                    name or _("without a name"),
                    [(str(one.pk), f"{one.type}: {offer_text(one)}") for one in own],
                )
                for name, own in offers.items()
            ),
        ]
        schools = School.visible_to(self.user).filter(authority=authority).open()
        fields["school"].queryset = schools.order_by("name", "school_number")
        fields["school"].empty_label = choose[1]

    def wanted(self) -> Piecewise:
        said = self.cleaned_data
        return Piecewise(self.offers[said["entry"]], said["school"], said["pieces"])
