"""Input of equipment: stock lines, standards, catalogue, uploads."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.forms import GuardedForm, GuardedModelForm, ScopedForm
from core.layout import Fieldset, Hint, Pair, Wide, form_helper
from equipment.models import EquipmentStandard, EquipmentType, FundingSource, StockBatch
from equipment.words import split_serials

OFFERED_STATES = [choice for choice in StockBatch.State.choices if choice[0] != StockBatch.State.RETIRED]


def offer_types(field: Any, *, kept: int | None) -> None:
    """Types below their group; one that is switched off only where the row has it already (`kept`)."""
    types = EquipmentType.objects.filter(Q(is_active=True) | Q(pk=kept)).order_by("order", "name")
    field.queryset = types
    by_group: dict[str, list[tuple[int, str]]] = {}
    for one in types:
        by_group.setdefault(str(one.get_group_display()), []).append((one.pk, one.name))
    field.choices = [("", _("Please choose")), *by_group.items()]


def offer_sources(field: Any, *, kept: int | None) -> None:
    """Funding sources; one that is switched off only where the row has it already (`kept`)."""
    sources = FundingSource.objects.filter(Q(is_active=True) | Q(pk=kept))
    field.queryset = sources
    field.choices = [("", _("unknown")), *((one.pk, one.name) for one in sources)]


class StockForm(GuardedModelForm):
    """One line of the stock. `submission_id` makes a double click harmless."""

    is_held = False
    submission_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = StockBatch
        fields = (
            "type",
            "quantity",
            "room",
            "purchase_year",
            "funding_source",
            "condition",
            "state",
            "serials",
        )
        help_texts = {
            "room": _("For example “Room 12” or “Building B”. Empty if the things have no fixed place."),
            "purchase_year": _("Four digits. Needed to plan the replacement."),
            "serials": _("One a line. Please no names of pupils or teachers."),
        }
        labels = {"state": _("Status")}
        widgets = {"serials": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission_id"].initial = uuid4
        self.fields["state"].choices = OFFERED_STATES  # type: ignore[attr-defined]
        offer_types(self.fields["type"], kept=self.instance.type_id)
        offer_sources(self.fields["funding_source"], kept=self.instance.funding_source_id)
        self.helper = form_helper(
            Fieldset(_("What and where"), Pair("type", "quantity"), Pair("room", "purchase_year")),
            Fieldset(_("Funding and state"), Pair("funding_source", "condition"), Pair("state")),
            Fieldset(_("Serial numbers"), Wide("serials")),
            "submission_id",
            "seen",
        )

    def clean_purchase_year(self) -> int | None:
        """The database says the same; here the words land at the field."""
        year: int | None = self.cleaned_data["purchase_year"]
        if year is not None and not 1980 <= year <= 2100:
            raise forms.ValidationError(_("The year of purchase must have four digits, such as 2024."))
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        serials = split_serials(cleaned.get("serials", ""))
        if "quantity" in cleaned and len(serials) > cleaned["quantity"]:
            self.add_error("serials", _("There are more serial numbers than pieces."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class RetireForm(GuardedForm):
    is_held = False
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For example: broken, lease ended, given back.")
    )

    def __init__(self, *args: Any, batch: StockBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch(batch)
        self.helper = form_helper(Wide("reason"), "seen")


class StandardForm(GuardedModelForm):
    """The Träger's targets for one school type. An empty field means: no target."""

    is_held = False

    class Meta:
        model = EquipmentStandard
        fields = ("pupils_per_device", "presentation_share", "wlan_share", "teacher_device_share")
        localized_fields = ("pupils_per_device",)
        help_texts = {"pupils_per_device": _("1 means a device for each pupil.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            Hint(_("Leave a field empty where you set no target.")),
            Fieldset(_("Devices"), Pair("pupils_per_device", "teacher_device_share")),
            Fieldset(_("Rooms"), Pair("presentation_share", "wlan_share")),
            "seen",
        )

    def targets(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class EquipmentTypeForm(GuardedModelForm):
    class Meta:
        model = EquipmentType
        fields = ("name", "code", "group", "unit", "useful_life", "fund_category", "order", "is_active")
        help_texts = {
            "code": _("Short, without blanks. Stock lists may use it instead of the name."),
            "useful_life": _("Empty: these things are not planned for replacement."),
            "is_active": _("If this is off, only old lines keep the type."),
        }
        labels = {"is_active": _("is offered for new lines")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            Fieldset(_("Equipment type"), Pair("name", "code"), Pair("group", "unit")),
            Fieldset(_("Planning"), Pair("useful_life", "fund_category"), Pair("order"), "is_active"),
            "seen",
        )


class FundingSourceForm(GuardedModelForm):
    class Meta:
        model = FundingSource
        fields = ("name", "code", "is_active")
        labels = {"is_active": _("is offered for new lines")}
        help_texts = {"is_active": _("If this is off, only old lines keep the source.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Fieldset(_("Funding source"), Pair("name", "code"), "is_active"), "seen")


class InventoryUploadForm(ScopedForm):
    file = forms.FileField(
        label=_("Stock list as CSV or XLSX"),
        help_text=_("At most 10 MB and 5,000 lines. Nothing is changed before you have seen the preview."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Wide("file"))
