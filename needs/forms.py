"""Input of needs: one item of a school's list, short enough for the break between two lessons."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.forms import ScopedModelForm
from core.layout import Fieldset, Hint, Layout, Pair, Wide
from equipment.forms import offer_sources, offer_types
from needs.models import NeedItem, PlanningRound, section_choices
from schools.models import CompetenceUse, School


def _helper(*parts: Any) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*parts)
    return helper


class NeedItemForm(ScopedModelForm):
    """One need. Only what, how many, kind and priority must be said at once; the rest before sending."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    section = forms.TypedChoiceField(
        label=gettext_lazy("Section of the Medienkonzept"),
        help_text=gettext_lazy("Where the concept says why. A section or a Vorhaben, one of them is enough."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    training_on = DayField(label=gettext_lazy("Day of the training"), required=False)

    class Meta:
        model = NeedItem
        fields = (
            "type",
            "quantity",
            "kind",
            "priority",
            "section",
            "plan",
            "reason",
            "place",
            "training",
            "training_on",
            "building",
            "price",
            "accounting",
            "funding",
        )
        localized_fields = ("price",)
        help_texts = {
            "reason": gettext_lazy(
                "One or two sentences: what becomes possible in lessons that is not today?"
            ),
            "place": gettext_lazy("For example “Rooms 12 to 15” or “Years 3 and 4”."),
            "price": gettext_lazy("As far as you know it. The school authority completes it."),
        }
        widgets = {
            "kind": forms.RadioSelect,
            "priority": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, school: School, planning: PlanningRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["submission_id"].initial = uuid4
        fields["version"].initial = self.instance.version
        offer_types(fields["type"], kept=self.instance.type_id)
        offer_sources(fields["funding"], kept=self.instance.funding_id)
        fields["kind"].choices = NeedItem.Kind.choices
        fields["priority"].choices = NeedItem.Priority.choices
        fields["section"].choices = [("", _("no section")), *section_choices()]
        fields["plan"].queryset = CompetenceUse.visible_to(self.user).filter(school=school)
        fields["plan"].label_from_instance = lambda use: f"{use}: {use.plan}"[:110]
        fields["plan"].empty_label = _("no Vorhaben")
        fields["quantity"].widget.attrs |= {"inputmode": "numeric"}
        fields["price"].widget.attrs |= {"inputmode": "decimal"}
        for name in ("training", "building"):
            fields[name].choices = [("", _("not said yet")), *fields[name].choices[1:]]
        fields["accounting"].choices = [("", _("as the price suggests")), *NeedItem.Accounting.choices]
        fields["accounting"].help_text = _(
            "Suggested by the limit of your school authority: below %(limit)s euro a piece consumptive, else investive."
        ) % {"limit": number_format(planning.price_limit, 2)}
        self.helper = _helper(
            Fieldset(_("What do you need?"), Pair("type", "quantity"), Pair("kind", "priority")),
            Fieldset(
                _("What for?"),
                Hint(_("Reason and link are needed before the list is sent, not for a draft.")),
                Pair("section", "plan"),
                Wide("reason"),
            ),
            Fieldset(
                _("What belongs to it"),
                Pair("place", "building"),
                Pair("training", "training_on"),
            ),
            Fieldset(_("Money"), Pair("price", "accounting"), Pair("funding")),
            "submission_id",
            "version",
        )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
