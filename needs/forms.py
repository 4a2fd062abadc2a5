"""Input of needs: one item of a school's list, short enough for the break between two lessons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DayField, EachOnceField
from core.forms import GuardedForm, GuardedModelForm, ScopedForm, SentOnce, leave_unmarked
from core.layout import Fieldset, Hint, Pair, Wide, form_helper
from core.money import digits
from equipment.forms import offer_sources, offer_types
from needs.models import NeedItem, PlanningRound, competence_choices, section_choices
from needs.states import State
from schools.models import CompetenceUse, School


class NeedItemForm(SentOnce, GuardedModelForm):
    """One need. Only what, how many, kind and priority must be said at once; the rest before sending."""

    is_held = False
    section = forms.TypedChoiceField(
        label=gettext_lazy("Section of the Medienkonzept"),
        help_text=gettext_lazy("Where the concept says why. A section or a Vorhaben, one of them is enough."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    competence = forms.ChoiceField(
        label=gettext_lazy("Competence of the Medienkompetenzrahmen"),
        help_text=gettext_lazy("What the pupils learn with it, if one of them fits."),
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
            "competence",
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
            "price": gettext_lazy("As far as you know it; a need without a price can be sent too."),
        }
        widgets = {
            "kind": forms.RadioSelect,
            "priority": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, school: School, planning: PlanningRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        offer_types(fields["type"], kept=self.instance.type_id)
        offer_sources(fields["funding"], kept=self.instance.funding_id)
        fields["kind"].choices = NeedItem.Kind.choices
        fields["priority"].choices = NeedItem.Priority.choices
        fields["section"].choices = [("", _("no section")), *section_choices()]
        fields["competence"].choices = [("", _("no competence")), *competence_choices()]
        fields["plan"].queryset = CompetenceUse.visible_to(self.user).filter(school=school)
        fields["plan"].label_from_instance = lambda use: f"{use}: {use.plan}"[:110]
        fields["plan"].empty_label = _("no Vorhaben")
        fields["quantity"].widget.attrs |= {"inputmode": "numeric"}
        fields["price"].widget.attrs |= {"inputmode": "decimal"}
        leave_unmarked(
            self, "section", "plan", "reason"
        )  # a draft goes without, a list that is sent does not
        for name in ("training", "building"):
            fields[name].choices = [("", _("not said yet")), *fields[name].choices[1:]]
        fields["accounting"].choices = [("", _("as the price suggests")), *NeedItem.Accounting.choices]
        fields["accounting"].help_text = _(
            "Suggested by the limit of your school authority: up to %(limit)s euro consumptive, above investive."
        ) % {"limit": digits(planning.price_limit)}
        self.helper = form_helper(
            Fieldset(_("What do you need?"), Pair("type", "quantity"), Pair("kind", "priority")),
            Fieldset(
                _("What for?"),
                Hint(_("Reason and link are needed before the list is sent, not for a draft.")),
                Pair("section", "plan"),
                Pair("competence"),
                Wide("reason"),
            ),
            Fieldset(
                _("What belongs to it"),
                Pair("place", "building"),
                Pair("training", "training_on"),
            ),
            Fieldset(_("Money"), Pair("price", "accounting"), Pair("funding")),
            "submission_id",
            "seen",
        )


class RoundForm(GuardedModelForm):
    """The rules of a planning year."""

    due_on = DayField(
        label=gettext_lazy("Lists are due on"),
        help_text=gettext_lazy("The schools read this day on their list and on their start page."),
        required=False,
    )

    class Meta:
        model = PlanningRound
        fields = ("due_on", "is_open", "price_limit", "is_strict")
        localized_fields = ("price_limit",)
        labels = {
            "is_open": gettext_lazy("Schools may send their lists"),
            "is_strict": gettext_lazy("A list needs a reason and a link to the Medienkonzept for each need"),
        }
        help_texts = {
            "price_limit": gettext_lazy("Above this price, a piece is suggested as an investment."),
            "is_strict": gettext_lazy("If this is off, the school is only warned and may send all the same."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["due_on"] = self.instance.deadline
        self.helper = form_helper(
            Fieldset(_("Dates"), Pair("due_on"), "is_open"),
            Fieldset(_("Rules"), Pair("price_limit"), "is_strict"),
            "seen",
        )


class DecisionForm(ScopedForm):
    """A state and its reason for one or several needs. The value of a choice holds the version that was read."""

    items = EachOnceField(
        label=gettext_lazy("Needs"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Somebody else has changed one of these needs in between. Nothing was saved; choose again."
            )
        },
    )
    state = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The school reads it. Say what decides, and what comes next."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    price = forms.DecimalField(
        label=gettext_lazy("Price of a piece in euro, net"),
        help_text=gettext_lazy("Only if the price of the school is missing or wrong. The school reads both."),
        max_digits=10,
        decimal_places=2,
        min_value=0,
        localize=True,
        required=False,
    )

    def __init__(self, *args: Any, items: list[NeedItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {f"{item.pk}.{item.version}": item for item in items if item.next_states}
        fields: dict[str, Any] = self.fields
        fields["items"].choices = [(key, _choice(item)) for key, item in self.by_key.items()]
        if len(self.by_key) == 1:
            self.initial["items"] = list(self.by_key)
            fields["price"].widget.attrs |= {"inputmode": "decimal"}
            fields["price"].initial = next(iter(self.by_key.values())).price
        else:
            del fields["price"]  # a price belongs to one need
        offered = {state for item in self.by_key.values() for state in item.next_states}
        fields["state"].choices = [(state.value, state.label) for state in State if state in offered]
        self.helper = form_helper("items", "state", *(["price"] if "price" in fields else []), Wide("reason"))

    def chosen(self) -> list[tuple[NeedItem, int]]:
        """Each item with the version that was read."""
        items = (self.by_key[key] for key in self.cleaned_data["items"])
        return [(item, item.version) for item in items]


class PriceForm(GuardedForm):
    """The right price of a piece, and why."""

    is_held = False
    price = forms.DecimalField(
        label=gettext_lazy("Price of a piece in euro, net"),
        max_digits=10,
        decimal_places=2,
        min_value=0,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The school reads it together with the old and the new price."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    helper = form_helper("seen", "price", Wide("reason"))

    def __init__(self, *args: Any, item: NeedItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["price"] = item.price
        self.watch(item)


def _choice(item: NeedItem) -> str:
    words = {"item": item, "priority": item.priority, "state": item.get_state_display()}
    return _("%(item)s (priority %(priority)s, %(state)s)") % words


class RejectForm(ScopedForm):
    reason = forms.CharField(
        label=gettext_lazy("Why not?"),
        help_text=gettext_lazy(
            "A word is enough, for example: enough devices, other plan, building work first."
        ),
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Wide("reason"))
