"""Input of a school's network."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.days import lies_ahead
from core.fields import DayField
from core.forms import GuardedModelForm, SentOnce
from core.layout import Fieldset, Pair, Wide, form_helper
from equipment.models import NetworkLine, RoomNetwork


class NetworkLineForm(SentOnce, GuardedModelForm):
    measured_on = DayField(label=_("measured on"), required=False)

    class Meta:
        model = NetworkLine
        fields = (
            "site",
            "technology",
            "provider",
            "contracted_down",
            "contracted_up",
            "measured_down",
            "measured_up",
            "measured_on",
            "note",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            Fieldset(_("Connection"), Pair("technology", "provider"), Pair("site")),
            Fieldset(_("Contracted"), Pair("contracted_down", "contracted_up")),
            Fieldset(_("Measured"), Pair("measured_down", "measured_up"), Pair("measured_on")),
            Wide("note"),
            "submission_id",
            "seen",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day = cleaned.get("measured_on")
        measured = cleaned.get("measured_down") or cleaned.get("measured_up")
        if measured and not day and "measured_on" not in self.errors:
            self.add_error("measured_on", _("A measurement needs its day."))
        if told := lies_ahead(day):
            self.add_error("measured_on", told)
        return cleaned


class RoomNetworkForm(GuardedModelForm):
    class Meta:
        model = RoomNetwork
        fields = ("building", "room", "wlan", "lan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Pair("building", "room"), Pair("wlan"), "lan", "seen")
