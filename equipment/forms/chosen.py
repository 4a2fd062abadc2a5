"""Input for many stock lines at once, and for splitting one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.days import lies_ahead
from core.fields import DayField, EachOnceField
from core.forms import GuardedForm, ScopedForm, choice_field, row_field
from core.layout import Fieldset, Hint, Pair, Wide, form_helper
from core.parsing import one_line
from equipment.forms.offers import offer_sources
from equipment.forms.stock import OFFERED_STATES, require_purchase_year
from equipment.models import FundingSource, StockBatch
from equipment.words import FIRST_YEAR, split_serials
from schools.models import School

UNCHANGED = ("", _("leave as it is"))
EMPTY: dict[str, Any] = {
    "building": "",
    "room": "",
    "purchase_year": None,
    "funding_source": None,
    "invoice_number": "",
    "invoice_date": None,
    "price": None,
}


class ChosenForm(ScopedForm):
    """One act on all chosen lines. Shown again as hidden fields on the page that says what it will do."""

    def values(self) -> dict[str, Any]:
        """Column -> new value, as the services write it."""
        raise NotImplementedError

    def carried(self) -> Iterator[tuple[str, str]]:
        """What was typed, for the page that asks once more."""
        for name in self.fields:
            for value in self.data.getlist(name):  # type: ignore[attr-defined]
                yield name, value


class ChosenChangeForm(ChosenForm):
    building = forms.CharField(label=_("Building"), max_length=80, required=False)
    room = forms.CharField(label=_("Room or area"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("Status"), choices=[UNCHANGED, *OFFERED_STATES], required=False)
    condition = forms.ChoiceField(
        label=_("Condition"), choices=[UNCHANGED, *StockBatch.Condition.choices], required=False
    )
    funding_source = forms.ModelChoiceField(
        FundingSource.objects.none(), label=_("Funding source"), required=False
    )
    purchase_year = forms.IntegerField(label=_("Year of purchase"), required=False)
    invoice_number = forms.CharField(label=_("Invoice number"), max_length=40, required=False)
    invoice_date = DayField(label=_("Invoice date"), required=False, earliest=FIRST_YEAR)
    price = forms.DecimalField(
        label=_("Price of a piece in euro, gross"),
        min_value=Decimal(0),
        max_digits=10,
        decimal_places=2,
        localize=True,
        required=False,
    )
    clear = forms.MultipleChoiceField(
        label=_("Make empty"),
        choices=[
            ("building", _("Building")),
            ("room", _("Room or area")),
            ("purchase_year", _("Year of purchase")),
            ("funding_source", _("Funding source")),
            ("invoice_number", _("Invoice number")),
            ("invoice_date", _("Invoice date")),
            ("price", _("Price of a piece in euro, gross")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_sources(self.fields["funding_source"], kept=None, blank=UNCHANGED)
        self.helper = form_helper(
            Hint(_("What you leave empty stays as it is in each line.")),
            Fieldset(_("Where"), Pair("building", "room")),
            Fieldset(_("Condition and status"), Pair("state", "condition")),
            Fieldset(
                _("Money"),
                Pair("funding_source", "purchase_year"),
                Pair("invoice_number", "invoice_date"),
                Pair("price"),
            ),
            "clear",
        )

    def clean_purchase_year(self) -> int | None:
        return require_purchase_year(self.cleaned_data["purchase_year"])

    def clean_invoice_date(self) -> date | None:
        """Before the preview; the service asks again."""
        day: date | None = self.cleaned_data["invoice_date"]
        if told := lies_ahead(day):
            raise forms.ValidationError(told)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in cleaned.get("clear", []):
            if cleaned.get(name) not in (None, ""):
                self.add_error(name, _("Either a new value or “make empty”, not both."))
        if not self.errors and not self.values():
            self.add_error(None, _("Fill in at least one field that is to change."))
        return cleaned

    def values(self) -> dict[str, Any]:
        given = {
            name: one_line(value) if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if name != "clear" and value not in (None, "")
        }
        return given | {name: EMPTY[name] for name in self.cleaned_data.get("clear", [])}


class ChosenHandOverForm(ChosenForm):
    """To another school that the same Träger runs."""

    target: Any = forms.ModelChoiceField(queryset=None, label=_("School that gets the lines"))
    building = forms.CharField(label=_("Building there"), max_length=80, required=False)
    room = forms.CharField(label=_("Room or area there"), max_length=80, required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        siblings = School.visible_to(self.user).filter(authority=school.authority_id)
        row_field(self, "target").queryset = siblings.open().exclude(pk=school.pk)
        self.helper = form_helper(Wide("target"), Pair("building", "room"))

    def values(self) -> dict[str, Any]:
        return {name: one_line(self.cleaned_data[name]) for name in ("building", "room")}


class ChosenRetireForm(ChosenForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For example: broken, lease ended, given back.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Wide("reason"))

    def values(self) -> dict[str, Any]:
        return {"state": "retired", "retired_reason": one_line(self.cleaned_data["reason"])[:200]}


class SplitForm(GuardedForm):
    """How many pieces of a line are somewhere else, or in another state, from now on."""

    is_held = False
    quantity = forms.IntegerField(label=_("Pieces of the part"), min_value=1)
    building = forms.CharField(label=_("Building"), max_length=80, required=False)
    room = forms.CharField(label=_("Room or area"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("Status"), choices=StockBatch.State.choices)
    condition = forms.ChoiceField(label=_("Condition"), choices=StockBatch.Condition.choices)
    retired_reason = forms.CharField(
        label=pgettext_lazy("split", "Reason, if the part is retired"), max_length=200, required=False
    )
    serials = EachOnceField(
        label=_("Serial numbers of the part"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, batch: StockBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch(batch)
        self.initial.update(
            {name: getattr(batch, name) for name in ("building", "room", "state", "condition")}
        )
        self.fields["quantity"].help_text = _("The line has %(count)d.") % {"count": batch.quantity}
        known = split_serials(batch.serials)
        parts: list[Any] = [
            Pair("quantity"),
            Pair("building", "room"),
            Pair("state", "condition"),
            Wide("retired_reason"),
        ]
        if known:
            choice_field(self, "serials").choices = [(one, one) for one in known]
            parts.append("serials")
        else:
            del self.fields["serials"]
        self.helper = form_helper(*parts, "seen")

    def values(self) -> dict[str, Any]:
        """Column -> value of the part; a reason only where it is retired."""
        names = ["building", "room", "state", "condition"]
        if self.cleaned_data["state"] == StockBatch.State.RETIRED:
            names.append("retired_reason")
        return {name: self.cleaned_data[name] for name in names}
