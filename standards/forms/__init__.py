"""Input of standards: a rule, an exception, a decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.forms import GuardedModelForm, ScopedForm, SentOnce, choice_field, row_field
from core.layout import Fieldset, Hint, Pair, Wide, form_helper
from equipment.forms import offer_types
from schools.keys import ROOM_TYPES, SCHOOL_TYPES
from schools.models import School, SchoolAuthority
from standards.models import StandardRule, StandardVersion

YEARS = [("", gettext_lazy("all")), *((number, str(number)) for number in range(1, 14))]


class RuleForm(SentOnce, GuardedModelForm):
    """One rule of a draft."""

    school_types = forms.MultipleChoiceField(
        label=gettext_lazy("Only for these school types"),
        help_text=gettext_lazy("Tick none to mean all."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    year_from = forms.TypedChoiceField(
        label=gettext_lazy("From year group"), choices=YEARS, coerce=int, empty_value=None, required=False
    )
    year_to = forms.TypedChoiceField(
        label=gettext_lazy("To year group"), choices=YEARS, coerce=int, empty_value=None, required=False
    )

    class Meta:
        model = StandardRule
        fields = (
            "type",
            "quantity",
            "every",
            "per",
            "room_type",
            "year_from",
            "year_to",
            "school_types",
            "max_age",
        )
        help_texts = {
            "quantity": gettext_lazy("For a set the pieces of the whole set, such as 15."),
            "every": gettext_lazy("1 for each, 2 for every second one."),
            "room_type": gettext_lazy(
                "For rooms alone. The schools enter their number with the yearly figures."
            ),
            "max_age": gettext_lazy("Empty: the useful life of this equipment type counts."),
        }

    def __init__(self, *args: Any, authority: SchoolAuthority, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_types(self.fields["type"], kept=self.instance.type_id)
        choice_field(self, "per").choices = [("", _("Please choose")), *StandardRule.Per.choices]
        rooms = ((key, one) for key, (one, _many) in ROOM_TYPES.items())
        choice_field(self, "room_type").choices = [("", _("teaching room")), *rooms]
        held = School.visible_to(self.user).filter(authority=authority).open().order_by()
        known = {*held.values_list("school_type", flat=True), *(self.instance.school_types or [])}
        types = [(key, label) for key, label in SCHOOL_TYPES.items() if key in known]
        choice_field(self, "school_types").choices = types
        self.helper = form_helper(
            Fieldset(_("What"), Wide("type"), Pair("quantity", "max_age")),
            Fieldset(
                _("For whom"),
                Pair("every", "per"),
                Wide("room_type"),
                Pair("year_from", "year_to"),
                Wide("school_types"),
            ),
            "submission_id",
            "seen",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("room_type") and data.get("per") != "room":
            self.add_error("room_type", _("A type of room is possible for rooms alone."))
        first, last = data.get("year_from"), data.get("year_to")
        if (first is None) != (last is None):
            self.add_error(
                "year_to" if last is None else "year_from", _("Name both year groups, or neither.")
            )
        elif first is not None and last is not None:
            if first > last:
                self.add_error("year_to", _("The last year group lies before the first one."))
            elif data.get("per") not in {"pupil", "class"}:
                self.add_error("year_from", _("Year groups are possible for pupils and classes alone."))
        return data

    def problem(self) -> list[str]:
        """What keeps the rule from being reckoned, in sentences: first which fields are empty, then what is wrong."""
        found = self.errors.as_data()
        lacking = [name for name in found if any(error.code == "required" for error in found[name])]
        told = []
        if lacking:
            labels = [str(self.fields[name].label) for name in self.fields if name in lacking]
            told.append(_("Still needed to reckon it: %(fields)s.") % {"fields": ", ".join(labels)})
        for name in found:
            words = " ".join(map(str, self.errors[name]))
            if name in self.fields and name not in lacking:
                told.append(f"{self.fields[name].label}: {words}")
            elif name not in lacking:
                told.append(words)
        return told


class ExceptionForm(ScopedForm):
    """Another target for one school."""

    school: Any = forms.ModelChoiceField(None, label=gettext_lazy("School"))
    type: Any = forms.ModelChoiceField(None, label=gettext_lazy("Equipment type"))
    quantity = forms.IntegerField(
        label=gettext_lazy("Target in pieces"),
        min_value=0,
        max_value=100_000,
        help_text=gettext_lazy("0: not meant for this school."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Stands beside the figure, for the school too."),
    )

    def __init__(self, *args: Any, version: StandardVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.visible_to(self.user).filter(authority=version.authority_id).open()
        row_field(self, "school").queryset = schools.order_by("name", "pk")
        offer_types(self.fields["type"], kept=None)
        self.helper = form_helper(Pair("school", "type"), Pair("quantity"), Wide("reason"))


class AdoptForm(GuardedModelForm):
    """The decision that puts a draft in force."""

    decided_on = DayField(label=gettext_lazy("Decided on"))
    valid_from = DayField(label=gettext_lazy("Valid from"))

    class Meta:
        model = StandardVersion
        fields = ("title", "body", "decided_on", "paper", "valid_from", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "body": gettext_lazy("For example “Rat der Stadt” or “Bildungsausschuss”."),
            "paper": gettext_lazy("As in the council information system, such as 134/2020."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].required = True
        self.helper = form_helper(
            Hint(
                _(
                    "After this the rules of this version can no longer be changed; a new decision makes a new version."
                )
            ),
            Wide("title"),
            Pair("body", "paper"),
            Pair("decided_on", "valid_from"),
            Wide("note"),
            "seen",
        )


class DecisionForm(GuardedModelForm):
    """What was mistyped when a decision was recorded. What was decided is not corrected but decided anew."""

    decided_on = DayField(label=gettext_lazy("Decided on"))

    class Meta:
        model = StandardVersion
        fields = ("body", "paper", "decided_on")
        help_texts = AdoptForm.Meta.help_texts

    helper = form_helper(Pair("body", "paper"), Pair("decided_on"), "seen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].required = True


__all__ = ["AdoptForm", "DecisionForm", "ExceptionForm", "RuleForm"]
