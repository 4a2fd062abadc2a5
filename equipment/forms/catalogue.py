"""Input of the catalogues: types and funding sources."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.forms import GuardedModelForm
from core.layout import Fieldset, Pair, form_helper
from equipment.models import EquipmentType, FundingSource


class EquipmentTypeForm(GuardedModelForm):
    class Meta:
        model = EquipmentType
        fields = (
            "name",
            "code",
            "group",
            "unit",
            "useful_life",
            "fund_category",
            "order",
            "is_counted_only",
            "is_active",
        )
        help_texts = {
            "code": _("Short, without blanks. Stock lists may use it instead of the name."),
            "useful_life": _("Empty: these things are not planned for replacement."),
            "is_counted_only": _(
                "For devices of which each belongs to one pupil: a serial number would name a child. Numbers that are"
                " recorded already are deleted."
            ),
            "is_active": _("If this is off, only old lines keep the type."),
        }
        labels = {
            "is_active": _("is offered for new lines"),
            "is_counted_only": _("is counted only, without serial numbers"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            Fieldset(_("Equipment type"), Pair("name", "code"), Pair("group", "unit")),
            Fieldset(
                _("Planning"),
                Pair("useful_life", "fund_category"),
                Pair("order"),
                "is_counted_only",
                "is_active",
            ),
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
